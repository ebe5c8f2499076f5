package io.teal.admin.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.teal.gateway.accesslog.AccessLog;
import java.util.List;

/** The metrics of the access log; none where there is no log. Not thread-safe. */
final class AccessLogRows {
    private final Rows lines;

    AccessLogRows(MeterRegistry registry) {
        lines = Rows.counters(registry, "teal.access.log.lines", "Lines of the access log, by result.");
    }

    /** Every row there is. */
    List<Rows> all() {
        return List.of(lines);
    }

    void tell(AccessLog log) {
        if (log.on()) {
            lines.tell(Tags.of("result", "written"), log.written());
            lines.tell(Tags.of("result", "dropped"), log.dropped());
        }
    }
}
