package io.teal.gateway.exchange;

import io.teal.gateway.stats.Histogram;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The clocks of one event loop: a wheel of lists that moves on every {@link #TICK_MILLIS}. Moving a deadline away writes a
 * field, where a timer each would cost a heap operation for every event of a stream; what is found in a list before its time is
 * put into the list of its deadline then. So of ten thousand streams only those are looked at that have been silent for
 * long, or were a turn of the wheel ago. A deadline fires up to one tick late. Confined to its event loop.
 */
public final class Deadlines {
    /** How often the wheel moves on, in milliseconds. */
    public static final long TICK_MILLIS = 50;

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);

    /** Lists of the wheel, a power of two: a turn takes 51 s. */
    private static final int LISTS = 1024;

    private final LongSupplier nanoTime;
    private final Histogram lateness;
    private final long origin;
    private final Link[] wheel = new Link[LISTS];
    private final Link due = new Link();

    /** The last tick whose list was looked through; ticks are counted from {@link #origin}. */
    private long done;

    /** When the next tick is due. */
    private long nextTick;

    /**
     * Empty; {@link #start} sets it going.
     *
     * @param lateness takes down of every tick how late it was: by so much an event is late that comes to the loop
     */
    public Deadlines(LongSupplier nanoTime, Histogram lateness) {
        this.nanoTime = nanoTime;
        this.lateness = lateness;
        this.origin = nanoTime.getAsLong();
        this.nextTick = origin + TICK_NANOS;
        for (int i = 0; i < LISTS; i++) {
            wheel[i] = new Link();
        }
    }

    /** Moves on from now on. Call on the event loop. */
    public void start(Vertx vertx) {
        long unused = vertx.setPeriodic(TICK_MILLIS, id -> timely());
    }

    /** A tick, which is due at the same distance from the one before however late that was. */
    void timely() {
        lateness.record(now() - nextTick);
        nextTick += TICK_NANOS;
        tick();
    }

    /** The present time of the clock deadlines are given in, nanoseconds. */
    public long now() {
        return nanoTime.getAsLong();
    }

    /** Begins to watch; a thing is watched once at a time. */
    public void add(Watch watch) {
        watch.owner = this;
        place(watch);
    }

    /** Puts a watch into the list of its deadline: the next one at the soonest, a turn from here at the latest. */
    private void place(Watch watch) {
        long tick = done + LISTS - 1;
        if (watch.deadline != Watch.NEVER) {
            tick = Math.clamp(Math.floorDiv(watch.deadline - origin, TICK_NANOS), done + 1, tick);
        }
        watch.looksAt = origin + tick * TICK_NANOS;
        watch.joins(wheel[(int) (tick & (LISTS - 1))]);
    }

    /** Looks through the lists that have become due. */
    void tick() {
        long now = nanoTime.getAsLong();
        long last = Math.floorDiv(now - origin, TICK_NANOS);
        // Of several turns that passed at once, say on a machine that was asleep, each list is looked through once.
        for (long tick = Math.max(done + 1, last - LISTS + 1); tick <= last; tick++) {
            wheel[(int) (tick & (LISTS - 1))].allJoin(due);
        }
        done = Math.max(done, last);
        while (due.next instanceof Watch watch) {
            watch.unlink();
            // Before the call, which may move the deadline or end the watch.
            place(watch);
            if (watch.deadline != Watch.NEVER && now - watch.deadline >= 0) {
                watch.expired(now);
            }
        }
    }

    /** The gateway ends: everything that is watched is told to. Call on the event loop. */
    public void end() {
        for (Link list : wheel) {
            list.allJoin(due);
        }
        while (due.next instanceof Watch watch) {
            watch.unlink();
            // Before the call, which may end the watch.
            place(watch);
            watch.gatewayEnds();
        }
    }

    /** A place in a ring, which is a list when one place in it is the head. Alone it is a ring of its own. */
    private static class Link {
        private Link previous = this;
        private Link next = this;

        void unlink() {
            previous.next = next;
            next.previous = previous;
            previous = this;
            next = this;
        }

        /** Puts it at the end of a list. */
        void joins(Link head) {
            previous = head.previous;
            next = head;
            previous.next = this;
            head.previous = this;
        }

        /** Puts all of a list at the end of another. */
        void allJoin(Link head) {
            if (next != this) {
                next.previous = head.previous;
                head.previous.next = next;
                previous.next = head;
                head.previous = previous;
                previous = this;
                next = this;
            }
        }
    }

    /** Something with a deadline. */
    public abstract static class Watch extends Link {
        /** No deadline for now. */
        public static final long NEVER = Long.MIN_VALUE;

        private long deadline = NEVER;

        /** When the tick begins in whose list it is. */
        private long looksAt;

        private @Nullable Deadlines owner;

        /** Sets the time, in {@link Deadlines#now} nanoseconds, after which {@link #expired} is called; or {@link #NEVER}. */
        protected final void deadline(long nanos) {
            deadline = nanos;
            Deadlines wheel = owner;
            if (nanos != NEVER && wheel != null && nanos - looksAt < 0) {
                unlink();
                wheel.place(this);
            }
        }

        /** The deadline has passed. Called on every tick until it is moved or the watch ends. */
        protected abstract void expired(long now);

        /** The gateway ends before the deadline. Does nothing unless overridden: the connection is closed soon after. */
        protected void gatewayEnds() {}

        /** Stops watching; does nothing the second time. */
        protected final void unwatch() {
            if (owner != null) {
                owner = null;
                unlink();
            }
        }
    }
}
