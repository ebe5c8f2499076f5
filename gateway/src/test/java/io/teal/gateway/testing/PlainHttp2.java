package io.teal.gateway.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What {@link PlainClient} does over HTTP/2 (RFC 9113): one kept connection in plaintext with prior knowledge, one stream after the
 * other, nothing repeated. Its own frames on a socket, so that not the same library stands on both sides. For one thread.
 */
final class PlainHttp2 implements PlainClient.Way {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;

    private static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int PADDED = 8;
    private static final int PRIORITY = 32;

    private static final short INITIAL_WINDOW_SIZE = 4;
    private static final short ENABLE_PUSH = 2;
    private static final int LONGEST_FRAME = 16_384;
    private static final int WINDOW = 65_535;
    private static final int WIDE = Integer.MAX_VALUE;

    private final int port;
    private @Nullable Connection open;

    PlainHttp2(int port) {
        this.port = port;
    }

    @Override
    public Arriving open(String method, String target, byte[] body, String... fields) throws IOException {
        try {
            Connection connection = open == null ? new Connection(port) : open;
            open = connection;
            Stream stream = new Stream(connection);
            connection.ask(stream, method, target, body, fields);
            return stream;
        } catch (IOException e) {
            close();
            throw e;
        }
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

    @SuppressWarnings("ArrayRecordComponent") // read once
    private record Frame(int type, int flags, int stream, byte[] payload) {
        boolean has(int flag) {
            return (flags & flag) != 0;
        }

        int number() {
            return ByteBuffer.wrap(payload).getInt();
        }

        /** The payload without padding and priority. */
        byte[] fragment() {
            boolean padded = type != CONTINUATION && has(PADDED);
            int from = (padded ? 1 : 0) + (type == HEADERS && has(PRIORITY) ? 5 : 0);
            int padding = padded ? payload[0] & 0xff : 0;
            return Arrays.copyOfRange(payload, from, payload.length - padding);
        }
    }

    /** What one stream has got so far. */
    private final class Stream implements Arriving {
        private final Connection connection;
        private final int id;
        private final StringBuilder head = new StringBuilder();
        private final StringBuilder trailers = new StringBuilder();
        private final List<Integer> interim = new ArrayList<>();
        private final Queue<byte[]> pieces = new ArrayDeque<>();
        private int status;
        private boolean over;

        Stream(Connection connection) {
            this.connection = connection;
            id = connection.next;
            connection.next += 2;
        }

        @Override
        public int status() {
            return status;
        }

        @Override
        public String head() {
            return head.toString();
        }

        @Override
        public List<Integer> interim() {
            return interim;
        }

        @Override
        public byte[] piece() throws IOException {
            try {
                while (pieces.isEmpty() && !over) {
                    connection.take(this);
                }
                if (pieces.isEmpty() && connection.ending) {
                    close();
                }
                byte[] piece = pieces.poll();
                return piece == null ? new byte[0] : piece;
            } catch (IOException e) {
                close();
                throw e;
            }
        }

        @Override
        public String trailers() {
            return trailers.toString();
        }
    }

    private static final class Connection {
        private final Socket socket = new Socket();
        private final DataInputStream in;
        private final OutputStream out;
        private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
        private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
        private final ByteArrayOutputStream block = new ByteArrayOutputStream();
        private int next = 1;
        private long window = WINDOW;
        private long initialWindow = WINDOW;
        private long streamWindow;
        private boolean lastBlock;
        private boolean ending;

        Connection(int port) throws IOException {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
            socket.setSoTimeout(30_000);
            socket.setTcpNoDelay(true);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 16 << 10));
            out = socket.getOutputStream();
            byte[] settings = ByteBuffer.allocate(12)
                    .putShort(ENABLE_PUSH)
                    .putInt(0)
                    .putShort(INITIAL_WINDOW_SIZE)
                    .putInt(WIDE)
                    .array();
            byte[] wider = ByteBuffer.allocate(4).putInt(WIDE - WINDOW).array();
            ByteArrayOutputStream first = new ByteArrayOutputStream();
            first.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            first.writeBytes(frame(SETTINGS, 0, 0, settings, 0, settings.length));
            first.writeBytes(frame(WINDOW_UPDATE, 0, 0, wider, 0, wider.length));
            out.write(first.toByteArray());
        }

        private static byte[] frame(int type, int flags, int stream, byte[] payload, int from, int length) {
            return ByteBuffer.allocate(9 + length)
                    .putInt(length << 8 | type)
                    .put((byte) flags)
                    .putInt(stream)
                    .put(payload, from, length)
                    .array();
        }

        /** Sends a request and takes what comes up to the head of its answer. */
        void ask(Stream stream, String method, String target, byte[] body, String... fields) throws IOException {
            streamWindow = initialWindow;
            boolean declared = body.length > 0 && !PlainClient.isChunked(fields);
            int longest = declared ? LONGEST_FRAME : PlainClient.longestPiece(body.length);
            byte[] head = head(method, target, declared ? body.length : 0, fields);
            int flags = END_HEADERS | (body.length == 0 ? END_STREAM : 0);
            out.write(frame(HEADERS, flags, stream.id, head, 0, head.length));
            int sent = 0;
            while (sent < body.length && !stream.over) {
                int size = (int) Math.min(Math.min(body.length - sent, longest), Math.min(window, streamWindow));
                if (size <= 0) {
                    take(stream);
                    continue;
                }
                int last = sent + size == body.length ? END_STREAM : 0;
                out.write(frame(DATA, last, stream.id, body, sent, size));
                sent += size;
                window -= size;
                streamWindow -= size;
            }
            while (stream.status == 0) {
                take(stream);
            }
        }

        private byte[] head(String method, String target, int length, String... fields) throws IOException {
            Http2Headers headers = new DefaultHttp2Headers()
                    .method(method)
                    .scheme("http")
                    .authority("gateway.test")
                    .path(target);
            for (String field : fields) {
                int colon = field.indexOf(':');
                String name = field.substring(0, colon).toLowerCase(Locale.ROOT);
                AsciiString value =
                        new AsciiString(field.substring(colon + 1).strip().getBytes(StandardCharsets.UTF_8));
                switch (name) {
                    case "host" -> headers.authority(value);
                    // HTTP/2 has no fields of a connection (RFC 9113, 8.2.2).
                    case "connection", "keep-alive", "transfer-encoding", "upgrade" -> {}
                    default -> headers.add(name, value);
                }
            }
            if (length > 0) {
                headers.add("content-length", Integer.toString(length));
            }
            ByteBuf encoded = Unpooled.buffer();
            try {
                encoder.encodeHeaders(1, headers, encoded);
                byte[] bytes = new byte[encoded.readableBytes()];
                encoded.readBytes(bytes);
                return bytes;
            } catch (Http2Exception e) {
                throw new IOException(e);
            } finally {
                encoded.release();
            }
        }

        /** Reads one frame. */
        private void take(Stream stream) throws IOException {
            int first = in.readInt();
            int flags = in.readUnsignedByte();
            int id = in.readInt() & Integer.MAX_VALUE;
            byte[] payload = new byte[first >>> 8];
            in.readFully(payload);
            Frame frame = new Frame(first & 0xff, flags, id, payload);
            boolean own = id == stream.id;
            switch (frame.type()) {
                case HEADERS, CONTINUATION -> head(stream, frame);
                case DATA -> {
                    if (own) {
                        byte[] piece = frame.fragment();
                        if (piece.length > 0) {
                            stream.pieces.add(piece);
                        }
                        stream.over = frame.has(END_STREAM);
                    }
                }
                case RST_STREAM -> {
                    // After a whole answer it only says that no more of the body is wanted (RFC 9113 8.1).
                    if (own && !stream.over) {
                        throw new IOException("stream reset with error " + frame.number());
                    }
                }
                case SETTINGS -> settings(frame);
                case PING -> {
                    if (!frame.has(ACK)) {
                        out.write(frame(PING, ACK, 0, payload, 0, payload.length));
                    }
                }
                case GOAWAY -> {
                    ending = true;
                    if (stream.id > frame.number()) {
                        throw new IOException("the connection ends without stream " + stream.id);
                    }
                }
                case WINDOW_UPDATE -> {
                    window += id == 0 ? frame.number() : 0;
                    streamWindow += own ? frame.number() : 0;
                }
                default -> {}
            }
        }

        private void settings(Frame frame) throws IOException {
            if (frame.has(ACK)) {
                return;
            }
            ByteBuffer settings = ByteBuffer.wrap(frame.payload());
            while (settings.hasRemaining()) {
                short name = settings.getShort();
                int value = settings.getInt();
                if (name == INITIAL_WINDOW_SIZE) {
                    streamWindow += value - initialWindow;
                    initialWindow = value;
                }
            }
            out.write(frame(SETTINGS, ACK, 0, new byte[0], 0, 0));
        }

        private void head(Stream stream, Frame frame) throws IOException {
            block.writeBytes(frame.fragment());
            lastBlock = frame.type() == HEADERS ? frame.has(END_STREAM) : lastBlock;
            if (!frame.has(END_HEADERS)) {
                return;
            }
            Http2Headers headers;
            try {
                headers = decoder.decodeHeaders(frame.stream(), Unpooled.wrappedBuffer(block.toByteArray()));
            } catch (Http2Exception e) {
                throw new IOException(e);
            }
            block.reset();
            // Of a stream before this one the decoder's table alone had to know.
            if (frame.stream() != stream.id) {
                return;
            }
            CharSequence status = headers.status();
            if (status != null && status.charAt(0) == '1') {
                stream.interim.add(Integer.parseInt(status.toString()));
            } else if (status == null) {
                append(headers, stream.trailers);
            } else {
                stream.status = Integer.parseInt(status.toString());
                stream.head.append("HTTP/2.0 ").append(status).append("\r\n");
                append(headers, stream.head);
            }
            stream.over = lastBlock;
        }

        private static void append(Http2Headers headers, StringBuilder lines) {
            for (var field : headers) {
                if (field.getKey().charAt(0) != ':') {
                    lines.append(field.getKey())
                            .append(": ")
                            .append(field.getValue())
                            .append("\r\n");
                }
            }
        }
    }
}
