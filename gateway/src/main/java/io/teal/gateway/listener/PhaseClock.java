package io.teal.gateway.listener;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One deadline that moves often and rarely passes. Moving it later costs a field write: the one timer looks again when it
 * fires. Runs on the connection's event loop.
 */
final class PhaseClock {
    private static final long NEVER = Long.MAX_VALUE;

    private final EventExecutor executor;
    private final Runnable expired;
    private long deadline = NEVER;
    private long firesAt;
    private @Nullable ScheduledFuture<?> timer;

    PhaseClock(EventExecutor executor, Runnable expired) {
        this.executor = executor;
        this.expired = expired;
    }

    /** Calls {@code expired} after this many nanoseconds unless it is moved before. */
    void expireIn(long nanos) {
        long now = executor.ticker().nanoTime();
        deadline = now + nanos;
        ScheduledFuture<?> running = timer;
        if (running != null && firesAt - deadline > 0) {
            running.cancel(false);
            timer = null;
        }
        if (timer == null) {
            schedule(nanos);
        }
    }

    void stop() {
        deadline = NEVER;
    }

    /** Stops for good and frees the timer. */
    void close() {
        stop();
        ScheduledFuture<?> running = timer;
        if (running != null) {
            running.cancel(false);
            timer = null;
        }
    }

    private void schedule(long nanos) {
        firesAt = deadline;
        timer = executor.schedule(this::fire, nanos, TimeUnit.NANOSECONDS);
    }

    private void fire() {
        timer = null;
        if (deadline == NEVER) {
            return;
        }
        long left = deadline - executor.ticker().nanoTime();
        if (left > 0) {
            schedule(left);
        } else {
            deadline = NEVER;
            expired.run();
        }
    }
}
