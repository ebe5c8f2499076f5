package io.teal.gateway.stats;

import io.teal.gateway.outcome.Outcome;

/** What is counted of one upstream. Thread-safe. */
public final class UpstreamStats {
    private final Histogram waits = new Histogram(Scale.REQUEST);
    private final EnumCounts<Ejection> ejections = new EnumCounts<>(Ejection.class);
    private final OutcomeCounts retries = new OutcomeCounts();
    private final EnumCounts<RetryRefusal> refusals = new EnumCounts<>(RetryRefusal.class);

    UpstreamStats() {}

    /** Counts a request that stood in line for so many nanoseconds, however it left it. */
    public void waited(long nanos) {
        waits.record(nanos);
    }

    /** Counts a server that is taken out of the traffic. */
    public void ejected(Ejection why) {
        ejections.count(why);
    }

    /** Counts an attempt that follows one that ended so. */
    public void retried(Outcome before) {
        retries.count(before);
    }

    /** Counts an attempt that failed without another after it. */
    public void notRetried(RetryRefusal why) {
        refusals.count(why);
    }

    Snapshot.Upstream read(String service, String upstream) {
        return new Snapshot.Upstream(
                service, upstream, waits.read(), ejections.read(), retries.read(), refusals.read());
    }
}
