package io.teal.admin.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.teal.admin.fleet.FleetStatus;
import io.teal.gateway.stats.Snapshot;
import java.util.List;

/** The metrics of revisions, those put into effect here and those that gateways share. Not thread-safe. */
final class FleetRows {
    private final Rows serving;
    private final Rows published;
    private final Rows lastPublished;
    private final Rows behind;
    private final Rows connected;
    private final Rows silent;

    FleetRows(MeterRegistry registry) {
        serving = Rows.gauges(registry, "teal.revision", "Number of the revision that new requests are served by.");
        published = Rows.counters(
                registry,
                "teal.revisions.published",
                "Revisions that were put into effect, by what was asked for: kind.");
        lastPublished = Rows.gauges(
                registry,
                "teal.revision.published.timestamp.seconds",
                "When the last revision was put into effect, seconds since 1970.");
        behind = Rows.gauges(registry, "teal.fleet.behind", "Revisions that are known here and not served.");
        connected = Rows.gauges(
                registry, "teal.fleet.connected", "1 while the log of revisions can be read, 0 while it cannot.");
        silent = Rows.gauges(
                registry, "teal.fleet.silent", "Gateways that are not heard of and have not said that they leave.");
    }

    /** Every row there is. */
    List<Rows> all() {
        return List.of(serving, published, lastPublished, behind, connected, silent);
    }

    void tell(FleetStatus status, Snapshot.Published own) {
        serving.tell(Tags.empty(), status.serving());
        own.counts().forEach((kind, count) -> published.tell(Tags.of("kind", kind), count));
        if (own.lastMillis() > 0) {
            lastPublished.tell(Tags.empty(), own.lastMillis() / 1_000.0);
        }
        if (status.shared()) {
            behind.tell(Tags.empty(), status.behind());
            connected.tell(Tags.empty(), status.connected() ? 1 : 0);
            silent.tell(Tags.empty(), status.silent());
        }
    }
}
