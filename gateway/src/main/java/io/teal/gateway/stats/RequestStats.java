package io.teal.gateway.stats;

import io.teal.gateway.colour.ColourCounts;
import io.teal.gateway.outcome.Outcome;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of the requests of one route to one upstream. Thread-safe. */
public final class RequestStats {
    private final OutcomeCounts outcomes = new OutcomeCounts();
    private final Histogram duration = new Histogram(Scale.REQUEST);
    private final Histogram firstToken = new Histogram(Scale.REQUEST);
    private final LongAdder events = new LongAdder();
    private final EnumCounts<Abort> aborts = new EnumCounts<>(Abort.class);

    private final ColourCounts colour;

    RequestStats(ColourCounts colour) {
        this.colour = colour;
    }

    /** The counts of the upstream as a colour, whatever the route. */
    public ColourCounts colour() {
        return colour;
    }

    /**
     * Counts a request that is over.
     *
     * @param nanos how long it took
     * @param firstTokenNanos when the first token of a stream came, from its beginning; below 0 when none came
     */
    public void ended(Outcome outcome, long nanos, long firstTokenNanos) {
        outcomes.count(outcome);
        duration.record(nanos);
        if (firstTokenNanos >= 0) {
            firstToken.record(firstTokenNanos);
        }
    }

    /** Counts a client that left. */
    public void left(Abort phase) {
        aborts.count(phase);
    }

    /** Counts events of answers, as they come. */
    public void events(long more) {
        events.add(more);
    }

    OutcomeCounts outcomes() {
        return outcomes;
    }

    Snapshot.Requests read(String route, String service, String upstream) {
        return new Snapshot.Requests(
                route, service, upstream, duration.read(), firstToken.read(), events.sum(), aborts.read());
    }
}
