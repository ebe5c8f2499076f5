package io.teal.gateway.answer;

import java.util.Arrays;

/** The first bytes of a body, up to a limit. */
final class Beginning {
    private static final int LEAST = 512;

    private final int most;
    private byte[] bytes = {};
    private int length;
    private boolean more;

    Beginning(int most) {
        this.most = most;
    }

    void add(byte[] piece, int from, int to) {
        int part = Math.min(to - from, most - length);
        more |= part < to - from;
        if (length + part + 1 > bytes.length) {
            int size = Math.max(LEAST, (length + part + 1) * 2);
            bytes = Arrays.copyOf(bytes, Math.min(most + 1, size));
        }
        System.arraycopy(piece, from, bytes, length, part);
        length += part;
    }

    /** Lets go of all. */
    void drop() {
        bytes = new byte[0];
        length = 0;
    }

    /** The bytes, with a free one behind them when there are any. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Whether there were more than the limit. */
    boolean more() {
        return more;
    }
}
