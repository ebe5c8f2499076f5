package io.teal.gateway.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.teal.gateway.question.BaseName;
import io.teal.gateway.question.Wording;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The answers in memory, bounded by their bytes; the ones least worth it go first. Thread-safe. */
final class MemoryLevel {
    /** One answer may take so much of the memory at most: else a few long ones leave nothing for the rest. */
    private static final int LARGEST_SHARE = 16;

    private final long capacity;
    private final Cache<CacheKey, Entry> entries;
    private final Policy.VarExpiration<CacheKey, Entry> expiring;
    private final LongAdder evictions = new LongAdder();

    /**
     * @param capacity most bytes
     * @param upkeep runs what Caffeine does after reads and writes
     */
    MemoryLevel(long capacity, LongSupplier epochMillis, Executor upkeep) {
        this.capacity = capacity;
        this.entries = Caffeine.newBuilder()
                .maximumWeight(capacity)
                .weigher((CacheKey key, Entry entry) -> entry.weight())
                // Each entry is put with a time of its own; none is without.
                .expireAfter(Expiry.writing((CacheKey key, Entry entry) -> Duration.ZERO))
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(epochMillis.getAsLong()))
                .executor(upkeep)
                .evictionListener((key, entry, cause) -> {
                    if (cause == RemovalCause.SIZE) {
                        evictions.increment();
                    }
                })
                .build();
        this.expiring = entries.policy().expireVariably().orElseThrow();
    }

    @Nullable Entry get(CacheKey key) {
        return entries.getIfPresent(key);
    }

    /** The same without a trace: it counts for nothing when entries have to go. */
    @Nullable Entry peek(CacheKey key) {
        return entries.policy().getIfPresentQuietly(key);
    }

    /** Keeps an entry for so long, unless it is too large. */
    void put(CacheKey key, Entry entry, Duration kept) {
        if (entry.weight() <= capacity / LARGEST_SHARE) {
            Entry unused = expiring.put(key, entry, kept);
        }
    }

    /** The same for one from elsewhere, which may be older than what came here meanwhile. */
    void putNewer(CacheKey key, Entry entry, Duration kept) {
        Entry here = entries.getIfPresent(key);
        if (here == null || here.storedAt() < entry.storedAt()) {
            put(key, entry, kept);
        }
    }

    /** The entries that a purge would drop. Looks at every entry. */
    Map<CacheKey, Entry> find(Purge purge) {
        Predicate<Tag> wanted = matching(purge);
        Map<CacheKey, Entry> found = new HashMap<>();
        entries.asMap().forEach((key, entry) -> {
            if (wanted.test(entry.tag())) {
                found.put(key, entry);
            }
        });
        return found;
    }

    /** Drops entries, and returns how many. Looks at every entry. */
    int drop(Purge purge) {
        int dropped = 0;
        Predicate<Tag> wanted = matching(purge);
        Iterator<Entry> all = entries.asMap().values().iterator();
        while (all.hasNext()) {
            if (wanted.test(all.next().tag())) {
                all.remove();
                dropped++;
            }
        }
        return dropped;
    }

    /** The numbers of this moment, after everything that was put is settled. */
    CacheStats.Memory stats() {
        entries.cleanUp();
        long bytes = entries.policy().eviction().orElseThrow().weightedSize().orElseThrow();
        return new CacheStats.Memory(entries.estimatedSize(), bytes, capacity, evictions.sum());
    }

    private static Predicate<Tag> matching(Purge purge) {
        return switch (purge) {
            case Purge.Question(String service, String text) -> {
                String question = Wording.normalise(text);
                yield tag -> tag.service().equals(service) && tag.question().equals(question);
            }
            case Purge.Knowledge(String service, String base)
            when base.isEmpty() -> tag -> tag.service().equals(service);
            case Purge.Knowledge(String service, String base) -> {
                String name = BaseName.canonical(base);
                yield tag -> tag.service().equals(service)
                        && BaseName.canonical(tag.base()).equals(name);
            }
            case Purge.Service(String service) -> tag -> tag.service().equals(service);
            case Purge.All() -> tag -> true;
        };
    }
}
