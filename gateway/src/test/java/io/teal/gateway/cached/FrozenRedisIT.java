package io.teal.gateway.cached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Redis freezes in the middle of a thousand requests in a second: a process that is there and says nothing. Most requests are
 * hits from memory, every twentieth is a new question.
 */
class FrozenRedisIT {
    @TempDir
    Path folder;

    private static final int CLIENTS = 20;
    private static final int PER_SECOND = 1_000;
    private static final int QUESTIONS = 100;
    private static final int NEW_EVERY = 20;
    private static final int ROUNDS = 3;

    /** One limit of a command, and what timers and a busy machine add. */
    private static final long MOST_DELAY = TimeUnit.MILLISECONDS.toNanos(50 + 30);

    private final ListAppender<ILoggingEvent> blocked = new ListAppender<>();
    private RealRedis redis;
    private CachedRig rig;

    @BeforeEach
    void start() throws IOException {
        blocked.start();
        checker().addAppender(blocked);
        redis = RealRedis.start(folder);
        rig = CachedRig.start(
                Instance.named("blue-1").withTiming(Timing.instant()),
                Instance.named("green-1").withTiming(Timing.instant()),
                "{}",
                "redis: {url: \"redis://127.0.0.1:" + redis.port() + "\"}");
        await().until(() -> usable());
        try (PlainClient client = rig.client()) {
            for (int i = 0; i < QUESTIONS; i++) {
                ask(client, "q" + i);
            }
        }
    }

    @AfterEach
    void stop() {
        rig.close();
        redis.close();
        checker().detachAppender(blocked);
    }

    private static Logger checker() {
        return (Logger) LoggerFactory.getLogger("io.vertx.core.impl.BlockedThreadChecker");
    }

    private boolean usable() {
        var status = rig.gateway().gateway().cache().stats().redis();
        return status != null && status.status().usable();
    }

    private static String ask(PlainClient client, String query) throws IOException {
        PlainClient.Answer answer = CachedRig.ask(client, CachedRig.KB_CHAT, CachedRig.question(query, true));
        if (answer.status() != 200 || answer.body().isEmpty()) {
            throw new IOException("status " + answer.status());
        }
        return answer.field("X-Teal-Cache");
    }

    private record Times(List<Long> hits, List<Long> misses) {
        long p99OfHits() {
            return hits.get(hits.size() * 99 / 100);
        }
    }

    private int asked;

    private Times load(int seconds) throws InterruptedException {
        long every = CLIENTS * TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
        long[] next = new long[CLIENTS];
        Queue<Long> hits = new ConcurrentLinkedQueue<>();
        Queue<Long> misses = new ConcurrentLinkedQueue<>();
        int offset = asked;
        asked += seconds * PER_SECOND;
        List<String> failures =
                Load.run(rig.gateway().port(), CLIENTS, (long) seconds * PER_SECOND, (client, who, n) -> {
                    long wait = next[who] - System.nanoTime();
                    if (wait > 0) {
                        LockSupport.parkNanos(wait);
                    }
                    long start = System.nanoTime();
                    next[who] = Math.max(next[who], start) + every;
                    boolean isNew = n % NEW_EVERY == 0;
                    String how = ask(client, isNew ? "new" + (offset + n) : "q" + n % QUESTIONS);
                    (isNew ? misses : hits).add(System.nanoTime() - start);
                    if (!how.equals(isNew ? "miss" : "hit")) {
                        throw new IOException(how);
                    }
                });
        assertThat(failures).isEmpty();
        return new Times(sorted(hits), sorted(misses));
    }

    private static List<Long> sorted(Queue<Long> times) {
        List<Long> sorted = new ArrayList<>(times);
        sorted.sort(null);
        return sorted;
    }

    @Test
    void hitsGoOnAndNewQuestionsLoseOneLimitAtMost() throws Exception {
        var unused = load(2);
        boolean same = false;
        for (int round = 0; round < ROUNDS && !same; round++) {
            await().until(this::usable);
            Times before = load(3);
            redis.freeze();
            Times frozen = load(3);
            assertThat(usable()).isFalse();
            long late = frozen.misses().getLast()
                    - before.misses().get(before.misses().size() / 2);
            long slowed = frozen.misses().stream()
                    .filter(time -> time > TimeUnit.MILLISECONDS.toNanos(40))
                    .count();
            System.err.printf(
                    "p99 of hits %.3f ms, frozen %.3f ms; slowest new question %.1f ms later, %d of %d took over 40 ms%n",
                    before.p99OfHits() / 1e6,
                    frozen.p99OfHits() / 1e6,
                    late / 1e6,
                    slowed,
                    frozen.misses().size());
            same = frozen.p99OfHits() <= before.p99OfHits() * 1.2 && late < MOST_DELAY && slowed <= CLIENTS;
            redis.thaw();
        }
        assertThat(same)
                .as("p99 of hits within 20 %, new questions late once and by one limit at most")
                .isTrue();
        await().until(this::usable);
        assertThat(blocked.list).isEmpty();
    }
}
