package io.teal.gateway.stats;

import io.teal.gateway.outcome.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** The counters of a gateway, over all revisions. Thread-safe. */
public final class Stats {
    private final ConcurrentSkipListMap<Key, OutcomeCounts> requests = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<String, LongAdder> watched = new ConcurrentSkipListMap<>();
    private final LongAdder begun = new LongAdder();

    private record Key(String route, String service, String upstream) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byRoute = route.compareTo(other.route);
            int byService = byRoute != 0 ? byRoute : service.compareTo(other.service);
            return byService != 0 ? byService : upstream.compareTo(other.upstream);
        }
    }

    /** The counters of a route and an upstream: the same ones for the same names. Made when a routing is compiled. */
    public OutcomeCounts of(String route, String service, String upstream) {
        return requests.computeIfAbsent(new Key(route, service, upstream), key -> new OutcomeCounts());
    }

    /** Counts a request that begins. */
    public void begun() {
        begun.increment();
    }

    /** Counts an error in which a watched text was found, by the name of the text. */
    public void watched(String name) {
        watched.computeIfAbsent(name, key -> new LongAdder()).increment();
    }

    /** The numbers of this moment, by route, service and upstream. */
    public Snapshot snapshot() {
        List<Snapshot.Row> rows = new ArrayList<>();
        requests.forEach((key, counts) -> {
            for (Outcome outcome : Outcome.values()) {
                long count = counts.of(outcome);
                if (count > 0) {
                    rows.add(new Snapshot.Row(key.route(), key.service(), key.upstream(), outcome, count));
                }
            }
        });
        // Who ends has begun: read in this order, what is in progress is never below zero.
        long total = 0;
        for (Snapshot.Row row : rows) {
            total += row.count();
        }
        long inProgress = begun.sum() - total;
        Map<String, Long> texts = new TreeMap<>();
        watched.forEach((name, count) -> texts.put(name, count.sum()));
        return new Snapshot(rows, texts, inProgress);
    }
}
