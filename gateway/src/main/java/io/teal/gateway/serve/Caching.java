package io.teal.gateway.serve;

import io.teal.gateway.cache.AnswerCache;
import io.teal.gateway.cache.CacheKey;
import io.teal.gateway.knowledge.Epochs;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What all routes share of the answer cache, over all revisions: what is kept, how often knowledge has changed, and which answers
 * are under way, so that who asks the same joins in. Thread-safe.
 */
public final class Caching {
    private final AnswerCache cache;
    private final Epochs epochs;
    private final LongSupplier epochMillis;
    private final ConcurrentHashMap<CacheKey, Flight> underWay = new ConcurrentHashMap<>();

    /**
     * @param cache what is kept
     * @param epochs how often knowledge has changed
     * @param epochMillis the time of day, milliseconds since 1970
     */
    public Caching(AnswerCache cache, Epochs epochs, LongSupplier epochMillis) {
        this.cache = cache;
        this.epochs = epochs;
        this.epochMillis = epochMillis;
    }

    /** What is kept. */
    public AnswerCache cache() {
        return cache;
    }

    /** How often knowledge has changed. */
    public Epochs epochs() {
        return epochs;
    }

    long now() {
        return epochMillis.getAsLong();
    }

    /** Puts a flight on the list unless there is one for its key already; that one, or null when the new one is listed. */
    @Nullable Flight list(CacheKey key, Flight flight) {
        return underWay.putIfAbsent(key, flight);
    }

    /** Nobody joins it any more. */
    void strike(CacheKey key, Flight flight) {
        boolean unused = underWay.remove(key, flight);
    }
}
