package io.teal.simulator;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A client that writes and reads plain bytes. */
final class RawClient implements AutoCloseable {
    private final Socket socket = new Socket();

    RawClient(SimulatedServer server) throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), 2000);
        socket.setSoTimeout(10_000);
    }

    /** A response as bytes and its parts. */
    record Response(String head, List<String> chunks, String body) {
        int status() {
            return Integer.parseInt(head.substring(9, 12));
        }

        /** The body's events, without their line ends, which are CRLF or LF. */
        List<String> events() {
            return List.of(body.split(body.contains("\r\n") ? "\r\n\r\n" : "\n\n"));
        }

        /** The data of events that are no comments. */
        List<String> data() {
            List<String> data = new ArrayList<>();
            for (String event : events()) {
                if (event.startsWith("data: ")) {
                    data.add(event.substring(6));
                }
            }
            return data;
        }
    }

    void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    void post(String target, String json, String... headers) throws IOException {
        StringBuilder head = new StringBuilder("POST " + target + " HTTP/1.1\r\nHost: a.test\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        head.append("Content-Type: application/json\r\nContent-Length: ")
                .append(json.getBytes(StandardCharsets.UTF_8).length);
        write(head + "\r\n\r\n" + json);
    }

    void get(String target, String... headers) throws IOException {
        StringBuilder head = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: a.test\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        write(head + "\r\n");
    }

    /** Reads one response to its end; an unfinished one fails with EOFException or as the socket fails. */
    @CanIgnoreReturnValue
    Response read() throws IOException {
        String head = head();
        String lower = head.toLowerCase(Locale.ROOT);
        List<String> chunks = new ArrayList<>();
        byte[] body;
        if (lower.contains("transfer-encoding: chunked")) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                byte[] chunk = exactly(size);
                chunks.add(new String(chunk, StandardCharsets.UTF_8));
                all.write(chunk);
                line();
            }
            line();
            body = all.toByteArray();
        } else if (lower.contains("content-length: ")) {
            int at = lower.indexOf("content-length: ") + 16;
            body = exactly(Integer.parseInt(lower.substring(at, lower.indexOf("\r\n", at))));
        } else {
            body = socket.getInputStream().readAllBytes();
        }
        return new Response(head, chunks, new String(body, StandardCharsets.UTF_8));
    }

    /** The response's head with its empty line. */
    @CanIgnoreReturnValue
    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        String line;
        do {
            line = line();
            head.append(line).append("\r\n");
        } while (!line.isEmpty());
        return head.toString();
    }

    /** A line without its CRLF; a bare LF stays part of it. */
    @CanIgnoreReturnValue
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (true) {
            int c = in.read();
            if (c < 0) {
                throw new EOFException("connection closed after: " + line);
            }
            line.append((char) c);
            if (line.length() > 1 && line.charAt(line.length() - 2) == '\r' && c == '\n') {
                return line.substring(0, line.length() - 2);
            }
        }
    }

    byte[] exactly(int size) throws IOException {
        byte[] bytes = socket.getInputStream().readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("connection closed after " + bytes.length + " of " + size + " bytes");
        }
        return bytes;
    }

    /** All bytes to the end of the connection, as Latin-1. */
    String rest() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
