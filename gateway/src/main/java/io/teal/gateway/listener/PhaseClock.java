package io.teal.gateway.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
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
    private boolean closed;
    private @Nullable ScheduledFuture<?> timer;

    PhaseClock(EventExecutor executor, Runnable expired) {
        this.executor = executor;
        this.expired = expired;
    }

    /** Calls {@code expired} after this many nanoseconds unless it is moved before; does nothing once closed. */
    void expireIn(long nanos) {
        if (closed) {
            return;
        }
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

    /** Stops for good and frees the timer: a connection that is gone must not live on in it. */
    void close() {
        closed = true;
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

    /**
     * Closes a connection that has not become one in time: through the TLS handshake and, with HTTP/2, to the client's
     * first settings. Until then neither Vert.x nor a guard has a clock for it.
     */
    static final class Opening extends ChannelInboundHandlerAdapter {
        static final String NAME = "openingClock";

        private final ListenerLimits limits;
        private @Nullable PhaseClock clock;

        Opening(ListenerLimits limits) {
            this.limits = limits;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            PhaseClock started = new PhaseClock(ctx.executor(), () -> {
                Future<?> unused = ctx.close();
            });
            started.expireIn(limits.headerTimeout().toNanos());
            clock = started;
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext ctx) {
            PhaseClock started = clock;
            if (started != null) {
                started.close();
            }
        }
    }
}
