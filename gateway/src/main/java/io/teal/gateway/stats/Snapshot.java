package io.teal.gateway.stats;

import io.teal.gateway.outcome.Outcome;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The numbers of one moment, since the gateway started.
 *
 * @param requests how requests ended; only rows with a count above 0
 * @param watched how often a watched text stood in an error, by the name of the text
 * @param inProgress requests that have begun and are not over
 */
public record Snapshot(List<Row> requests, Map<String, Long> watched, long inProgress) {
    public Snapshot {
        requests = List.copyOf(requests);
        watched = Collections.unmodifiableMap(new LinkedHashMap<>(watched));
    }

    /**
     * Requests that ended alike.
     *
     * @param route name of the route; empty where none matched
     * @param service name of the service; empty where the route leads to none
     * @param upstream name of the upstream; empty where none was chosen
     */
    public record Row(String route, String service, String upstream, Outcome outcome, long count) {}

    /** How many requests ended in all. */
    public long total() {
        long total = 0;
        for (Row row : requests) {
            total += row.count();
        }
        return total;
    }

    /** How many ended so. */
    public long of(Outcome outcome) {
        long count = 0;
        for (Row row : requests) {
            count += row.outcome() == outcome ? row.count() : 0;
        }
        return count;
    }
}
