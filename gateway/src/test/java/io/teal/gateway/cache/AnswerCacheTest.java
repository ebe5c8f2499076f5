package io.teal.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A cache without a Redis. */
class AnswerCacheTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final AtomicLong now = new AtomicLong(Entries.STORED_AT);
    private final AnswerCache cache = new AnswerCache(1 << 20, null, now::get);

    @AfterEach
    void close() {
        cache.close();
    }

    private static <T> T of(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    @Test
    void whatIsPutIsFoundUntilItsTimeIsOver() throws Exception {
        Entry entry = Entries.entry("q", "a");
        assertThat(cache.inMemory(Entries.key(1))).isNull();

        cache.put(Entries.key(1), entry, HOUR);

        assertThat(cache.inMemory(Entries.key(1))).isSameAs(entry);
        assertThat(cache.remote()).isFalse();
        assertThat(of(cache.inRedis(Entries.key(1))).entry()).isNull();
        now.addAndGet(HOUR.toMillis());
        assertThat(cache.inMemory(Entries.key(1))).isNull();
    }

    @Test
    void withoutMemoryNothingIsKept() throws Exception {
        try (AnswerCache none = new AnswerCache(0, null, now::get)) {
            none.put(Entries.key(1), Entries.entry("q", "a"), HOUR);

            assertThat(none.inMemory(Entries.key(1))).isNull();
            assertThat(of(none.purge(new Purge.All()))).isZero();
            assertThat(of(none.lookUp("chat", "q"))).isEmpty();
            assertThat(none.stats().memory()).isEqualTo(new CacheStats.Memory(0, 0, 0, 0));
            assertThat(none.stats().redis()).isNull();
        }
    }

    @Test
    void everybodyGetsTheLock() throws Exception {
        SharedLock one = of(cache.lock(Entries.key(1)));
        SharedLock other = of(cache.lock(Entries.key(1)));

        assertThat(one).isNotNull();
        assertThat(other).isNotNull();
        one.release();
        one.release();
    }

    @Test
    void aQuestionIsLookedUpAsAnybodyWouldTypeIt() throws Exception {
        String long1 = "答".repeat(199) + "😀😀";
        Entry old = Entries.entry("年假怎么申请", long1);
        Entry young = new Entry(
                Entries.stream("年假怎么申请", 2).answer(),
                Entries.STORED_AT + 5000,
                1,
                new Tag("faq", "chat", "green", "", "年假怎么申请", true));
        cache.put(Entries.key(1), old, HOUR);
        cache.put(Entries.key(2), young, HOUR);
        cache.put(Entries.key(3), Entries.entry("报销", "b"), HOUR);
        now.addAndGet(60_000);

        List<CachedAnswer> found = of(cache.lookUp("chat", "　年假怎么申请？ "));

        assertThat(found).hasSize(2);
        CachedAnswer first = found.getFirst();
        assertThat(first.upstream()).isEqualTo("green");
        assertThat(first.personal()).isTrue();
        assertThat(first.streamed()).isTrue();
        assertThat(first.age()).isEqualTo(Duration.ofSeconds(55));
        assertThat(first.beginning()).isEqualTo("词0词1");
        assertThat(first.bytes()).isEqualTo(young.answer().length());
        CachedAnswer second = found.getLast();
        assertThat(second.level()).isEqualTo("memory");
        assertThat(second.storedAt().toEpochMilli()).isEqualTo(Entries.STORED_AT);
        assertThat(second.beginning()).as("not half a character").isEqualTo("答".repeat(199));
        assertThat(of(cache.lookUp("other", "年假怎么申请"))).isEmpty();
    }

    @Test
    void aPurgeSaysHowManyItDropped() throws Exception {
        cache.put(Entries.key(1), Entries.entry("年假", "a"), HOUR);
        cache.put(Entries.key(2), Entries.entry("报销", "b"), HOUR);

        assertThat(of(cache.purge(new Purge.Question("chat", "年假？")))).isEqualTo(1);
        assertThat(cache.inMemory(Entries.key(1))).isNull();
        assertThat(cache.inMemory(Entries.key(2))).isNotNull();
        assertThat(of(cache.purge(new Purge.Service("chat")))).isEqualTo(1);
        assertThat(of(cache.purge(new Purge.Knowledge("chat", "hr_faq")))).isZero();
    }

    @Test
    void everythingIsCounted() {
        Tally blue = cache.tally("faq", "chat", "blue");
        Tally green = cache.tally("faq", "chat", "green");
        Tally idle = cache.tally("idle", "chat", "blue");
        Entry entry = Entries.entry("q", "a");
        assertThat(cache.tally("faq", "chat", "blue")).isSameAs(blue).isNotSameAs(idle);
        TopQuestions.Asked asked = cache.top().count("chat", "faq", "hr_faq", "q", HOUR, () -> null);
        assertThat(asked.times()).isEqualTo(1);

        asked.hit();
        blue.hit(Tally.Level.MEMORY, entry);
        blue.hit(Tally.Level.REDIS, entry);
        blue.hit(Tally.Level.REDIS, entry);
        blue.miss();
        blue.coalesced();
        blue.saved(500);
        blue.stale();
        blue.bypass("agent");
        blue.bypass("agent");
        blue.stored();
        blue.notStored("blank");
        green.bypass("agent");
        green.bypass("history");
        cache.put(Entries.key(1), entry, HOUR);

        CacheStats stats = cache.stats();
        CacheStats.Counts ofBlue =
                new CacheStats.Counts(1, 2, 1, 1, 1, sorted("agent", 2), 1, sorted("blank", 1), 3 * 2500 + 500);
        assertThat(stats.rows())
                .containsExactly(
                        new CacheStats.Row("faq", "chat", "blue", ofBlue),
                        new CacheStats.Row(
                                "faq",
                                "chat",
                                "green",
                                new CacheStats.Counts(
                                        0, 0, 0, 0, 0, sorted("agent", 1, "history", 1), 0, sorted(), 0)));
        assertThat(stats.total().bypassed()).containsExactly(Map.entry("agent", 3L), Map.entry("history", 1L));
        assertThat(stats.total().hitRedis()).isEqualTo(2);
        assertThat(stats.total().savedMillis()).isEqualTo(8000);
        assertThat(stats.memory()).isEqualTo(new CacheStats.Memory(1, entry.weight(), 1 << 20, 0));
        assertThat(cache.top().most("chat", 1).getFirst().hits()).isEqualTo(1);
    }

    private static java.util.SortedMap<String, Long> sorted(Object... namesAndCounts) {
        java.util.SortedMap<String, Long> map = new java.util.TreeMap<>();
        for (int i = 0; i < namesAndCounts.length; i += 2) {
            map.put((String) namesAndCounts[i], ((Integer) namesAndCounts[i + 1]).longValue());
        }
        return map;
    }
}
