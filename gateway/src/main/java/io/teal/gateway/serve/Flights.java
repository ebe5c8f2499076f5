package io.teal.gateway.serve;

import io.teal.gateway.cache.CacheKey;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The answers that are under way, so that who asks the same joins in. Thread-safe. */
public final class Flights {
    private final ConcurrentHashMap<CacheKey, Flight> underWay = new ConcurrentHashMap<>();

    /** The flight for a key; null when there is none. */
    @Nullable Flight find(CacheKey key) {
        return underWay.get(key);
    }

    /** Puts a flight on the list unless there is one for its key already; that one, or null when the new one is listed. */
    @Nullable Flight list(CacheKey key, Flight flight) {
        return underWay.putIfAbsent(key, flight);
    }

    /** Nobody joins it any more. */
    void strike(CacheKey key, Flight flight) {
        var unused = underWay.remove(key, flight);
    }

    /** How many answers are under way. */
    int size() {
        return underWay.size();
    }
}
