package io.teal.gateway.upstream;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Server;
import io.teal.gateway.stats.UpstreamStats;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one upstream that wait for a place, first in, first out, and how fast places become free. Guarded by the
 * lock of the group; a {@link Waiter}'s own methods are not.
 */
final class WaitingLine {
    private static final long LOOK_BACK = 60_000_000_000L;
    /** Nobody is told to come back later than that. */
    static final int MOST_SECONDS = 60;

    private final UpstreamStats stats;
    private final LongSupplier nanoTime;

    /** When places became free, in busy time. */
    private final long[] ends = new long[32];

    private long ended;
    private long busyBefore;
    private long busySince;
    private int taken;
    private long granted;
    private boolean busyElsewhere;
    private double freedElsewhere;
    private @Nullable Waiter head;
    private @Nullable Waiter tail;
    private int size;

    /**
     * Nobody waits yet.
     *
     * @param stats where is counted how long requests wait
     */
    WaitingLine(UpstreamStats stats, LongSupplier nanoTime) {
        this.stats = stats;
        this.nanoTime = nanoTime;
    }

    int size() {
        return size;
    }

    @Nullable Waiter head() {
        return head;
    }

    void add(Waiter waiter) {
        waiter.since = nanoTime.getAsLong();
        waiter.ahead = tail;
        if (tail == null) {
            head = waiter;
        } else {
            tail.behind = waiter;
        }
        tail = waiter;
        size++;
    }

    /** Takes one out, from anywhere; returns whether it was still there. */
    @CanIgnoreReturnValue
    boolean remove(Waiter waiter) {
        if (!waiter.waiting) {
            return false;
        }
        waiter.waiting = false;
        stats.waited(nanoTime.getAsLong() - waiter.since);
        if (waiter.ahead == null) {
            head = waiter.behind;
        } else {
            waiter.ahead.behind = waiter.behind;
        }
        if (waiter.behind == null) {
            tail = waiter.ahead;
        } else {
            waiter.behind.ahead = waiter.ahead;
        }
        size--;
        return true;
    }

    /** Sends everyone away, once the lock is released. */
    void refuseAll(Outcome outcome, int retryAfterSeconds, Afterwards afterwards) {
        for (Waiter waiter = head; waiter != null; waiter = head) {
            Waiter refused = waiter;
            remove(refused);
            afterwards.add(() -> refused.refuse(outcome, retryAfterSeconds));
        }
    }

    /** A lease was granted. */
    void placeTaken(long now) {
        granted++;
        busy(1, now);
    }

    /** How many ever were. */
    long granted() {
        return granted;
    }

    /** A lease ended: a place became free. */
    void placeFreed(long now) {
        ends[(int) (ended++ % ends.length)] = busy(now);
        busy(-1, now);
    }

    /** One thing more to do, or one less. */
    private void busy(int more, long now) {
        if (taken == 0) {
            busySince = now;
        }
        long before = busy(now);
        taken += more;
        if (taken == 0) {
            busyBefore = before;
        }
    }

    /**
     * What other gateways have at the servers goes on, and ends, too.
     *
     * @param busy whether they have anything
     * @param freed how many of the places they gave back are for this line, since this was told last
     */
    void elsewhere(boolean busy, double freed, long now) {
        if (busy && !busyElsewhere) {
            busy(1, now);
        }
        for (freedElsewhere += freed; freedElsewhere >= 1; freedElsewhere--) {
            ends[(int) (ended++ % ends.length)] = busy(now);
        }
        if (!busy && busyElsewhere) {
            busy(-1, now);
        }
        busyElsewhere = busy;
    }

    /** A clock that stands still while there are no leases: what nobody asks for says nothing about the pace. */
    private long busy(long now) {
        return taken == 0 ? busyBefore : busyBefore + now - busySince;
    }

    /**
     * Seconds after which one more in line would have had its turn, by the pace of the last minute in which there was
     * anything to do; 1 to 60.
     */
    int secondsToDrain(long now) {
        long busy = busy(now);
        int count = 0;
        long oldest = busy;
        while (count < Math.min(ended, ends.length)) {
            long end = ends[(int) ((ended - 1 - count) % ends.length)];
            if (busy - end > LOOK_BACK) {
                break;
            }
            oldest = end;
            count++;
        }
        if (count == 0) {
            return MOST_SECONDS;
        }
        long span = count == ends.length ? busy - oldest : Math.min(busy, LOOK_BACK);
        return seconds((double) span / count * (size + 1L));
    }

    /** Whole seconds, rounded up, for a Retry-After field; 1 to 60. */
    static int seconds(double nanos) {
        return (int) Math.clamp(Math.ceil(nanos / 1e9), 1, MOST_SECONDS);
    }

    /** One that waits. Exactly one of granted, refused and left happens to it. */
    static final class Waiter implements Places.Ticket {
        private static final long NO_TIMER = -1;

        private final UpstreamGroup group;
        private final Vertx vertx;
        private final Context loop;
        private final long hash;
        private final List<Server> tried;
        private final Places.Asker asker;
        private final AtomicBoolean settled = new AtomicBoolean();
        private volatile boolean waiting = true;

        /** When it began to wait; guarded by the lock of the group, as its neighbours are. */
        private long since;

        private volatile long timer = NO_TIMER;
        private @Nullable Waiter ahead;
        private @Nullable Waiter behind;

        Waiter(UpstreamGroup group, Vertx vertx, Context loop, long hash, List<Server> tried, Places.Asker asker) {
            this.group = group;
            this.vertx = vertx;
            this.loop = loop;
            this.hash = hash;
            this.tried = List.copyOf(tried);
            this.asker = asker;
        }

        long hash() {
            return hash;
        }

        List<Server> tried() {
            return tried;
        }

        @Nullable Waiter behind() {
            return behind;
        }

        /** Starts the clock of the longest wait. Without the lock: the turn may have come already. */
        void startClock(long nanos) {
            timer = vertx.setTimer(millis(nanos), id -> group.timedOut(this));
            if (!waiting) {
                stopClock();
            }
        }

        void grant(Lease lease) {
            stopClock();
            loop.runOnContext(nothing -> {
                if (settled.compareAndSet(false, true)) {
                    asker.granted(lease);
                } else {
                    lease.end(Lease.Verdict.IGNORED);
                }
            });
        }

        void refuse(Outcome failure, int retryAfterSeconds) {
            stopClock();
            loop.runOnContext(nothing -> {
                if (settled.compareAndSet(false, true)) {
                    asker.refused(new Places.Refusal(failure, retryAfterSeconds));
                }
            });
        }

        @Override
        public void leave() {
            if (settled.compareAndSet(false, true)) {
                group.left(this);
                stopClock();
            }
        }

        private void stopClock() {
            long id = timer;
            if (id != NO_TIMER) {
                vertx.cancelTimer(id);
            }
        }
    }

    /** Milliseconds of a timer that is never early; at least 1. */
    static long millis(long nanos) {
        return Math.max(1, (nanos + 999_999) / 1_000_000);
    }
}
