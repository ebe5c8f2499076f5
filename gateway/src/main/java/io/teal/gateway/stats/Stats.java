package io.teal.gateway.stats;

import io.teal.gateway.colour.Colours;
import io.teal.gateway.colour.Colours.Colour;
import io.teal.gateway.outcome.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * The counters of a gateway, over all revisions: one set for each name that was ever configured, and nothing for what a client
 * sends. Thread-safe.
 */
public final class Stats {
    private final ConcurrentSkipListMap<Key, RequestStats> requests = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<Key, UpstreamStats> upstreams = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<Key, ModelStats> models = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<Integer, Histogram> loops = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<String, LongAdder> watched = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<String, LongAdder> published = new ConcurrentSkipListMap<>();
    private final AtomicLong publishedMillis = new AtomicLong();
    private final LongAdder begun = new LongAdder();
    private final Colours colours = new Colours(System::currentTimeMillis);
    private final RequestStats unrouted = of("", "", "");

    private record Key(String one, String two, String three) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byOne = one.compareTo(other.one);
            int byTwo = byOne != 0 ? byOne : two.compareTo(other.two);
            return byTwo != 0 ? byTwo : three.compareTo(other.three);
        }
    }

    /** The counters of a route and an upstream: the same ones for the same names. Made when a routing is compiled. */
    public RequestStats of(String route, String service, String upstream) {
        return requests.computeIfAbsent(
                new Key(route, service, upstream), key -> new RequestStats(colours.of(service, upstream)));
    }

    /** Counters for what an upstream answers in the shadow: of them all but those of the colour are read by nobody. */
    public RequestStats shadow(String service, String upstream) {
        return new RequestStats(colours.of(new Colour(service, upstream, true)));
    }

    /** What shows of the colours; other gateways' figures are in it, too. */
    public Colours colours() {
        return colours;
    }

    /** The counters of requests that no route matches. */
    public RequestStats unrouted() {
        return unrouted;
    }

    /** The counters of an upstream: the same ones for the same names. */
    public UpstreamStats upstream(String service, String upstream) {
        return upstreams.computeIfAbsent(new Key(service, upstream, ""), key -> new UpstreamStats());
    }

    /** The counters of the models behind an upstream whose answers are read in a dialect: the same ones for the same names. */
    public ModelStats model(String service, String upstream, String dialect) {
        return models.computeIfAbsent(new Key(service, upstream, dialect), key -> new ModelStats());
    }

    /** How late the timer of an event loop is. */
    public Histogram loop(int index) {
        return loops.computeIfAbsent(index, key -> new Histogram(Scale.DELAY));
    }

    /** Counts a request that begins. */
    public void begun() {
        begun.increment();
    }

    /** A text is looked for in errors from now on, by its name: it has a count from the start, so that its first find shows. */
    public void watching(String name) {
        LongAdder unused = watched.computeIfAbsent(name, key -> new LongAdder());
    }

    /** Counts an error in which a watched text was found, by the name of the text. */
    public void watched(String name) {
        watched.computeIfAbsent(name, key -> new LongAdder()).increment();
    }

    /**
     * Counts a revision that is put into effect.
     *
     * @param kind what was asked for, one of a few words
     * @param epochMillis the time of day
     */
    public void published(String kind, long epochMillis) {
        published.computeIfAbsent(kind, key -> new LongAdder()).increment();
        publishedMillis.set(epochMillis);
    }

    /** The numbers of this moment. */
    public Snapshot snapshot() {
        List<Snapshot.Row> rows = new ArrayList<>();
        // Who ends has begun: read in this order, what is in progress is never below zero.
        long total = 0;
        for (Map.Entry<Key, RequestStats> entry : requests.entrySet()) {
            Key key = entry.getKey();
            for (Map.Entry<Outcome, Long> ended :
                    entry.getValue().outcomes().read().entrySet()) {
                total += ended.getValue();
                rows.add(new Snapshot.Row(key.one(), key.two(), key.three(), ended.getKey(), ended.getValue()));
            }
        }
        long inProgress = begun.sum() - total;
        List<Snapshot.Requests> details = new ArrayList<>();
        requests.forEach((key, counted) -> details.add(counted.read(key.one(), key.two(), key.three())));
        details.removeIf(one -> one.duration().count() == 0 && one.events() == 0);
        List<Snapshot.Upstream> groups = new ArrayList<>();
        upstreams.forEach((key, counted) -> groups.add(counted.read(key.one(), key.two())));
        List<Snapshot.Model> read = new ArrayList<>();
        models.forEach((key, counted) -> read.add(counted.read(key.one(), key.two(), key.three())));
        read.removeIf(one -> one.answer().count() == 0);
        TreeMap<Integer, Distribution> delays = new TreeMap<>();
        loops.forEach((loop, delay) -> delays.put(loop, delay.read()));
        return new Snapshot(
                rows,
                sums(watched),
                inProgress,
                details,
                groups,
                read,
                delays,
                new Snapshot.Published(sums(published), publishedMillis.get()));
    }

    private static Map<String, Long> sums(ConcurrentSkipListMap<String, LongAdder> adders) {
        TreeMap<String, Long> sums = new TreeMap<>();
        adders.forEach((name, count) -> sums.put(name, count.sum()));
        return sums;
    }
}
