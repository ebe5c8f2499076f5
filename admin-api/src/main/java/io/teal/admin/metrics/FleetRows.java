package io.teal.admin.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.teal.admin.fleet.FleetStatus;
import java.util.List;

/** The metrics of the revisions that gateways share. Not thread-safe. */
final class FleetRows {
    private final Rows serving;
    private final Rows behind;
    private final Rows connected;
    private final Rows silent;

    FleetRows(MeterRegistry registry) {
        serving = Rows.gauges(registry, "teal.revision", "Number of the revision that new requests are served by.");
        behind = Rows.gauges(registry, "teal.fleet.behind", "Revisions that are known here and not served.");
        connected = Rows.gauges(
                registry, "teal.fleet.connected", "1 while the log of revisions can be read, 0 while it cannot.");
        silent = Rows.gauges(
                registry, "teal.fleet.silent", "Gateways that are not heard of and have not said that they leave.");
    }

    /** Every row there is. */
    List<Rows> all() {
        return List.of(serving, behind, connected, silent);
    }

    void tell(FleetStatus status) {
        serving.tell(Tags.empty(), status.serving());
        if (status.shared()) {
            behind.tell(Tags.empty(), status.behind());
            connected.tell(Tags.empty(), status.connected() ? 1 : 0);
            silent.tell(Tags.empty(), status.silent());
        }
    }
}
