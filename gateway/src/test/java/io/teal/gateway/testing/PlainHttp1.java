package io.teal.gateway.testing;

import java.io.BufferedInputStream;
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
import org.jspecify.annotations.Nullable;

/** What {@link PlainClient} does over HTTP/1.1 (RFC 9112), on one kept connection. For one thread. */
final class PlainHttp1 implements PlainClient.Way {
    private static final int LONGEST_PIECE = 16 << 10;

    private final int port;
    private @Nullable Connection open;

    PlainHttp1(int port) {
        this.port = port;
    }

    @Override
    public Arriving open(String method, String target, byte[] body, String... fields) throws IOException {
        try {
            Connection connection = open == null ? new Connection(port) : open;
            open = connection;
            connection.socket.getOutputStream().write(request(method, target, body, fields));
            return new Http1Answer(connection, method.equals("HEAD"));
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private static byte[] request(String method, String target, byte[] body, String... fields) {
        StringBuilder head = new StringBuilder(method).append(' ').append(target);
        head.append(" HTTP/1.1\r\nHost: gateway.test\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        boolean chunked = PlainClient.isChunked(fields);
        if (body.length > 0 && !chunked) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream(body.length + 512);
        all.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        if (!chunked) {
            all.writeBytes(body);
            return all.toByteArray();
        }
        int longest = PlainClient.longestPiece(body.length);
        for (int sent = 0; sent < body.length; sent += longest) {
            int size = Math.min(longest, body.length - sent);
            all.writeBytes((Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            all.write(body, sent, size);
            all.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        all.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return all.toByteArray();
    }

    @Override
    public void close() {
        Connection connection = open;
        open = null;
        if (connection != null) {
            try {
                connection.socket.close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static final class Connection {
        private final Socket socket = new Socket();
        private final InputStream in;

        Connection(int port) throws IOException {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
            socket.setSoTimeout(30_000);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream(), LONGEST_PIECE);
        }

        /** The lines up to a blank one, each ended by CRLF. */
        String lines() throws IOException {
            StringBuilder lines = new StringBuilder();
            for (String line = line(); !line.isEmpty(); line = line()) {
                lines.append(line).append("\r\n");
            }
            return lines.toString();
        }

        String line() throws IOException {
            StringBuilder line = new StringBuilder();
            int octet;
            while ((octet = in.read()) != '\n') {
                if (octet < 0) {
                    throw new EOFException("the connection ended after: " + line);
                }
                if (octet != '\r') {
                    line.append((char) octet);
                }
            }
            return line.toString();
        }

        byte[] exactly(int size) throws IOException {
            byte[] bytes = in.readNBytes(size);
            if (bytes.length < size) {
                throw new EOFException("the body ended early");
            }
            return bytes;
        }
    }

    private final class Http1Answer implements Arriving {
        private final Connection connection;
        private final List<Integer> interim = new ArrayList<>();
        private final String head;
        private final boolean chunked;
        private String trailers = "";
        private long left;
        private boolean over;

        Http1Answer(Connection connection, boolean bodiless) throws IOException {
            this.connection = connection;
            String lines = connection.lines();
            while (RawClient.status(lines) < 200) {
                interim.add(RawClient.status(lines));
                lines = connection.lines();
            }
            head = lines;
            chunked = !bodiless
                    && field("Transfer-Encoding").toLowerCase(Locale.ROOT).equals("chunked");
            String length = field("Content-Length");
            left = bodiless || chunked || length.isEmpty() ? 0 : Long.parseLong(length);
            if (!chunked && left == 0) {
                end();
            }
        }

        @Override
        public int status() {
            return RawClient.status(head);
        }

        @Override
        public String head() {
            return head;
        }

        @Override
        public List<Integer> interim() {
            return interim;
        }

        @Override
        public byte[] piece() throws IOException {
            if (over) {
                return new byte[0];
            }
            try {
                return chunked ? chunk() : some();
            } catch (IOException e) {
                close();
                throw e;
            }
        }

        private byte[] chunk() throws IOException {
            int size = Integer.parseInt(connection.line(), 16);
            byte[] chunk = connection.exactly(size);
            if (size > 0) {
                String unused = connection.line();
            } else {
                trailers = connection.lines();
                end();
            }
            return chunk;
        }

        private byte[] some() throws IOException {
            int size = (int) Math.min(left, Math.clamp(connection.in.available(), 1, LONGEST_PIECE));
            byte[] some = connection.exactly(size);
            left -= size;
            if (left == 0) {
                end();
            }
            return some;
        }

        private void end() {
            over = true;
            if (field("Connection").equalsIgnoreCase("close")) {
                close();
            }
        }

        @Override
        public String trailers() {
            return trailers;
        }
    }
}
