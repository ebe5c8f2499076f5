package io.teal.admin.metrics;

import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.teal.admin.fleet.FleetStatus;
import io.teal.gateway.accesslog.AccessLog;
import io.teal.gateway.cache.CacheStats;
import io.teal.gateway.fleet.SharingStatus;
import io.teal.gateway.stats.Snapshot;
import io.teal.gateway.upstream.ServerStatus;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** All metrics, written as text from the numbers of a moment. Not thread-safe. */
final class Exposition {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Rows requests =
            Rows.counters(registry, "teal.requests", "Requests that ended, by route, upstream and outcome.");
    private final Rows watched =
            Rows.counters(registry, "teal.watched.errors", "Errors of servers in which a watched text stood.");
    private final Rows leases = Rows.gauges(registry, "teal.server.leases", "Requests a server has now.");
    private final Rows elsewhere =
            Rows.gauges(registry, "teal.server.elsewhere", "Requests a server has from other gateways.");
    private final Rows queued =
            Rows.gauges(registry, "teal.server.queued", "Requests that wait for a place in an upstream.");
    private final Rows granted = Rows.counters(registry, "teal.server.requests", "Leases granted on a server.");
    private final Rows failures =
            Rows.counters(registry, "teal.server.failures", "Leases on a server that ended in its failure.");
    private final Rows states =
            Rows.gauges(registry, "teal.server.state", "1 for the state a server is in, 0 for the others.");
    private final CacheRows cache = new CacheRows(registry);
    private final SharingRows sharing = new SharingRows(registry);
    private final FleetRows fleet = new FleetRows(registry);
    private final AccessLogRows accessLog = new AccessLogRows(registry);
    private final ProcessFigures process = new ProcessFigures();

    Exposition() {
        process.tellIn(registry);
    }

    /** The text. */
    String of(
            Snapshot stats,
            List<ServerStatus> servers,
            CacheStats kept,
            @Nullable SharingStatus shared,
            FleetStatus revisions,
            AccessLog logged) {
        tellRequests(stats);
        servers.forEach(this::tellServer);
        cache.tell(kept);
        sharing.tell(shared);
        fleet.tell(revisions);
        accessLog.tell(logged);
        List.of(requests, watched, leases, elsewhere, queued, granted, failures, states)
                .forEach(Rows::complete);
        cache.all().forEach(Rows::complete);
        sharing.all().forEach(Rows::complete);
        fleet.all().forEach(Rows::complete);
        accessLog.all().forEach(Rows::complete);
        return registry.scrape(Metrics.CONTENT_TYPE);
    }

    private void tellRequests(Snapshot snapshot) {
        for (Snapshot.Row row : snapshot.requests()) {
            Tags labels = Tags.of(
                    "route", row.route(),
                    "service", row.service(),
                    "upstream", row.upstream(),
                    "outcome", row.outcome().word(),
                    "reason", row.outcome().tag());
            requests.tell(labels, row.count());
        }
        snapshot.watched().forEach((text, count) -> watched.tell(Tags.of("text", text), count));
    }

    private void tellServer(ServerStatus status) {
        Tags upstream = Tags.of(
                "service", status.key().service(), "upstream", status.key().upstream());
        Tags server = upstream.and("server", status.key().address().toString());
        leases.tell(server, status.leases());
        elsewhere.tell(server, status.elsewhere());
        queued.tell(upstream, status.queued());
        granted.tell(server, status.requests());
        failures.tell(server, status.failures());
        for (ServerStatus.State state : ServerStatus.State.values()) {
            states.tell(server.and("state", state.name().toLowerCase(Locale.ROOT)), status.state() == state ? 1 : 0);
        }
    }
}
