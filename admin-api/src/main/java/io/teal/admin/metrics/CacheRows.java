package io.teal.admin.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.teal.gateway.cache.CacheStats;
import java.util.List;
import java.util.SortedMap;

/** The metrics of the answer cache. Not thread-safe. */
final class CacheRows {
    private final Rows requests;
    private final Rows bypassed;
    private final Rows stored;
    private final Rows notStored;
    private final Rows saved;
    private final Rows entries;
    private final Rows bytes;
    private final Rows capacity;
    private final Rows evictions;
    private final Rows redisUsable;
    private final Rows redisFailures;

    CacheRows(MeterRegistry registry) {
        requests = Rows.counters(
                registry,
                "teal.cache.requests",
                "Questions that were looked up, by what was found and in which level.");
        bypassed = Rows.counters(registry, "teal.cache.bypass", "Requests that were not looked up, by reason.");
        stored = Rows.counters(registry, "teal.cache.stored", "Answers that were kept.");
        notStored = Rows.counters(registry, "teal.cache.not.stored", "Answers that were not kept, by reason.");
        saved = Rows.counters(
                registry, "teal.cache.saved.seconds", "Seconds that servers would have computed what was kept.");
        entries = Rows.gauges(registry, "teal.cache.entries", "Answers in memory now.");
        bytes = Rows.gauges(registry, "teal.cache.bytes", "Bytes that the answers in memory take, about.");
        capacity = Rows.gauges(registry, "teal.cache.capacity.bytes", "Bytes that answers in memory may take.");
        evictions = Rows.counters(registry, "teal.cache.evictions", "Answers in memory that had to go for others.");
        redisUsable = Rows.gauges(registry, "teal.redis.usable", "1 while Redis is used, 0 while it is not.");
        redisFailures = Rows.counters(registry, "teal.redis.failures", "Commands to Redis that failed.");
    }

    /** Every row there is. */
    List<Rows> all() {
        return List.of(
                requests,
                bypassed,
                stored,
                notStored,
                saved,
                entries,
                bytes,
                capacity,
                evictions,
                redisUsable,
                redisFailures);
    }

    void tell(CacheStats stats) {
        for (CacheStats.Row row : stats.rows()) {
            tell(Tags.of("route", row.route(), "service", row.service(), "upstream", row.upstream()), row.counts());
        }
        entries.tell(Tags.empty(), stats.memory().entries());
        bytes.tell(Tags.empty(), stats.memory().bytes());
        capacity.tell(Tags.empty(), stats.memory().capacity());
        evictions.tell(Tags.empty(), stats.memory().evictions());
        CacheStats.Remote redis = stats.redis();
        if (redis != null) {
            redisUsable.tell(Tags.empty(), redis.status().usable() ? 1 : 0);
            redisFailures.tell(Tags.empty(), redis.status().failures());
        }
    }

    private void tell(Tags labels, CacheStats.Counts counts) {
        tell(labels, "hit", "memory", counts.hitMemory());
        tell(labels, "hit", "redis", counts.hitRedis());
        tell(labels, "miss", "", counts.misses());
        tell(labels, "coalesced", "", counts.coalesced());
        tell(labels, "stale", "", counts.stale());
        byReason(bypassed, labels, counts.bypassed());
        stored.tell(labels, counts.stored());
        byReason(notStored, labels, counts.notStored());
        saved.tell(labels, counts.savedMillis() / 1_000.0);
    }

    private void tell(Tags labels, String result, String level, long count) {
        requests.tell(labels.and("result", result, "level", level), count);
    }

    private static void byReason(Rows rows, Tags labels, SortedMap<String, Long> counts) {
        counts.forEach((reason, count) -> rows.tell(labels.and("reason", reason), count));
    }
}
