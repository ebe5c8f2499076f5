package io.teal.gateway.listener;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** An HTTP/2 client that writes the frames it is told to, over plaintext with prior knowledge. */
final class RawHttp2 implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int GOAWAY = 7;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    /** A frame as it came. */
    record Frame(int type, int flags, int stream, String payload) {
        /** The error code of a RST_STREAM or GOAWAY. */
        int error() {
            return ByteBuffer.wrap(payload.getBytes(StandardCharsets.ISO_8859_1))
                    .getInt(type == RST_STREAM ? 0 : 4);
        }
    }

    private final RawClient client;

    RawHttp2(int port) throws IOException {
        client = RawClient.to(port).send(PREFACE);
        send(SETTINGS, 0, 0, new byte[0]);
    }

    @CanIgnoreReturnValue
    RawHttp2 send(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
        frame.putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload);
        client.send(frame.array());
        return this;
    }

    /** A request of these fields, name and value in turn, none of them indexed. */
    @CanIgnoreReturnValue
    RawHttp2 request(int stream, boolean end, List<String> fields) throws IOException {
        return send(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, literals(fields));
    }

    private static byte[] literals(List<String> fields) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < fields.size(); i++) {
            if (i % 2 == 0) {
                block.write(0);
            }
            byte[] text = fields.get(i).getBytes(StandardCharsets.ISO_8859_1);
            block.write(text.length);
            block.write(text);
        }
        return block.toByteArray();
    }

    Frame read() throws IOException {
        byte[] head = client.readBytes(9);
        if (head.length < 9) {
            throw new IOException("connection ended");
        }
        ByteBuffer frame = ByteBuffer.wrap(head);
        int first = frame.getInt();
        String payload = new String(client.readBytes(first >>> 8), StandardCharsets.ISO_8859_1);
        return new Frame(first & 0xff, frame.get() & 0xff, frame.getInt(), payload);
    }

    /** Reads on to a frame of one of these types. */
    Frame readTo(Integer... types) throws IOException {
        Frame frame = read();
        while (!List.of(types).contains(frame.type())) {
            frame = read();
        }
        return frame;
    }

    String readToEnd() throws IOException {
        return client.readToEnd();
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
