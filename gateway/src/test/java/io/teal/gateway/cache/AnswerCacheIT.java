package io.teal.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.teal.gateway.redis.Redis;
import io.teal.gateway.redis.RedisSettings;
import io.teal.gateway.testing.RealRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Two gateways' caches that share one real Redis. */
class AnswerCacheIT {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final CacheKey KEY = Entries.key(1);
    private static final String VALUE = "teal:a:" + KEY.hex();

    @TempDir
    Path folder;

    private RealRedis server;
    private Redis redis;
    private Redis otherRedis;
    private AnswerCache one;
    private AnswerCache other;
    private final AtomicLong now = new AtomicLong(Entries.STORED_AT);
    private final AtomicLong otherNow = new AtomicLong(Entries.STORED_AT);

    @BeforeEach
    void start() throws IOException {
        server = RealRedis.start(folder);
        redis = open();
        otherRedis = open();
        one = new AnswerCache(64 << 20, redis, now::get);
        other = new AnswerCache(64 << 20, otherRedis, otherNow::get);
        await().until(() -> one.remote() && other.remote());
    }

    private Redis open() {
        return Redis.open(new RedisSettings(server.url(), false, null, Duration.ofMillis(500)));
    }

    @AfterEach
    void stop() {
        one.close();
        other.close();
        redis.close();
        otherRedis.close();
        server.close();
    }

    private static <T extends @Nullable Object> T of(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    private static CacheStats.Remote remote(AnswerCache cache) {
        return Objects.requireNonNull(cache.stats().redis());
    }

    private Entry found(AnswerCache cache, CacheKey key) {
        return await().until(() -> of(cache.inRedis(key)).entry(), Objects::nonNull);
    }

    @Test
    void whatOneKeepsTheOtherFinds() {
        for (Entry entry : List.of(
                Entries.entry("年假", "在 OA 提交。"),
                Entries.stream("报销", 3000),
                Entries.entry("长", Entries.noise(900_000, 1)))) {
            CacheKey key = Entries.key(entry.tag().question().hashCode());
            one.put(key, entry, HOUR);
            assertThat(other.inMemory(key)).isNull();

            Entry found = found(other, key);

            assertThat(found.answer().bytes()).isEqualTo(entry.answer().bytes());
            assertThat(found.tag()).isEqualTo(entry.tag());
            assertThat(found.storedAt()).isEqualTo(entry.storedAt());
            assertThat(other.inMemory(key)).as("from now on in memory").isSameAs(found);
        }
        assertThat(remote(one).writes()).isEqualTo(3);
        assertThat(remote(other).hits()).isEqualTo(3);
        assertThat(remote(other).reads()).isGreaterThanOrEqualTo(3);
        assertThat(remote(other).unreadable()).isZero();
        assertThat(remote(other).status().usable()).isTrue();
    }

    @Test
    void onceItIsSaidToBeKeptTheOtherFindsItAtOnce() throws Exception {
        for (int i = 0; i < 50; i++) {
            Void unused = of(one.put(Entries.key(i), Entries.stream("q", 1 + i * 20), HOUR));

            assertThat(of(other.inRedis(Entries.key(i))).entry()).isNotNull();
        }
        assertThat(of(other.inRedis(Entries.key(50)))).isEqualTo(new AnswerCache.Look(null, true));
    }

    @Test
    void nothingLivesLongerThanItWasToBeKept() {
        one.put(KEY, Entries.entry("q", "a"), HOUR);
        await().until(() -> server.ask("PTTL", VALUE).matches(":3(600000|59\\d{4})\r\n"));
        otherNow.addAndGet(Duration.ofMinutes(40).toMillis());
        assertThat(found(other, KEY).age(otherNow.get()))
                .isEqualTo(Duration.ofMinutes(40).toMillis());

        otherNow.addAndGet(Duration.ofMinutes(20).toMillis() - 1);
        assertThat(other.inMemory(KEY)).isNotNull();
        otherNow.addAndGet(1);

        assertThat(other.inMemory(KEY)).isNull();
        assertThat(other.inRedis(KEY))
                .as("Redis has it still")
                .succeedsWithin(Duration.ofSeconds(5))
                .isEqualTo(new AnswerCache.Look(null, true));
    }

    @Test
    void aClockThatIsBehindMakesNothingLiveLonger() {
        otherNow.addAndGet(-Duration.ofMinutes(10).toMillis());
        one.put(KEY, Entries.entry("q", "a"), HOUR);

        assertThat(found(other, KEY).age(otherNow.get())).isZero();

        otherNow.addAndGet(HOUR.toMillis());
        assertThat(other.inMemory(KEY)).isNull();
    }

    @Test
    void aDamagedValueIsAMissAndCounted() throws Exception {
        byte[] value = Objects.requireNonNull(EntryCodec.encode(Entries.stream("q", 500), HOUR));
        List<byte[]> damaged = new ArrayList<>();
        for (int at : new int[] {0, 1, 2, 6, 10, value.length / 2, value.length - 1}) {
            byte[] one = value.clone();
            one[at] ^= 1;
            damaged.add(one);
        }
        damaged.add(new byte[0]);
        damaged.add("something else".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Logger log = (Logger) LoggerFactory.getLogger(RedisLevel.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.addAppender(lines);
        for (byte[] bad : damaged) {
            assertThat(of(redis.set(VALUE, bad, HOUR))).isTrue();

            assertThat(of(one.inRedis(KEY)).entry()).isNull();
            assertThat(one.inMemory(KEY)).isNull();
        }
        log.detachAppender(lines);
        assertThat(lines.list).as("once a minute at most").hasSize(1);
        assertThat(remote(one).unreadable()).isEqualTo(damaged.size());
        assertThat(remote(one).hits()).isZero();

        assertThat(of(redis.set(VALUE, value, HOUR))).isTrue();
        assertThat(of(one.inRedis(KEY)).entry()).isNotNull();
    }

    @Test
    void onlyOneGetsTheLock() throws Exception {
        SharedLock lock = Objects.requireNonNull(of(one.lock(KEY)));
        assertThat(server.ask("PTTL", "teal:l:" + KEY.hex())).matches(":(30000|29\\d{3})\r\n");

        assertThat(of(other.lock(KEY))).isNull();
        assertThat(of(other.lock(Entries.key(2)))).isNotNull();
        lock.release();

        SharedLock next = await().until(() -> of(other.lock(KEY)), Objects::nonNull);
        lock.release();
        assertThat(of(redis.get("teal:l:" + KEY.hex())))
                .as("the second release is none")
                .isNotNull();
        next.release();
        await().until(() -> of(redis.get("teal:l:" + KEY.hex())) == null);
    }

    @Test
    void aLockThatSomebodyElseHasByNowIsLeftAlone() throws Exception {
        SharedLock lock = Objects.requireNonNull(of(one.lock(KEY)));
        assertThat(of(redis.delete(List.of("teal:l:" + KEY.hex())))).isEqualTo(1);
        assertThat(of(other.lock(KEY))).isNotNull();

        lock.release();

        assertThat(of(redis.delete(List.of("nothing"))))
                .as("commands are answered in order")
                .isZero();
        assertThat(of(one.lock(KEY))).isNull();
    }

    @Test
    void aPurgedQuestionIsGoneEverywhere() throws Exception {
        Tag personal = new Tag("faq", "chat", "green", "hr_faq", "年假", true);
        one.put(KEY, Entries.entry("年假", "a"), HOUR);
        one.put(Entries.key(2), Entries.entry(personal, "b"), HOUR);
        one.put(Entries.key(3), Entries.entry("报销", "c"), HOUR);
        for (int i = 1; i <= 3; i++) {
            assertThat(found(other, Entries.key(i))).isNotNull();
        }

        assertThat(of(other.purge(new Purge.Question("chat", "年假？")))).isEqualTo(2);

        await().until(() -> one.inMemory(KEY) == null && one.inMemory(Entries.key(2)) == null);
        for (AnswerCache cache : List.of(one, other)) {
            assertThat(of(cache.inRedis(KEY)).entry()).isNull();
            assertThat(of(cache.inRedis(Entries.key(2))).entry()).isNull();
            assertThat(cache.inMemory(Entries.key(3))).isNotNull();
            assertThat(of(cache.lookUp("chat", "年假"))).isEmpty();
        }
        assertThat(of(one.inRedis(Entries.key(3))).entry()).isNotNull();
    }

    @Test
    void otherPurgesFreeTheMemoryOfTheOthersToo() throws Exception {
        one.put(KEY, Entries.entry("q", "a"), HOUR);
        assertThat(found(other, KEY)).isNotNull();

        assertThat(of(one.purge(new Purge.Knowledge("chat", "HR-FAQ")))).isEqualTo(1);
        await().until(() -> other.stats().memory().entries() == 0);

        assertThat(found(other, KEY)).as("Redis is for the epochs").isNotNull();
        assertThat(of(one.purge(new Purge.All()))).isZero();
        await().until(() -> other.stats().memory().entries() == 0);
    }

    @Test
    void whatIsLookedUpIsFoundOnce() throws Exception {
        one.put(KEY, Entries.entry("年假", "a"), HOUR);
        one.put(Entries.key(2), Entries.stream("年假", 400), HOUR);
        assertThat(found(other, KEY)).isNotNull();
        await().until(() -> of(redis.setMembers(index())).size() == 2);

        assertThat(of(other.lookUp("chat", "年假 ")))
                .extracting(CachedAnswer::level, CachedAnswer::streamed)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("memory", false),
                        org.assertj.core.groups.Tuple.tuple("redis", true));
        assertThat(of(one.lookUp("chat", "年假"))).extracting(CachedAnswer::level).containsExactly("memory", "memory");
        assertThat(server.ask("PTTL", index())).matches(":3(600000|59\\d{4})\r\n");
    }

    private String index() {
        String keys = server.ask("KEYS", "teal:q:*");
        int at = keys.indexOf("teal:q:");
        return at < 0 ? "none" : keys.substring(at).strip();
    }

    @Test
    void moreThanCanBeSentIsLeftOut() {
        Entry entry = Entries.entry("q", Entries.noise(100_000, 1));
        int times = 5000;

        for (int i = 0; i < times; i++) {
            one.put(Entries.key(i), entry, HOUR);
        }

        assertThat(remote(one).skipped()).isPositive();
        await().until(() -> remote(one).writes() + remote(one).skipped() == times);
        assertThat(remote(one).writes()).isPositive();
        one.put(Entries.key(times), entry, HOUR);
        assertThat(found(other, Entries.key(times))).isNotNull();
    }

    @Test
    void withoutRedisMemoryIsEnough() throws Exception {
        server.kill();
        await().until(() -> !one.remote());
        one.put(KEY, Entries.entry("q", "a"), HOUR);

        assertThat(one.inMemory(KEY)).isNotNull();
        assertThat(of(one.inRedis(KEY))).isEqualTo(new AnswerCache.Look(null, false));
        assertThat(of(one.lock(KEY))).isNotNull();
        assertThat(of(one.lookUp("chat", "q"))).hasSize(1);
        assertThat(of(one.purge(new Purge.Question("chat", "q")))).isEqualTo(1);
        assertThat(one.inMemory(KEY)).isNull();

        server.restart();
        await().until(one::remote);
        one.put(KEY, Entries.entry("q", "a"), HOUR);
        await().until(() -> of(one.inRedis(KEY)).entry() != null);
    }

    @Test
    void aFrozenRedisFailsNothing() throws Exception {
        server.freeze();
        for (int i = 0; i < 50; i++) {
            one.put(Entries.key(i), Entries.entry("q", "a"), HOUR);
            assertThat(of(one.inRedis(Entries.key(1000 + i)))).isEqualTo(new AnswerCache.Look(null, false));
            assertThat(of(one.lock(Entries.key(i)))).isNotNull();
        }
        assertThat(of(one.purge(new Purge.Question("chat", "q")))).isEqualTo(50);
        server.thaw();
    }
}
