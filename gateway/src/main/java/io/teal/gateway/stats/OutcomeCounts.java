package io.teal.gateway.stats;

import io.teal.gateway.outcome.Outcome;
import java.util.Map;

/** How requests, or attempts at a server, ended. Thread-safe. */
public final class OutcomeCounts {
    private final EnumCounts<Outcome> counts = new EnumCounts<>(Outcome.class);

    /** Counts one that ended so. */
    public void count(Outcome outcome) {
        counts.count(outcome);
    }

    /** How many ended how, up to now; without those outcomes that there were none of. */
    public Map<Outcome, Long> read() {
        Map<Outcome, Long> read = counts.read();
        read.values().removeIf(count -> count == 0);
        return read;
    }
}
