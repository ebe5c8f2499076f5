package io.teal.gateway.exchange;

import io.vertx.core.Vertx;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The clocks of one event loop: a list of watched things, looked through every {@link #TICK_MILLIS}. Setting, moving and
 * dropping a deadline writes a field, where a timer each would cost a heap operation for every event of a stream. A deadline
 * fires up to one tick late. Confined to its event loop.
 */
public final class Deadlines {
    /** How often the list is looked through, in milliseconds. */
    public static final long TICK_MILLIS = 50;

    private final LongSupplier nanoTime;
    private @Nullable Watch first;

    /** Empty; {@link #start} sets it going. */
    public Deadlines(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Looks through the list from now on. Call on the event loop. */
    public void start(Vertx vertx) {
        long unused = vertx.setPeriodic(TICK_MILLIS, id -> tick());
    }

    /** The present time of the clock deadlines are given in, nanoseconds. */
    public long now() {
        return nanoTime.getAsLong();
    }

    /** Begins to watch; a thing is watched once at a time. */
    public void add(Watch watch) {
        watch.owner = this;
        watch.previous = null;
        watch.next = first;
        if (first != null) {
            first.previous = watch;
        }
        first = watch;
    }

    private void tick() {
        long now = nanoTime.getAsLong();
        Watch watch = first;
        while (watch != null) {
            // Taken before the call: an expired watch usually leaves the list.
            Watch next = watch.next;
            if (watch.owner == this && watch.deadline != Watch.NEVER && now - watch.deadline >= 0) {
                watch.expired(now);
            }
            watch = next;
        }
    }

    /** Something with a deadline. */
    public abstract static class Watch {
        /** No deadline for now. */
        public static final long NEVER = Long.MIN_VALUE;

        private long deadline = NEVER;
        private @Nullable Deadlines owner;
        private @Nullable Watch previous;
        private @Nullable Watch next;

        /** Sets the time, in {@link Deadlines#now} nanoseconds, after which {@link #expired} is called; or {@link #NEVER}. */
        protected final void deadline(long nanos) {
            deadline = nanos;
        }

        /** The deadline has passed. Called on every tick until it is moved or the watch ends. */
        protected abstract void expired(long now);

        /** Stops watching; does nothing the second time. */
        protected final void unwatch() {
            Deadlines list = owner;
            if (list == null) {
                return;
            }
            owner = null;
            if (previous != null) {
                previous.next = next;
            } else {
                list.first = next;
            }
            if (next != null) {
                next.previous = previous;
            }
            previous = null;
        }
    }
}
