package io.teal.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryLevelTest {
    private static final long MIB = 1 << 20;
    private static final Duration HOUR = Duration.ofHours(1);

    private final AtomicLong now = new AtomicLong(Entries.STORED_AT);
    private final MemoryLevel level = new MemoryLevel(MIB, now::get, Runnable::run);

    @Test
    void itStaysWithinItsBoundWhateverComes() {
        int bytes = 0;
        int number = 0;
        while (bytes < 4 * MIB) {
            Entry entry = Entries.entry("question " + number, Entries.noise(1 + number * 37 % 20_000, number));
            bytes += entry.weight();
            level.put(Entries.key(number), entry, HOUR);
            number++;
            assertThat(level.stats().bytes()).isLessThanOrEqualTo(MIB);
        }

        CacheStats.Memory stats = level.stats();
        assertThat(stats.bytes()).isBetween(MIB / 2, MIB);
        assertThat(stats.entries() + stats.evictions()).isEqualTo(number);
        assertThat(stats.capacity()).isEqualTo(MIB);
    }

    @Test
    void itStaysWithinItsBoundWhenManyWrite() throws InterruptedException {
        try (ExecutorService upkeep = Executors.newSingleThreadExecutor();
                ExecutorService writers = Executors.newFixedThreadPool(4)) {
            MemoryLevel shared = new MemoryLevel(MIB, now::get, upkeep);
            for (int i = 0; i < 2000; i++) {
                int number = i;
                writers.execute(() -> shared.put(
                        Entries.key(number), Entries.entry("q" + number, Entries.noise(2000, number)), HOUR));
            }
            writers.shutdown();
            assertThat(writers.awaitTermination(20, TimeUnit.SECONDS)).isTrue();

            assertThat(shared.stats().bytes()).isBetween(MIB / 2, MIB);
        }
    }

    @Test
    void weightIsNoLessThanTheBytesOfTheAnswerAndOfTheQuestion() {
        Entry entry = Entries.entry("问".repeat(1000), Entries.noise(50_000, 1));

        assertThat(entry.weight()).isGreaterThan(entry.answer().length() + 2 * 1000);
    }

    @Test
    void whatIsTooLargeForItIsNotKept() {
        Entry entry = Entries.entry("large", Entries.noise((int) MIB / 16, 1));

        level.put(Entries.key(1), entry, HOUR);

        assertThat(level.get(Entries.key(1))).isNull();
    }

    @Test
    void eachEntryLivesAsLongAsSaid() {
        level.put(Entries.key(1), Entries.entry("short", "a"), Duration.ofSeconds(10));
        level.put(Entries.key(2), Entries.entry("long", "b"), HOUR);

        now.addAndGet(9_999);
        assertThat(level.get(Entries.key(1))).isNotNull();
        now.addAndGet(1);
        assertThat(level.get(Entries.key(1))).isNull();
        assertThat(level.get(Entries.key(2))).isNotNull();
        now.addAndGet(HOUR.toMillis());

        assertThat(level.get(Entries.key(2))).isNull();
        assertThat(level.stats().entries()).isZero();
        assertThat(level.stats().evictions()).as("reaching its end is none").isZero();
    }

    @Test
    void readingMakesNothingLiveLonger() {
        level.put(Entries.key(1), Entries.entry("short", "a"), Duration.ofSeconds(10));

        for (int i = 0; i < 10; i++) {
            assertThat(level.get(Entries.key(1))).isNotNull();
            now.addAndGet(1000);
        }

        assertThat(level.get(Entries.key(1))).isNull();
    }

    @Test
    void anOlderEntryFromElsewhereReplacesNoYoungerOne() {
        Entry old = Entries.entry("q", "old");
        Entry young = new Entry(Entries.entry("q", "young").answer(), Entries.STORED_AT + 1, 1, old.tag());
        level.put(Entries.key(1), young, HOUR);
        level.put(Entries.key(2), old, HOUR);

        level.putNewer(Entries.key(1), old, HOUR);
        level.putNewer(Entries.key(2), young, HOUR);
        level.putNewer(Entries.key(3), old, HOUR);

        assertThat(level.get(Entries.key(1))).isSameAs(young);
        assertThat(level.get(Entries.key(2))).isSameAs(young);
        assertThat(level.get(Entries.key(3))).isSameAs(old);
    }

    @Test
    void aPurgeDropsWhatItNamesAndNothingElse() {
        put(1, new Tag("faq", "chat", "blue", "hr_faq", "年假怎么申请", false));
        put(2, new Tag("faq", "chat", "green", "hr_faq", "年假怎么申请", true));
        put(3, new Tag("faq", "chat", "blue", "policy", "报销", false));
        put(4, new Tag("faq", "other", "blue", "hr_faq", "年假怎么申请", false));

        assertThat(level.find(new Purge.Question("chat", " 年假怎么申请？"))).containsOnlyKeys(Entries.key(1), Entries.key(2));
        assertThat(level.find(new Purge.Knowledge("chat", "HR-FAQ"))).containsOnlyKeys(Entries.key(1), Entries.key(2));
        assertThat(level.find(new Purge.Knowledge("chat", "")))
                .containsOnlyKeys(Entries.key(1), Entries.key(2), Entries.key(3));
        assertThat(level.find(new Purge.Service("other"))).containsOnlyKeys(Entries.key(4));
        assertThat(level.find(new Purge.All())).hasSize(4);

        assertThat(level.drop(new Purge.Question("chat", "年假怎么申请"))).isEqualTo(2);
        assertThat(level.drop(new Purge.Question("chat", "年假怎么申请"))).isZero();
        assertThat(level.find(new Purge.All())).containsOnlyKeys(Entries.key(3), Entries.key(4));
        assertThat(level.drop(new Purge.All())).isEqualTo(2);
        assertThat(level.stats().bytes()).isZero();
    }

    private void put(int number, Tag tag) {
        level.put(Entries.key(number), Entries.entry(tag, "text"), HOUR);
    }
}
