package io.teal.gateway.stats;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How times are distributed, counted in the buckets of a {@link Scale}. Thread-safe; recording takes no lock and allocates
 * nothing but for the first time, since there are many more histograms than ever see a request.
 */
public final class Histogram {
    private final Scale scale;
    private final LongAdder sum = new LongAdder();
    private volatile LongAdder @Nullable [] buckets;

    /** Empty. */
    public Histogram(Scale scale) {
        this.scale = scale;
    }

    /** Counts a time, in nanoseconds; one below zero counts as none at all. */
    public void record(long nanos) {
        long time = Math.max(0, nanos);
        LongAdder[] known = buckets;
        if (known == null) {
            known = made();
        }
        sum.add(time);
        known[scale.bucket(time)].increment();
    }

    private synchronized LongAdder[] made() {
        LongAdder[] known = buckets;
        if (known == null) {
            known = new LongAdder[scale.size() + 1];
            for (int i = 0; i < known.length; i++) {
                known[i] = new LongAdder();
            }
            buckets = known;
        }
        return known;
    }

    /** What was counted up to now. Of a time that is counted meanwhile the sum may have it already and its bucket not yet. */
    public Distribution read() {
        LongAdder[] known = buckets;
        long[] counts = new long[scale.size() + 1];
        if (known != null) {
            for (int i = 0; i < counts.length; i++) {
                counts[i] = known[i].sum();
            }
        }
        return new Distribution(scale, counts, sum.sum());
    }
}
