package io.teal.admin.metrics;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.teal.admin.fleet.FleetStatus;
import io.teal.gateway.accesslog.AccessLog;
import io.teal.gateway.ask.Shadowed;
import io.teal.gateway.cache.CacheStats;
import io.teal.gateway.fleet.SharingStatus;
import io.teal.gateway.stats.Snapshot;
import io.teal.gateway.upstream.BreakerStatus;
import io.teal.gateway.upstream.ServerStatus;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All metrics, written as text from the numbers of a moment. Counters and gauges are Micrometer's; histograms are given to the
 * registry below it as they were counted, since Micrometer would count by itself. Not thread-safe.
 */
final class Exposition {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final RequestRows requests = new RequestRows(registry);
    private final ServerRows servers = new ServerRows(registry);
    private final CacheRows cache = new CacheRows(registry);
    private final SharingRows sharing = new SharingRows(registry);
    private final FleetRows fleet = new FleetRows(registry);
    private final ShadowRows shadows = new ShadowRows(registry);
    private final AccessLogRows accessLog = new AccessLogRows(registry);
    private final HistogramRows loops = new HistogramRows(
            "teal_event_loop_delay_seconds", "How late a timer was that each event loop has every 50 ms.");
    private final List<HistogramRows> histograms = Stream.of(
                    requests.histograms(), servers.histograms(), List.of(loops))
            .flatMap(List::stream)
            .toList();

    Exposition() {
        new ProcessFigures().tellIn(registry);
        registry.getPrometheusRegistry().register(this::distributions);
    }

    /** The text. */
    String of(
            Snapshot stats,
            List<ServerStatus> living,
            List<BreakerStatus> breakers,
            CacheStats kept,
            @Nullable SharingStatus shared,
            FleetStatus revisions,
            List<Shadowed> shadowed,
            AccessLog logged) {
        requests.tell(stats);
        servers.tell(stats, living, breakers);
        cache.tell(kept);
        sharing.tell(shared);
        fleet.tell(revisions, stats.published());
        shadows.tell(shadowed);
        accessLog.tell(logged);
        stats.loops().forEach((loop, delay) -> loops.tell(delay, "loop", Integer.toString(loop)));
        Stream.of(
                        requests.all(),
                        servers.all(),
                        cache.all(),
                        sharing.all(),
                        fleet.all(),
                        shadows.all(),
                        accessLog.all())
                .flatMap(List::stream)
                .forEach(Rows::complete);
        return registry.scrape(Metrics.CONTENT_TYPE);
    }

    private MetricSnapshots distributions() {
        MetricSnapshots.Builder told = MetricSnapshots.builder();
        for (HistogramRows rows : histograms) {
            HistogramSnapshot read = rows.take();
            if (!read.getDataPoints().isEmpty()) {
                told.metricSnapshot(read);
            }
        }
        return told.build();
    }
}
