package io.teal.gateway.fleet;

import io.teal.gateway.redis.Redis;
import io.teal.gateway.upstream.Upstreams;
import io.teal.gateway.upstream.shared.GroupLoad;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells the other gateways what this one has at servers, and hears the same of them. What is told goes out when it has changed,
 * at most once in each beat, and at the latest after three. Confined to one thread but for {@link #gateways}.
 */
final class SharedLoad {
    static final String CHANNEL = "teal:load";
    static final long BEAT_MILLIS = 200;

    private static final long LATEST_NANOS = TimeUnit.MILLISECONDS.toNanos(3 * BEAT_MILLIS - BEAT_MILLIS / 2);

    private final Redis redis;
    private final Upstreams upstreams;
    private final LongSupplier epochMillis;
    private final String self =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    private final Neighbours neighbours = new Neighbours(self);
    private String told = "";
    private long toldAt = System.nanoTime() - LATEST_NANOS;
    private long sequence;
    private volatile int gateways;

    /** Hears from now on, on that thread. */
    SharedLoad(Redis redis, Upstreams upstreams, LongSupplier epochMillis, Executor thread) {
        this.redis = redis;
        this.upstreams = upstreams;
        this.epochMillis = epochMillis;
        redis.subscribe(CHANNEL, message -> thread.execute(() -> heard(message)));
    }

    /** How many other gateways are heard. Any thread. */
    int gateways() {
        return gateways;
    }

    private void heard(String text) {
        LoadMessage message = LoadMessage.read(text);
        if (message != null && neighbours.hear(message, System.nanoTime())) {
            var unused = share();
        }
    }

    private List<GroupLoad> share() {
        gateways = neighbours.count();
        long now = epochMillis.getAsLong();
        return upstreams.share((service, upstream) -> neighbours.round(service, upstream, now));
    }

    /** Forgets who is silent, and tells what there is to tell. */
    void beat() {
        long now = System.nanoTime();
        neighbours.forgetSilent(now);
        String text = LoadMessage.text(share());
        if (redis.usable() && (!text.equals(told) || now - toldAt >= LATEST_NANOS)) {
            told = text;
            toldAt = now;
            tell(false, text);
        }
    }

    /** Says that this gateway has nothing any more. */
    void leave() {
        if (redis.usable()) {
            tell(true, "");
        }
    }

    private void tell(boolean leaving, String text) {
        // One that is lost is made good by the next.
        var unused = redis.publish(CHANNEL, LoadMessage.of(self, ++sequence, leaving, text));
    }
}
