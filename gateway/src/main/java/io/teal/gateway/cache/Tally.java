package io.teal.gateway.cache;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What the cache did for the requests of one route to one upstream. Thread-safe; writing takes no lock. */
public final class Tally {
    /** Where a kept answer was found. */
    public enum Level {
        MEMORY,
        REDIS
    }

    private final LongAdder hitMemory = new LongAdder();
    private final LongAdder hitRedis = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder coalesced = new LongAdder();
    private final LongAdder stale = new LongAdder();
    private final LongAdder stored = new LongAdder();
    private final LongAdder savedMillis = new LongAdder();
    private final ConcurrentHashMap<String, LongAdder> bypassed = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, LongAdder> notStored = new ConcurrentHashMap<>();

    /** A kept answer was given, and no server had to compute it. */
    public void hit(Level level, Entry entry) {
        switch (level) {
            case MEMORY -> hitMemory.increment();
            case REDIS -> hitRedis.increment();
        }
        savedMillis.add(entry.computeMillis());
    }

    /** No answer was kept. */
    public void miss() {
        misses.increment();
    }

    /** The answer to somebody else, under way already, was given. */
    public void coalesced() {
        coalesced.increment();
    }

    /** An answer beyond its time was given. */
    public void stale() {
        stale.increment();
    }

    /** No server had to compute for so long. {@link #hit} counts this by itself. */
    public void saved(long millis) {
        savedMillis.add(millis);
    }

    /**
     * The request was none to keep an answer of.
     *
     * @param reason one of a few words; never what a client says
     */
    public void bypass(String reason) {
        bypassed.computeIfAbsent(reason, word -> new LongAdder()).increment();
    }

    /** An answer was kept. */
    public void stored() {
        stored.increment();
    }

    /**
     * An answer was not kept.
     *
     * @param reason one of a few words; never what a server says
     */
    public void notStored(String reason) {
        notStored.computeIfAbsent(reason, word -> new LongAdder()).increment();
    }

    CacheStats.Counts counts() {
        return new CacheStats.Counts(
                hitMemory.sum(),
                hitRedis.sum(),
                misses.sum(),
                coalesced.sum(),
                stale.sum(),
                sums(bypassed),
                stored.sum(),
                sums(notStored),
                savedMillis.sum());
    }

    private static SortedMap<String, Long> sums(ConcurrentHashMap<String, LongAdder> adders) {
        SortedMap<String, Long> sums = new TreeMap<>();
        adders.forEach((reason, adder) -> sums.put(reason, adder.sum()));
        return sums;
    }
}
