package io.teal.gateway.cached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.Load;
import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.RealRedis;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long a kept answer takes, at half of what the machine bears. The machine is shared with the clients and with others: the
 * best of a few rounds has to hold.
 */
class HitSpeedIT {
    @TempDir
    Path folder;

    private static final int QUESTIONS = 200;
    private static final int CLIENTS = 8;
    private static final int ROUNDS = 12;

    @Test
    void fromMemoryItTakesLessThanAMillisecond() throws Exception {
        try (CachedRig rig = rig("")) {
            fill(rig);
            assertThat(best(rig, TimeUnit.MILLISECONDS.toNanos(1))).isLessThan(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    @Test
    void fromRedisItTakesLessThanFiveMilliseconds() throws Exception {
        try (RealRedis redis = RealRedis.start(folder);
                CachedRig rig = rig("cache: {memory: 0}\nredis: {url: \"redis://127.0.0.1:" + redis.port() + "\"}")) {
            // Redis is asked once it is connected and the epochs are read.
            await().untilAsserted(() -> assertThat(rig.ask(CachedRig.KB_CHAT, CachedRig.question("first", true))
                            .field("X-Teal-Cache"))
                    .isEqualTo("hit"));
            fill(rig);
            assertThat(best(rig, TimeUnit.MILLISECONDS.toNanos(5))).isLessThan(TimeUnit.MILLISECONDS.toNanos(5));
            assertThat(rig.gateway().gateway().cache().stats().memory().entries())
                    .isZero();
        }
    }

    /** Servers that take no time: they are asked only until every answer is kept. */
    private static CachedRig rig(String settings) {
        return CachedRig.start(server("blue-1"), server("green-1"), "{}", settings);
    }

    private static Instance server(String name) {
        return Instance.named(name).withTiming(Timing.instant());
    }

    private static void fill(CachedRig rig) throws IOException {
        try (PlainClient client = rig.client()) {
            for (int i = 0; i < QUESTIONS; i++) {
                assertThat(CachedRig.ask(client, CachedRig.KB_CHAT, CachedRig.question("q" + i, true))
                                .status())
                        .isEqualTo(200);
            }
        }
    }

    /** The best p99 of some rounds, in nanoseconds; no more rounds than it takes to get below a limit. */
    private static long best(CachedRig rig, long limit) throws InterruptedException {
        double full = saturation(rig);
        long best = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && best >= limit; round++) {
            long p99 = p99(rig, full / 2);
            System.err.printf("%.0f answers/s at most; at half of it p99 %.3f ms%n", full, p99 / 1e6);
            best = Math.min(best, p99);
        }
        return best;
    }

    private static double saturation(CachedRig rig) throws InterruptedException {
        double most = 0;
        for (int round = 0; round < 2; round++) {
            int requests = 8_000;
            long start = System.nanoTime();
            assertThat(Load.run(rig.gateway().port(), CLIENTS, requests, (client, who, n) -> ask(client, n)))
                    .isEmpty();
            most = Math.max(most, requests / ((System.nanoTime() - start) / 1e9));
        }
        return most;
    }

    private static void ask(PlainClient client, long n) throws IOException {
        PlainClient.Answer answer =
                CachedRig.ask(client, CachedRig.KB_CHAT, CachedRig.question("q" + n % QUESTIONS, true));
        if (answer.status() != 200 || !answer.field("X-Teal-Cache").equals("hit")) {
            throw new IOException(answer.status() + " " + answer.field("X-Teal-Cache"));
        }
    }

    /** Each client asks at its own even pace; one that is late asks at once and does not catch up what it missed. */
    private static long p99(CachedRig rig, double perSecond) throws InterruptedException {
        long every = (long) (CLIENTS / perSecond * 1e9);
        long requests = (long) (perSecond * 2);
        Queue<Long> times = new ConcurrentLinkedQueue<>();
        long[] next = new long[CLIENTS];
        List<String> failures = Load.run(rig.gateway().port(), CLIENTS, requests, (client, who, n) -> {
            long now = System.nanoTime();
            if (next[who] - now > 0) {
                LockSupport.parkNanos(next[who] - now);
            }
            long start = System.nanoTime();
            next[who] = Math.max(next[who], start) + every;
            ask(client, n);
            times.add(System.nanoTime() - start);
        });
        assertThat(failures).isEmpty();
        List<Long> sorted = new ArrayList<>(times);
        sorted.sort(null);
        return sorted.get(sorted.size() * 99 / 100);
    }
}
