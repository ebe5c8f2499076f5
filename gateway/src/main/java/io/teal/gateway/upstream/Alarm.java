package io.teal.gateway.upstream;

import io.vertx.core.Vertx;

/**
 * Wakes a group when time alone makes a place for one that waits: an ejection ends, a share grows. Guarded by the lock of the
 * group.
 */
final class Alarm {
    private static final long NONE = Long.MAX_VALUE;

    private final Vertx vertx;
    private final Afterwards afterwards;
    private long due = NONE;

    Alarm(Vertx vertx, Afterwards afterwards) {
        this.vertx = vertx;
        this.afterwards = afterwards;
    }

    /**
     * Sees to it that {@code wake} is called in time, unless an earlier call will be.
     *
     * @param wait nanoseconds from now, {@link Long#MAX_VALUE} for never
     * @param wake called without the lock; is to tell {@link #rang}
     */
    void set(long now, long wait, Wake wake) {
        if (wait == NONE || (due != NONE && due - (now + wait) <= 0)) {
            return;
        }
        long at = now + wait;
        due = at;
        afterwards.add(() -> vertx.setTimer(WaitingLine.millis(wait), id -> wake.at(at)));
    }

    /** It was woken for then; it may have been set to an earlier time since. */
    void rang(long then) {
        if (due == then) {
            due = NONE;
        }
    }

    /** Who is woken. */
    interface Wake {
        /** It is time. */
        void at(long due);
    }
}
