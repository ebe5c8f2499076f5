package io.teal.gateway.stats;

import io.teal.gateway.outcome.Outcome;
import java.util.EnumMap;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How the requests of one route to one upstream ended. Thread-safe. */
public final class OutcomeCounts {
    /** Complete from the start and never changed after: only the adders are written to. */
    private final EnumMap<Outcome, LongAdder> counts = new EnumMap<>(Outcome.class);

    OutcomeCounts() {
        for (Outcome outcome : Outcome.values()) {
            counts.put(outcome, new LongAdder());
        }
    }

    /** Counts a request that ended so. */
    public void count(Outcome outcome) {
        adder(outcome).increment();
    }

    long of(Outcome outcome) {
        return adder(outcome).sum();
    }

    private LongAdder adder(Outcome outcome) {
        return Objects.requireNonNull(counts.get(outcome));
    }
}
