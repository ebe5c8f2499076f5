package io.teal.gateway.limit;

import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.internal.AtomicRateLimiter;
import io.teal.gateway.routing.Policies;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A rate limiter for each client. A client's first period begins with its first request; each has the full number of
 * requests anew. Clients are divided into shards with a lock each, held for one look-up, or now and then for a pass over the
 * shard. Thread-safe.
 */
final class Rates {
    /** The wait of a request that may go on. */
    static final long PERMITTED = 0;

    /** Idle clients are looked for this often, in a shard that is asked at all. */
    private static final long SWEEP_NANOS = Duration.ofSeconds(10).toNanos();

    private final LongSupplier nanoTime;
    private final Supplier<Long> limiterTime;
    private final Shard[] shards;

    /** None yet; of each shard, the least recently used leave when there are more than {@code clientsPerShard}. */
    Rates(LongSupplier nanoTime, int shards, int clientsPerShard) {
        this.nanoTime = nanoTime;
        this.limiterTime = nanoTime::getAsLong;
        this.shards = new Shard[shards];
        long now = nanoTime.getAsLong();
        for (int i = 0; i < shards; i++) {
            this.shards[i] = new Shard(clientsPerShard, now);
        }
    }

    /**
     * A rate as limiters need it.
     *
     * @param config for the limiters; they never wait
     * @param idleNanos the time without a request after which a client is forgotten: a new limiter would be as full
     */
    record Limit(RateLimiterConfig config, long idleNanos) {
        /** Throws {@link IllegalArgumentException} when not one request may pass, or the period is none. */
        static Limit of(Policies.Rate rate) {
            RateLimiterConfig config = RateLimiterConfig.custom()
                    .limitForPeriod(rate.requests())
                    .limitRefreshPeriod(rate.per())
                    .timeoutDuration(Duration.ZERO)
                    .build();
            return new Limit(config, Math.multiplyExact(2, rate.per().toNanos()));
        }
    }

    /**
     * Takes one request of a client's period.
     *
     * @return {@link #PERMITTED}, or the nanoseconds until its next period
     */
    long take(Pseudonym client, Limit limit) {
        Shard shard = shards[(int) Math.floorMod(client.high(), (long) shards.length)];
        long now = nanoTime.getAsLong();
        synchronized (shard) {
            AtomicRateLimiter limiter = shard.limiter(client, limit, now);
            // Within the lock no other thread is at the limiter, so that its pause on contention never happens.
            return limiter.acquirePermission(1)
                    ? PERMITTED
                    : Math.max(1, limiter.getDetailedMetrics().getNanosToWait());
        }
    }

    /** How many clients are remembered. */
    int size() {
        int size = 0;
        for (Shard shard : shards) {
            synchronized (shard) {
                size += shard.clients.size();
            }
        }
        return size;
    }

    private static final class Client {
        private final AtomicRateLimiter limiter;
        private final long idleNanos;
        private long lastAsked;

        Client(AtomicRateLimiter limiter, long idleNanos) {
            this.limiter = limiter;
            this.idleNanos = idleNanos;
        }

        boolean idle(long now) {
            return now - lastAsked >= idleNanos;
        }
    }

    /** Guarded by itself. */
    private final class Shard {
        private final LinkedHashMap<Pseudonym, Client> clients = new LinkedHashMap<>(16, 0.75f, true);
        private final int most;
        private long swept;

        Shard(int most, long now) {
            this.most = most;
            this.swept = now;
        }

        AtomicRateLimiter limiter(Pseudonym pseudonym, Limit limit, long now) {
            if (now - swept >= SWEEP_NANOS) {
                swept = now;
                clients.values().removeIf(client -> client.idle(now));
            }
            Client client = clients.get(pseudonym);
            if (client == null) {
                if (clients.size() >= most) {
                    forgetLeastRecentlyUsed();
                }
                client = new Client(new AtomicRateLimiter("client", limit.config, limiterTime), limit.idleNanos);
                clients.put(pseudonym, client);
            }
            client.lastAsked = now;
            return client.limiter;
        }

        private void forgetLeastRecentlyUsed() {
            Iterator<Client> oldest = clients.values().iterator();
            oldest.next();
            oldest.remove();
        }
    }
}
