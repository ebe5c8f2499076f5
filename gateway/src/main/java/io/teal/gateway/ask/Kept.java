package io.teal.gateway.ask;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;

/** The beginning of a body, as far as it is kept. Confined to one event loop. */
final class Kept {
    private final int most;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);
    private long length;
    private boolean cut;

    /** @param most bytes that are kept */
    Kept(int most) {
        this.most = most;
    }

    void add(Buffer piece) {
        length += piece.length();
        int room = cut ? 0 : Math.min(piece.length(), most - bytes.size());
        cut |= room < piece.length();
        if (room > 0) {
            bytes.write(piece.getBytes(0, room), 0, room);
        }
    }

    /** What comes cannot be read: nothing of it is kept. */
    void unreadable() {
        cut = true;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    /** Bytes that have come. */
    long length() {
        return length;
    }

    /** Whether more came than is kept. */
    boolean cut() {
        return cut;
    }
}
