package io.teal.admin.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.teal.gateway.stats.Distribution;
import io.teal.gateway.stats.Scale;
import java.util.ArrayList;
import java.util.List;

/** The rows of one histogram, one for each set of labels; they are told anew for each scrape. Not thread-safe. */
final class HistogramRows {
    private static final double NANOS = 1e9;

    private final MetricMetadata about;
    private List<HistogramDataPointSnapshot> rows = new ArrayList<>();

    HistogramRows(String name, String help) {
        this.about = new MetricMetadata(name, help);
    }

    /**
     * Tells a row, if anything was counted in it.
     *
     * @param labels names and values in turn
     */
    void tell(Distribution read, String... labels) {
        if (read.count() > 0) {
            rows.add(HistogramDataPointSnapshot.builder()
                    .classicHistogramBuckets(ClassicHistogramBuckets.of(ends(read.scale()), read.counts()))
                    .sum(read.sumNanos() / NANOS)
                    .labels(Labels.of(labels))
                    .build());
        }
    }

    private static double[] ends(Scale scale) {
        double[] ends = new double[scale.size() + 1];
        for (int i = 0; i < scale.size(); i++) {
            ends[i] = scale.end(i) / NANOS;
        }
        ends[scale.size()] = Double.POSITIVE_INFINITY;
        return ends;
    }

    /** What was told since this was asked last. */
    HistogramSnapshot take() {
        HistogramSnapshot told = new HistogramSnapshot(about, rows);
        rows = new ArrayList<>();
        return told;
    }
}
