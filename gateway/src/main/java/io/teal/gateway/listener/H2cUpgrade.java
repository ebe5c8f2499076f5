package io.teal.gateway.listener;

import io.netty.buffer.ByteBuf;

/**
 * The offer to change to HTTP/2 in plaintext, which RFC 9113 took back but the JDK's client still makes with every first
 * request. The offer is dropped and the request is served as it is; Vert.x would accept the offer or, where it is
 * incomplete, answer 400.
 */
final class H2cUpgrade {
    private static final byte[] H2C = Grammar.ascii("h2c");
    private static final byte[] UPGRADE = Grammar.ascii("upgrade");
    private static final byte[] SETTINGS = Grammar.ascii("http2-settings");
    private static final byte[] CONNECTION = Grammar.ascii("connection");

    private H2cUpgrade() {}

    /** Whether the list of an {@code Upgrade} field names h2c. */
    static boolean asked(ByteBuf buf, int from, int to) {
        int i = from;
        while (i < to) {
            int end = elementEnd(buf, i, to);
            if (isElement(buf, i, end, H2C)) {
                return true;
            }
            i = end + 1;
        }
        return false;
    }

    /** Copies a complete, checked head, leaving out the offer and its names in {@code Connection}. */
    static void copyWithout(ByteBuf buf, int from, int to, ByteBuf copy) {
        int line = from;
        while (line < to) {
            int next = buf.indexOf(line, to, (byte) '\n') + 1;
            int colon = buf.indexOf(line, next, (byte) ':');
            if (colon >= 0 && Grammar.same(buf, line, colon, CONNECTION)) {
                copyConnection(buf, line, colon, next - 2, copy);
            } else if (colon < 0
                    || !(Grammar.same(buf, line, colon, UPGRADE) || Grammar.same(buf, line, colon, SETTINGS))) {
                copy.writeBytes(buf, line, next - line);
            }
            line = next;
        }
    }

    private static void copyConnection(ByteBuf buf, int line, int colon, int to, ByteBuf copy) {
        boolean first = true;
        int i = colon + 1;
        while (i < to) {
            int end = elementEnd(buf, i, to);
            if (!isElement(buf, i, end, UPGRADE) && !isElement(buf, i, end, SETTINGS)) {
                if (first) {
                    copy.writeBytes(buf, line, colon + 1 - line);
                } else {
                    copy.writeByte(',');
                }
                copy.writeBytes(buf, i, end - i);
                first = false;
            }
            i = end + 1;
        }
        if (!first) {
            copy.writeByte('\r').writeByte('\n');
        }
    }

    private static int elementEnd(ByteBuf buf, int from, int to) {
        int comma = buf.indexOf(from, to, (byte) ',');
        return comma < 0 ? to : comma;
    }

    private static boolean isElement(ByteBuf buf, int from, int to, byte[] word) {
        int start = from;
        int end = to;
        while (start < end && Grammar.blank(buf.getByte(start))) {
            start++;
        }
        while (end > start && Grammar.blank(buf.getByte(end - 1))) {
            end--;
        }
        return Grammar.same(buf, start, end, word);
    }
}
