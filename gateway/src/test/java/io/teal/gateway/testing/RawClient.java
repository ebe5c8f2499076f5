package io.teal.gateway.testing;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A client that writes bytes as they are and reads responses byte by byte, so that a test sees what is on the wire. */
public final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    public RawClient(int port) {
        try {
            socket = new Socket();
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
            socket.setSoTimeout(10_000);
            socket.setTcpNoDelay(true);
            in = socket.getInputStream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The end of a connection that was accepted. */
    public RawClient(Socket accepted) {
        try {
            socket = accepted;
            socket.setSoTimeout(10_000);
            socket.setTcpNoDelay(true);
            in = socket.getInputStream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public Socket socket() {
        return socket;
    }

    /** Sends bytes. */
    @CanIgnoreReturnValue
    public RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Sends text as ISO-8859-1. */
    @CanIgnoreReturnValue
    public RawClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** Leaves with a reset, so that the other side sees an error rather than an end. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** The head of the next response, its lines ended by CRLF, without the blank line; empty at the end of the stream. */
    public String head() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int octet;
        while ((octet = in.read()) >= 0) {
            head.write(octet);
            String text = head.toString(StandardCharsets.ISO_8859_1);
            if (text.endsWith("\r\n\r\n")) {
                return text.substring(0, text.length() - 4);
            }
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** That many bytes, fewer at the end of the stream. */
    public byte[] bytes(int length) throws IOException {
        return in.readNBytes(length);
    }

    /** That many bytes as UTF-8. */
    public String body(int length) throws IOException {
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    /** One chunk of a chunked body as text; empty for the last. */
    public String chunk() throws IOException {
        return new String(chunkBytes(), StandardCharsets.UTF_8);
    }

    /** One chunk of a chunked body, which may end inside of a character; empty for the last. */
    public byte[] chunkBytes() throws IOException {
        StringBuilder line = new StringBuilder();
        int octet;
        while ((octet = in.read()) != '\n') {
            if (octet < 0) {
                throw new IOException("the stream ended in the middle of a chunked body");
            }
            line.append((char) octet);
        }
        int size = Integer.parseInt(line.toString().strip(), 16);
        byte[] chunk = in.readNBytes(size);
        if (size > 0) {
            int cr = in.read();
            int lf = in.read();
            if (cr != '\r' || lf != '\n') {
                throw new IOException("no CRLF after a chunk");
            }
        }
        return chunk;
    }

    /** Everything until the other side closes; a reset counts as a close. */
    public String rest() throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        try {
            in.transferTo(rest);
        } catch (java.net.SocketException reset) {
            // What came before it is what the test looks at.
        }
        return rest.toString(StandardCharsets.UTF_8);
    }

    /** The status code of a head. */
    public static int status(String head) {
        return Integer.parseInt(head.substring(9, 12));
    }

    /** The value of a field of a head; empty when absent. */
    public static String field(String head, String name) {
        for (String line : head.split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                return line.substring(colon + 1).strip();
            }
        }
        return "";
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
