package io.teal.gateway.redis;

import java.util.concurrent.TimeUnit;

/**
 * How long a Redis is left alone that answers pings but soon fails again: each time twice as long, so that one that is good for
 * nothing but pings costs nobody time every second. One thread.
 */
final class Probation {
    private static final long SHORT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long STEP_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST_DOUBLINGS = 5;

    private long began;
    private long until;
    private int failedSoon;

    /** A time of use begins. */
    void began(long nanoTime) {
        began = nanoTime;
    }

    /** It is over. */
    void ended(long nanoTime) {
        failedSoon = nanoTime - began < SHORT_NANOS ? Math.min(failedSoon + 1, MOST_DOUBLINGS + 1) : 0;
        // Nothing for the first time: everybody may stumble.
        until = nanoTime + (failedSoon < 2 ? 0 : STEP_NANOS << (failedSoon - 2));
    }

    /** Whether the next may begin. */
    boolean isOver(long nanoTime) {
        return failedSoon == 0 || nanoTime - until >= 0;
    }
}
