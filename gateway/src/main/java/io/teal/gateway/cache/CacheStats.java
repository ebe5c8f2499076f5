package io.teal.gateway.cache;

import io.teal.gateway.redis.RedisStatus;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The cache in numbers, since the gateway started.
 *
 * @param total of all rows
 * @param rows by route, service and upstream; those without any count are left out
 * @param redis null without a Redis
 */
public record CacheStats(
        Counts total,
        List<Row> rows,
        Memory memory,
        @Nullable Remote redis) {
    public CacheStats {
        rows = List.copyOf(rows);
    }

    static CacheStats of(List<Row> rows, Memory memory, @Nullable Remote redis) {
        Counts total = Counts.NONE;
        for (Row row : rows) {
            total = total.plus(row.counts());
        }
        return new CacheStats(total, rows, memory, redis);
    }

    /** Of one route and one upstream. */
    public record Row(String route, String service, String upstream, Counts counts) {}

    /**
     * What was done for requests.
     *
     * @param hitMemory answered from memory
     * @param hitRedis answered from Redis
     * @param misses for which nothing was kept
     * @param coalesced answered with what was under way for another
     * @param stale answered with what is beyond its time
     * @param bypassed whose answers are never kept, by reason
     * @param stored answers that were kept
     * @param notStored answers that were not, by reason
     * @param savedMillis how long servers would have computed
     */
    public record Counts(
            long hitMemory,
            long hitRedis,
            long misses,
            long coalesced,
            long stale,
            SortedMap<String, Long> bypassed,
            long stored,
            SortedMap<String, Long> notStored,
            long savedMillis) {
        static final Counts NONE = new Counts(0, 0, 0, 0, 0, new TreeMap<>(), 0, new TreeMap<>(), 0);

        public Counts {
            bypassed = Collections.unmodifiableSortedMap(new TreeMap<>(bypassed));
            notStored = Collections.unmodifiableSortedMap(new TreeMap<>(notStored));
        }

        Counts plus(Counts other) {
            return new Counts(
                    hitMemory + other.hitMemory,
                    hitRedis + other.hitRedis,
                    misses + other.misses,
                    coalesced + other.coalesced,
                    stale + other.stale,
                    plus(bypassed, other.bypassed),
                    stored + other.stored,
                    plus(notStored, other.notStored),
                    savedMillis + other.savedMillis);
        }

        private static SortedMap<String, Long> plus(SortedMap<String, Long> one, SortedMap<String, Long> other) {
            SortedMap<String, Long> sum = new TreeMap<>(one);
            other.forEach((reason, count) -> sum.merge(reason, count, Long::sum));
            return sum;
        }
    }

    /**
     * The level in memory.
     *
     * @param bytes of heap that the entries take, about
     * @param capacity most bytes; 0 when nothing is kept in memory
     * @param evictions entries that had to go for others
     */
    public record Memory(long entries, long bytes, long capacity, long evictions) {}

    /**
     * The level in Redis.
     *
     * @param reads how often an answer was looked for
     * @param hits how often one was found that could be given
     * @param unreadable how often something was found that is damaged or of another version
     * @param writes answers that were sent there
     * @param skipped answers that were not, or not read: too much was waiting, they are too long, or Redis was lost meanwhile
     */
    public record Remote(RedisStatus status, long reads, long hits, long unreadable, long writes, long skipped) {}
}
