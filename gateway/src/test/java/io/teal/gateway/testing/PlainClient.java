package io.teal.gateway.testing;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A small client on one kept connection: it never repeats a request by itself, so that a failure a test sees is one the gateway
 * let through. It speaks HTTP/1.1, and HTTP/2 when the system property {@code teal.client} is {@code h2}: the tests that use it
 * run both ways and expect the same results. For one thread.
 */
public final class PlainClient implements AutoCloseable {
    /** Whether clients of this JVM speak HTTP/2. */
    public static final boolean HTTP_2 = System.getProperty("teal.client", "h1").equals("h2");

    private final int port;
    private final @Nullable PlainHttp2 http2;
    private @Nullable Socket socket;
    private @Nullable InputStream in;

    /** A client of a gateway. */
    public PlainClient(int port) {
        this(port, HTTP_2);
    }

    private PlainClient(int port, boolean h2) {
        this.port = port;
        http2 = h2 ? new PlainHttp2(port) : null;
    }

    /** A client of a server, which speaks HTTP/1.1 alone. */
    public static PlainClient ofServer(int port) {
        return new PlainClient(port, false);
    }

    /**
     * A complete answer.
     *
     * @param status its code
     * @param head status line and fields
     * @param body decoded from its chunks
     */
    public record Answer(int status, String head, String body) {
        /** The value of a field; empty when absent. */
        public String field(String name) {
            return RawClient.field(head, name);
        }

        /** The colour that answered. */
        public String upstream() {
            return field("X-Teal-Upstream");
        }

        /** The name of the simulated instance in a body of {@code /__fake/small}. */
        public String instance() {
            int from = body.indexOf("\"instance\":\"") + 12;
            return body.substring(from, body.indexOf('"', from));
        }
    }

    /** A GET; fields such as {@code "X-A: 1"}. */
    public Answer get(String target, String... fields) throws IOException {
        return ask("GET", target, "", fields);
    }

    /** Sends a request and reads its answer to the end; a connection that was closed between two requests is opened anew. */
    public Answer ask(String method, String target, String body, String... fields) throws IOException {
        if (http2 != null) {
            return http2.ask(method, target, body, fields);
        }
        StringBuilder head = new StringBuilder(method).append(' ').append(target);
        head.append(" HTTP/1.1\r\nHost: gateway.test\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        if (!body.isEmpty()) {
            head.append("Content-Length: ")
                    .append(body.getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n");
        }
        byte[] bytes = head.append("\r\n").append(body).toString().getBytes(StandardCharsets.UTF_8);
        Socket connection = socket == null ? connect() : socket;
        try {
            connection.getOutputStream().write(bytes);
            Answer answer = read();
            if (answer.field("Connection").equalsIgnoreCase("close")) {
                close();
            }
            return answer;
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private Socket connect() throws IOException {
        Socket opened = new Socket();
        opened.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
        opened.setSoTimeout(30_000);
        opened.setTcpNoDelay(true);
        socket = opened;
        in = new BufferedInputStream(opened.getInputStream(), 16 << 10);
        return opened;
    }

    private Answer read() throws IOException {
        StringBuilder head = new StringBuilder();
        for (String line = line(); !line.isEmpty(); line = line()) {
            head.append(line).append("\r\n");
        }
        String text = head.toString();
        int status = RawClient.status(text);
        if (RawClient.field(text, "Transfer-Encoding").equals("chunked")) {
            StringBuilder body = new StringBuilder();
            for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                body.append(exactly(size));
                line();
            }
            for (String trailer = line(); !trailer.isEmpty(); ) {
                trailer = line();
            }
            return new Answer(status, text, body.toString());
        }
        String length = RawClient.field(text, "Content-Length");
        return new Answer(status, text, length.isEmpty() ? "" : exactly(Integer.parseInt(length)));
    }

    private String exactly(int size) throws IOException {
        byte[] bytes = source().readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("the body ended early");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        InputStream from = source();
        int octet;
        while ((octet = from.read()) != '\n') {
            if (octet < 0) {
                throw new EOFException("the connection ended after: " + line);
            }
            if (octet != '\r') {
                line.append((char) octet);
            }
        }
        return line.toString();
    }

    private InputStream source() throws IOException {
        InputStream open = in;
        if (open == null) {
            throw new IOException("closed");
        }
        return open;
    }

    @Override
    public void close() {
        if (http2 != null) {
            http2.close();
        }
        Socket open = socket;
        socket = null;
        in = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
