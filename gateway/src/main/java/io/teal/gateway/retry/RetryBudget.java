package io.teal.gateway.retry;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * How many further attempts an upstream may get: a share of its recent requests, so that retries cannot multiply the load of
 * servers that are failing already. Requests and retries are counted in second-wide slots over the last {@link #SECONDS}
 * seconds. Shared by all event loops; counts are exact but for the moment a slot is reused.
 */
public final class RetryBudget {
    /** Retries that are always granted in the window, so that a quiet upstream has a budget too. */
    static final int MINIMUM = 3;

    /** Width of the window in seconds. */
    static final int SECONDS = 10;

    private final LongSupplier nanoTime;
    private final AtomicLongArray requests = new AtomicLongArray(SECONDS);
    private final AtomicLongArray retries = new AtomicLongArray(SECONDS);
    private final AtomicLong latest;

    RetryBudget(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.latest = new AtomicLong(second());
    }

    private long second() {
        return Math.floorDiv(nanoTime.getAsLong(), 1_000_000_000L);
    }

    /** Counts a request. */
    public void request() {
        long unused = requests.incrementAndGet(slot());
    }

    /** Whether one more retry would be within {@code percent} of the window's requests, or one of the few that always are. */
    boolean allows(int percent) {
        int unused = slot();
        long done = sum(retries);
        return done < MINIMUM || (done + 1) * 100 <= sum(requests) * percent;
    }

    /** Takes one retry, if there is one; whether there was. One thread at a time, so that no two get the last one. */
    synchronized boolean take(int percent) {
        if (!allows(percent)) {
            return false;
        }
        long unused = retries.incrementAndGet(slot());
        return true;
    }

    /** The present slot, with those that time has passed over emptied. */
    private int slot() {
        long now = second();
        long before = latest.get();
        while (now > before) {
            if (latest.compareAndSet(before, now)) {
                for (long s = Math.max(before + 1, now - SECONDS + 1); s <= now; s++) {
                    int passed = (int) Math.floorMod(s, (long) SECONDS);
                    requests.set(passed, 0);
                    retries.set(passed, 0);
                }
                break;
            }
            before = latest.get();
        }
        return (int) Math.floorMod(now, (long) SECONDS);
    }

    private static long sum(AtomicLongArray slots) {
        long sum = 0;
        for (int i = 0; i < SECONDS; i++) {
            sum += slots.get(i);
        }
        return sum;
    }
}
