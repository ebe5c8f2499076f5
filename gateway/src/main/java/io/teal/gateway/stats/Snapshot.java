package io.teal.gateway.stats;

import io.teal.gateway.outcome.Outcome;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The numbers of one moment, since the gateway started.
 *
 * @param requests how requests ended; only rows with a count above 0
 * @param watched how often a watched text stood in an error, by the name of the text
 * @param inProgress requests that have begun and are not over
 * @param details of the requests of routes to upstreams; only those that had any
 * @param upstreams of the upstreams; all that ever were
 * @param models how quick models are; only where one has answered
 * @param loops how late the timer of each event loop was, by its number
 * @param published the revisions that were put into effect
 */
public record Snapshot(
        List<Row> requests,
        Map<String, Long> watched,
        long inProgress,
        List<Requests> details,
        List<Upstream> upstreams,
        List<Model> models,
        SortedMap<Integer, Distribution> loops,
        Published published) {
    public Snapshot {
        requests = List.copyOf(requests);
        watched = Collections.unmodifiableMap(new LinkedHashMap<>(watched));
        details = List.copyOf(details);
        upstreams = List.copyOf(upstreams);
        models = List.copyOf(models);
    }

    /**
     * Requests that ended alike.
     *
     * @param route name of the route; empty where none matched
     * @param service name of the service; empty where the route leads to none
     * @param upstream name of the upstream; empty where none was chosen
     */
    public record Row(String route, String service, String upstream, Outcome outcome, long count) {}

    /**
     * Requests of one route to one upstream.
     *
     * @param duration how long they took
     * @param firstToken how long it took to the first token of those that got a stream from a server
     * @param events events of streams that servers have sent for them
     * @param aborts clients that left, by how far their request was
     */
    public record Requests(
            String route,
            String service,
            String upstream,
            Distribution duration,
            Distribution firstToken,
            long events,
            Map<Abort, Long> aborts) {}

    /**
     * One upstream.
     *
     * @param waits how long those stood in line that had to
     * @param ejections servers taken out of the traffic
     * @param retries further attempts, by how the one before ended
     * @param refusals attempts that failed and were not followed by another
     */
    public record Upstream(
            String service,
            String upstream,
            Distribution waits,
            Map<Ejection, Long> ejections,
            Map<Outcome, Long> retries,
            Map<RetryRefusal, Long> refusals) {}

    /**
     * The models behind an upstream, where answers are read in one dialect.
     *
     * @param answer how long answers took
     * @param firstToken how long it took to the first token of streams
     * @param nextToken how long each further event took, the mean of an answer
     */
    public record Model(
            String service,
            String upstream,
            String dialect,
            Distribution answer,
            Distribution firstToken,
            Distribution nextToken) {}

    /**
     * Revisions that were put into effect.
     *
     * @param counts how many, by what was asked for
     * @param lastMillis when the last one was, milliseconds since 1970; 0 for none yet
     */
    public record Published(Map<String, Long> counts, long lastMillis) {}

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
