package io.teal.gateway.fleet;

import io.teal.gateway.colour.Colours;
import io.teal.gateway.limit.SharedRates;
import io.teal.gateway.redis.Redis;
import io.teal.gateway.upstream.Upstreams;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this gateway shares with others, or nothing. Thread-safe. */
public final class Sharing implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Sharing.class);
    private static final int BEATS_OF_ORDERS = (int) (1000 / SharedLoad.BEAT_MILLIS);

    private final ServerControl servers;
    private final @Nullable With with;

    /** With whom: everything there is once there is a Redis. */
    private record With(
            Redis redis,
            SharedLoad load,
            SharedColours colours,
            Colours counts,
            SharedRatings ratings,
            Orders orders,
            SharedOrders shared,
            RedisRates rates,
            ScheduledThreadPoolExecutor thread) {}

    private Sharing(ServerControl servers, @Nullable With with) {
        this.servers = servers;
        this.with = with;
    }

    /** Begins; without a Redis there is nothing to do. It is not closed with this. Before anything is counted. */
    public static Sharing start(@Nullable Redis redis, Upstreams upstreams, Colours colours) {
        if (redis == null) {
            return new Sharing(new ServerControl(upstreams, null), null);
        }
        ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
                1,
                Thread.ofPlatform().daemon().name("teal-sharing").factory(),
                // Once it is closed nothing has to be done any more.
                (task, executor) -> {});
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        Orders orders = new Orders(upstreams, () -> ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
        SharedOrders shared = new SharedOrders(redis, orders);
        With with = new With(
                redis,
                new SharedLoad(redis, upstreams, System::currentTimeMillis, thread),
                new SharedColours(redis, colours, thread),
                colours,
                new SharedRatings(redis, colours.ratings()),
                orders,
                shared,
                new RedisRates(redis),
                thread);
        Sharing sharing = new Sharing(new ServerControl(upstreams, shared), with);
        Beat beat = new Beat(with);
        var unused = thread.scheduleWithFixedDelay(
                beat, SharedLoad.BEAT_MILLIS, SharedLoad.BEAT_MILLIS, TimeUnit.MILLISECONDS);
        return sharing;
    }

    private static final class Beat implements Runnable {
        private final With with;
        private int count;

        Beat(With with) {
            this.with = with;
        }

        @Override
        public void run() {
            try {
                with.load.beat();
                with.colours.beat();
                if (++count % BEATS_OF_ORDERS == 0) {
                    with.shared.compare();
                    if (with.rates.disagrees() && with.redis.usable()) {
                        with.rates.agree();
                    }
                }
            } catch (RuntimeException e) {
                // An exception would end the timer.
                log.error("what gateways share was not shared this time", e);
            }
        }
    }

    /** What operators order of servers. */
    public ServerControl servers() {
        return servers;
    }

    /** What limits ask for the rates of clients. */
    public SharedRates rates() {
        return with == null ? SharedRates.NONE : with.rates;
    }

    /** The upstreams have another routing: orders for servers that have appeared are carried out. */
    public void routed() {
        if (with != null) {
            with.orders.routed();
        }
    }

    /**
     * Whether there is nothing to wait for before clients are let in: the orders of others are known and their rates can be asked
     * for, or Redis is in trouble.
     */
    public boolean ready() {
        return with == null
                || (with.shared.compared() && !with.rates.disagrees())
                || with.redis.status().problem() != null;
    }

    /** How it stands now; null when nothing is shared. */
    public @Nullable SharingStatus status() {
        return with == null
                ? null
                : new SharingStatus(
                        with.load.gateways(),
                        with.orders.held(),
                        with.rates.granted(),
                        with.rates.refused(),
                        with.rates.alone(),
                        with.counts.late());
    }

    /** Says goodbye to the others, and shares nothing any more. */
    @Override
    public void close() {
        if (with != null) {
            try {
                with.thread.execute(with.colours::leave);
                with.thread.execute(with.load::leave);
            } catch (RejectedExecutionException closed) {
                return;
            }
            with.thread.shutdown();
        }
    }
}
