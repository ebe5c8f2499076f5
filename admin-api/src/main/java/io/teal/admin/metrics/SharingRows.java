package io.teal.admin.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.teal.gateway.fleet.SharingStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The metrics of what is shared with other gateways. Not thread-safe. */
final class SharingRows {
    private final Rows gateways;
    private final Rows held;
    private final Rows rates;
    private final Rows late;

    SharingRows(MeterRegistry registry) {
        gateways = Rows.gauges(registry, "teal.sharing.gateways", "Other gateways that were heard in the last second.");
        held = Rows.gauges(
                registry, "teal.sharing.orders.held", "Orders for servers that other gateways were not told yet.");
        rates = Rows.counters(
                registry, "teal.sharing.rate", "Requests on routes with a rate that is shared, by result.");
        late = Rows.counters(
                registry,
                "teal.sharing.seconds.late",
                "Seconds of other gateways that were told too late, or with another time of day.");
    }

    /** Every row there is. */
    List<Rows> all() {
        return List.of(gateways, held, rates, late);
    }

    void tell(@Nullable SharingStatus status) {
        if (status != null) {
            gateways.tell(Tags.empty(), status.gateways());
            held.tell(Tags.empty(), status.ordersHeld());
            rates.tell(Tags.of("result", "granted"), status.rateGranted());
            rates.tell(Tags.of("result", "refused"), status.rateRefused());
            rates.tell(Tags.of("result", "alone"), status.rateAlone());
            late.tell(Tags.empty(), status.secondsLate());
        }
    }
}
