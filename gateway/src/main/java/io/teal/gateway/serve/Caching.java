package io.teal.gateway.serve;

import io.teal.gateway.cache.AnswerCache;
import io.teal.gateway.cache.CacheKey;
import io.teal.gateway.knowledge.Change;
import io.teal.gateway.knowledge.Epochs;
import io.teal.gateway.question.Wording;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What all routes share of the answer cache, over all revisions: what is kept, how often knowledge has changed, and which answers
 * are under way, so that who asks the same joins in. Thread-safe.
 */
public final class Caching implements AutoCloseable {
    private final AnswerCache cache;
    private final Epochs epochs;
    private final LongSupplier epochMillis;
    private final ConcurrentHashMap<CacheKey, Flight> underWay = new ConcurrentHashMap<>();
    private final Set<Change> changes = ConcurrentHashMap.newKeySet();

    /** All upstreams a service ever had: a rollback may bring one back, with its answers. */
    private final ConcurrentHashMap<String, Set<String>> upstreams = new ConcurrentHashMap<>();

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

    /** A service has these upstreams, in some revision. */
    void known(String service, Collection<String> names) {
        boolean unused = upstreams
                .computeIfAbsent(service, first -> ConcurrentHashMap.newKeySet())
                .addAll(names);
    }

    private Set<String> upstreams(String service) {
        return upstreams.getOrDefault(service, Set.of());
    }

    /** The knowledge of a service has changed; {@code base} is empty for all of its bases. */
    public void raise(String service, String base) {
        for (String upstream : upstreams(service)) {
            epochs.raise(service, upstream, base);
        }
    }

    /** The knowledge of a service is being changed, until {@link #end}. */
    Change begin(String service, String base) {
        Change change = epochs.begin(service, upstreams(service), base);
        boolean unused = changes.add(change);
        return change;
    }

    void end(Change change) {
        boolean unused = changes.remove(change);
        change.end();
    }

    /** Puts a flight on the list unless there is one for its key already; that one, or null when the new one is listed. */
    @Nullable Flight list(CacheKey key, Flight flight) {
        return underWay.putIfAbsent(key, flight);
    }

    /** Whether there is a flight for a key. */
    boolean underWay(CacheKey key) {
        return underWay.containsKey(key);
    }

    /** Nobody joins it any more. */
    void strike(CacheKey key, Flight flight) {
        boolean unused = underWay.remove(key, flight);
    }

    /** Answers to a question that are under way are told to those who wait, and neither kept nor joined. */
    public void spoil(String service, String question) {
        String text = Wording.normalise(question);
        for (Flight flight : List.copyOf(underWay.values())) {
            if (flight.answers(service, text)) {
                flight.on(flight::spoil);
            }
        }
    }

    /** Changes that nobody will see the end of are over, as far as this gateway goes: others must not wait for it. */
    @Override
    public void close() {
        changes.forEach(Change::end);
        changes.clear();
        epochs.close();
        cache.close();
    }
}
