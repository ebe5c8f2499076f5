package io.teal.gateway.redis;

import static org.awaitility.Awaitility.await;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A thousand commands a second, one each millisecond, whatever became of those before. */
final class RedisLoad implements AutoCloseable {
    private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(1);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Redis redis;
    private final String key;
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong waited = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();
    private volatile long hiccup;
    private long last;

    RedisLoad(Redis redis, String key) {
        this.redis = redis;
        this.key = key;
        last = System.nanoTime();
        var unused = clock.scheduleAtFixedRate(this::ask, PERIOD, PERIOD, TimeUnit.NANOSECONDS);
    }

    private void ask() {
        long begun = System.nanoTime();
        hiccup = Math.max(hiccup, begun - last - PERIOD);
        last = begun;
        var unused = redis.get(key).whenComplete((value, error) -> {
            long took = System.nanoTime() - begun;
            if (error != null) {
                failures.incrementAndGet();
                waited.addAndGet(took > 10 * PERIOD ? 1 : 0);
            }
            longest.accumulateAndGet(took, Math::max);
            done.incrementAndGet();
        });
    }

    /** Forgets how long anything took until now. */
    void mark() {
        longest.set(0);
        waited.set(0);
        hiccup = 0;
    }

    void awaitSuccesses(long commands) {
        long wanted = done.get() - failures.get() + commands;
        await().until(() -> done.get() - failures.get() >= wanted);
    }

    void awaitMore(long commands) {
        long wanted = done.get() + commands;
        await().until(() -> done.get() >= wanted);
    }

    /** How many failed after more than 10 ms. */
    long waited() {
        return waited.get();
    }

    long longestMillis() {
        return TimeUnit.NANOSECONDS.toMillis(longest.get());
    }

    /** The longest time by which the machine itself was late with one, or with many at once. */
    long hiccupMillis() {
        return TimeUnit.NANOSECONDS.toMillis(hiccup);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
