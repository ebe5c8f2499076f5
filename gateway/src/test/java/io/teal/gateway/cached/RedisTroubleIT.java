package io.teal.gateway.cached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.teal.gateway.cache.CacheStats;
import io.teal.gateway.redis.Redis;
import io.teal.gateway.testing.AnswerText;
import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.RealRedis;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A gateway whose Redis is in trouble: every question is answered as ever, and Redis is used again when it is well. */
class RedisTroubleIT {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String NO_MEMORY = "cache: {memory: 0}\n";
    private static final Pattern ENTRY = Pattern.compile("teal:a:[0-9a-f]+");
    /** The most that a question may lose to a Redis that is slow. */
    private static final long MOST_DELAY = TimeUnit.MILLISECONDS.toNanos(200);

    @TempDir
    Path folder;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final List<RealRedis> servers = new ArrayList<>();
    private RealRedis redis;
    private CachedRig rig;

    @BeforeEach
    void start() throws IOException {
        log.start();
        logger().addAppender(log);
        redis = server();
    }

    @AfterEach
    void stop() {
        if (rig != null) {
            rig.close();
        }
        servers.forEach(RealRedis::close);
        logger().detachAppender(log);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(Redis.class);
    }

    private RealRedis server(String... settings) throws IOException {
        RealRedis server = RealRedis.start(folder, settings);
        servers.add(server);
        return server;
    }

    private void startGateway(String url, String settings) {
        startGateway(settings + "redis: {url: \"" + url + "\", command_timeout: 500ms}");
    }

    private void startGateway(String settings) {
        rig = CachedRig.start(
                Instance.named("blue-1").withTiming(Timing.instant()),
                Instance.named("green-1").withTiming(Timing.instant()),
                "{}",
                settings);
    }

    private CacheStats stats() {
        return rig.gateway().gateway().cache().stats();
    }

    private CacheStats.Remote remote() {
        CacheStats.Remote remote = stats().redis();
        assertThat(remote).isNotNull();
        return remote;
    }

    private boolean usable() {
        return remote().status().usable();
    }

    private List<String> warnings() {
        return List.copyOf(log.list).stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    /** Asks, sees to it that the answer is whole, and returns what the cache did. */
    private String how(PlainClient client, String query, String text) throws IOException {
        PlainClient.Answer answer = CachedRig.ask(client, CachedRig.KB_CHAT, CachedRig.question(query, true));
        assertThat(answer.status()).as(query).isEqualTo(200);
        assertThat(AnswerText.of(answer.body())).as(query).isEqualTo(text);
        return answer.field("X-Teal-Cache");
    }

    private String how(String query) throws IOException {
        try (PlainClient client = rig.client()) {
            return how(client, query, text(query));
        }
    }

    /** What blue says. It is green that is asked, without a gateway, since the answers of blue are counted. */
    private String text(String query) throws IOException {
        try (PlainClient direct = new PlainClient(rig.green().port())) {
            String text = AnswerText.of(CachedRig.ask(direct, CachedRig.KB_CHAT, CachedRig.question(query, true))
                    .body());
            assertThat(text).contains("green-1");
            return text.replace("green-1", "blue-1");
        }
    }

    private long computed(String query) {
        return rig.blue().stats().count(query);
    }

    private void awaitHit(String query) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(how(query)).isEqualTo("hit"));
    }

    /** Waits until new answers get to Redis. */
    private void awaitWrites(RealRedis server) {
        await().atMost(PATIENCE).until(this::usable);
        long before = remote().writes();
        AtomicInteger n = new AtomicInteger();
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(how("again" + n.incrementAndGet())).isEqualTo("miss");
            assertThat(remote().writes()).isGreaterThan(before);
            assertThat(entries(server)).isNotEmpty();
        });
    }

    private static List<String> entries(RealRedis server) {
        return ENTRY.matcher(server.ask("KEYS", "teal:a:*"))
                .results()
                .map(MatchResult::group)
                .toList();
    }

    /**
     * Asks all the time, by turns what is in memory and what is new, until it is closed. What is in memory may have to be asked
     * for anew once: a Redis that knows no epochs begins an era of its own, and no answer of before is found in it.
     */
    private final class Asker implements AutoCloseable {
        private final AtomicBoolean enough = new AtomicBoolean();
        private final AtomicInteger answered = new AtomicInteger();
        private final ExecutorService thread = Executors.newSingleThreadExecutor();
        private final Future<?> asking;

        Asker(String known, String prefix) {
            asking = thread.submit(() -> {
                String text = text(known);
                int anew = 0;
                try (PlainClient client = rig.client()) {
                    while (!enough.get()) {
                        anew += how(client, known, text).equals("hit") ? 0 : 1;
                        assertThat(anew).isLessThanOrEqualTo(1);
                        String fresh = prefix + answered.get();
                        assertThat(how(client, fresh, text(fresh))).isEqualTo("miss");
                        answered.incrementAndGet();
                    }
                }
                return null;
            });
        }

        void awaitMore() {
            int before = answered.get();
            await().atMost(PATIENCE).until(() -> asking.isDone() || answered.get() >= before + 20);
        }

        /** Fails as the first question did that failed. */
        @Override
        public void close() {
            enough.set(true);
            thread.shutdown();
            assertThat(asking).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void aWrongPasswordIsToldAndTheRightOneIsFound() throws Exception {
        redis.setPassword("quite-another");
        startGateway("redis://:open-sesame@" + redis.address(), "");

        await().atMost(PATIENCE).until(() -> !warnings().isEmpty());
        assertThat(warnings()).singleElement().satisfies(line -> assertThat(line)
                .contains("redis refuses the password at " + redis.address())
                .doesNotContain("sesame")
                .doesNotContain("another"));
        assertThat(usable()).isFalse();
        assertThat(how("leave")).isEqualTo("miss");
        assertThat(how("leave")).isEqualTo("hit");
        assertThat(remote().writes()).isZero();

        redis.setPassword("open-sesame");
        awaitWrites(redis);
        awaitHit("leave");
        assertThat(computed("leave")).isLessThanOrEqualTo(2);
        assertThat(List.copyOf(log.list))
                .noneMatch(event -> event.getFormattedMessage().contains("sesame"));
    }

    @Test
    void oneThatComesLaterIsUsed() throws Exception {
        redis.kill();
        startGateway(redis.url(), NO_MEMORY);

        assertThat(how("leave")).isEqualTo("miss");
        assertThat(how("leave")).isEqualTo("miss");
        assertThat(usable()).isFalse();
        await().atMost(PATIENCE).until(() -> !warnings().isEmpty());
        assertThat(warnings()).singleElement().asString().contains("the connection is refused");

        redis.restart();
        awaitWrites(redis);
        awaitHit("leave");
        assertThat(remote().hits()).isPositive();
    }

    @Test
    void oneThatIsKilledAndComesBackEmptyRevivesNothing() throws Exception {
        startGateway(redis.url(), "");
        awaitWrites(redis);
        assertThat(how("leave")).isEqualTo("miss");
        assertThat(how("travel")).isEqualTo("miss");
        assertThat(how("leave")).isEqualTo("hit");

        try (Asker asker = new Asker("leave", "fresh")) {
            asker.awaitMore();
            redis.kill();
            asker.awaitMore();
        }
        assertThat(usable()).isFalse();
        rig.gateway().gateway().cache().knowledgeChanged("chat", "samples");
        assertThat(how("leave")).isEqualTo("miss");
        assertThat(how("leave")).isEqualTo("hit");
        try (Asker asker = new Asker("leave", "later")) {
            redis.restart();
            await().atMost(PATIENCE).until(this::usable);
            asker.awaitMore();
        }
        assertThat(how("travel")).isEqualTo("miss");
        assertThat(computed("travel")).isEqualTo(2);
        assertThat(computed("leave")).isBetween(2L, 3L);
        awaitWrites(redis);
    }

    @Test
    void oneThatIsSlowCostsAQuestionLittle() throws Exception {
        startGateway("redis: {url: \"" + redis.url() + "\"}");
        awaitWrites(redis);
        assertThat(how("leave")).isEqualTo("miss");
        String text = text("leave");
        List<Long> usual = new ArrayList<>();
        try (PlainClient client = rig.client()) {
            for (int i = 0; i < 50; i++) {
                usual.add(nanos(client, "usual" + i));
            }
            usual.sort(null);
            long most = usual.get(usual.size() / 2) + MOST_DELAY;
            redis.beSlow(Duration.ofMillis(1500));
            AtomicInteger n = new AtomicInteger();
            await().pollInterval(Duration.ofMillis(5)).untilAsserted(() -> {
                assertThat(nanos(client, "slow" + n.incrementAndGet())).isLessThan(most);
                assertThat(how(client, "leave", text)).isEqualTo("hit");
                assertThat(usable()).isFalse();
            });
            while (!usable()) {
                assertThat(nanos(client, "slow" + n.incrementAndGet())).isLessThan(most);
                assertThat(how(client, "leave", text)).isEqualTo("hit");
            }
        }
        assertThat(remote().status().timeouts()).isPositive();
        awaitWrites(redis);
    }

    private long nanos(PlainClient client, String query) throws IOException {
        String text = text(query);
        long start = System.nanoTime();
        assertThat(how(client, query, text)).isEqualTo("miss");
        return System.nanoTime() - start;
    }

    @Test
    void oneThatIsFullIsStillRead() throws Exception {
        startGateway(redis.url(), NO_MEMORY);
        awaitWrites(redis);
        awaitHit("leave");
        long kept = entries(redis).size();

        redis.setMaxMemory(1);
        long hits = remote().hits();
        for (int i = 0; i < 20; i++) {
            assertThat(how("full" + i)).isEqualTo("miss");
            assertThat(how("leave")).isEqualTo("hit");
            assertThat(usable()).isTrue();
        }
        assertThat(remote().hits()).isEqualTo(hits + 20);
        assertThat(entries(redis)).hasSize((int) kept);
        await().untilAsserted(
                        () -> assertThat(warnings()).singleElement().asString().contains("redis is full"));

        redis.setMaxMemory(0);
        awaitHit("full0");
        assertThat(usable()).isTrue();
    }

    @Test
    void theReplicaIsUsedWhenTheMasterIsKilled() throws Exception {
        RealRedis replica = server("replicaof 127.0.0.1 " + redis.port());
        RealRedis sentinel = RealRedis.startSentinel(
                folder,
                "sentinel monitor first 127.0.0.1 " + redis.port() + " 1",
                "sentinel down-after-milliseconds first 500",
                "sentinel failover-timeout first 3000");
        servers.add(sentinel);
        await().atMost(PATIENCE).until(() -> replica.ask("INFO", "replication").contains("master_link_status:up"));
        await().atMost(PATIENCE)
                .until(() -> sentinel.ask("SENTINEL", "MASTER", "first").contains("num-slaves\r\n$1\r\n1"));
        startGateway("redis-sentinel://" + sentinel.address() + "#first", NO_MEMORY);
        awaitWrites(redis);
        awaitHit("leave");
        long asked = computed("leave");
        await().atMost(PATIENCE).until(() -> entries(replica).containsAll(entries(redis)));

        redis.kill();
        await().atMost(PATIENCE).until(() -> {
            // Nothing is kept in memory: until the other is master each question is a new one.
            assertThat(how("meanwhile")).isIn("miss", "hit");
            return !usable();
        });
        AtomicInteger n = new AtomicInteger();
        await().atMost(PATIENCE).until(() -> {
            assertThat(how("meanwhile" + n.incrementAndGet())).isEqualTo("miss");
            return usable();
        });
        assertThat(replica.ask("ROLE")).contains("master");
        awaitHit("leave");
        assertThat(computed("leave")).isLessThanOrEqualTo(asked + 1);
        awaitWrites(replica);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SET %s rubbish", "SETRANGE %s 40 rubbish", "APPEND %s rubbish", "SETRANGE %s 0 \0"})
    void aDamagedAnswerIsAMiss(String damage) throws Exception {
        startGateway(redis.url(), NO_MEMORY);
        awaitWrites(redis);
        awaitHit("leave");
        long before = computed("leave");
        assertThat(remote().unreadable()).isZero();

        for (String key : entries(redis)) {
            assertThat(redis.ask(damage.formatted(key).split(" "))).doesNotStartWith("-");
        }

        assertThat(how("leave")).isEqualTo("miss");
        assertThat(computed("leave")).isEqualTo(before + 1);
        assertThat(remote().unreadable()).isEqualTo(1);
        assertThat(usable()).isTrue();
        awaitHit("leave");
        assertThat(computed("leave")).isEqualTo(before + 1);
    }
}
