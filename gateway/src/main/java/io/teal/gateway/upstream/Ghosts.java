package io.teal.gateway.upstream;

import io.teal.gateway.upstream.balance.Candidate;
import java.util.Arrays;

/**
 * What one server still has to do for attempts that were broken off and that it goes on with: each weighs as much as a lease
 * at first and ever less, in a straight line down to nothing at the time its answer would probably have ended. Guarded by the
 * lock of the group.
 */
final class Ghosts {
    /** Kept at most; of more the oldest is forgotten. */
    static final int MOST = 256;

    /** A load this old is as good as a new one. */
    private static final long FRESH = 1_000_000;

    /** In the order they came. */
    private long[] ends = {};

    private long[] lives = {};
    private int size;
    private long load;
    private long loadAt;
    private boolean stale;

    /** Adds one that is over after {@code life} nanoseconds, at least 1. */
    void add(long now, long life) {
        prune(now);
        if (size == MOST) {
            size--;
            System.arraycopy(ends, 1, ends, 0, size);
            System.arraycopy(lives, 1, lives, 0, size);
        }
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, Math.max(8, size * 2));
            lives = Arrays.copyOf(lives, ends.length);
        }
        ends[size] = now + life;
        lives[size++] = life;
        stale = true;
    }

    /** What they weigh together, in thousandths of a lease. */
    long load(long now) {
        if (size > 0 && (stale || now - loadAt >= FRESH)) {
            prune(now);
        }
        return load;
    }

    int size() {
        return size;
    }

    private void prune(long now) {
        int kept = 0;
        long sum = 0;
        for (int i = 0; i < size; i++) {
            long left = ends[i] - now;
            if (left > 0) {
                sum += left * Candidate.ONE / lives[i];
                ends[kept] = ends[i];
                lives[kept++] = lives[i];
            }
        }
        size = kept;
        load = sum;
        loadAt = now;
        stale = false;
    }
}
