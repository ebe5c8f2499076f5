package io.teal.admin.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;

/**
 * The rows of one metric, one for each set of labels. A row is registered when it is first told and taken back when it is
 * told no more, so that scrapes need no more memory than there are rows. Not thread-safe.
 */
final class Rows {
    private final MeterRegistry registry;
    private final Kind kind;
    private final String name;
    private final String help;
    private final Map<Tags, Row> rows = new HashMap<>();
    private long round;

    private enum Kind {
        /** A number that only grows. */
        COUNTER,
        /** A number of the moment. */
        GAUGE
    }

    /** A row, and what it was told last; the registry holds on to none of it. */
    private static final class Row {
        private double value;
        private long toldIn;

        double value() {
            return value;
        }
    }

    private Rows(MeterRegistry registry, Kind kind, String name, String help) {
        this.registry = registry;
        this.kind = kind;
        this.name = name;
        this.help = help;
    }

    /** Counts since the start of the gateway or of a server's life in it; {@code _total} is added to the name. */
    static Rows counters(MeterRegistry registry, String name, String help) {
        return new Rows(registry, Kind.COUNTER, name, help);
    }

    /** Numbers of the moment. */
    static Rows gauges(MeterRegistry registry, String name, String help) {
        return new Rows(registry, Kind.GAUGE, name, help);
    }

    /** Tells the value of a row. */
    void tell(Tags labels, long value) {
        tell(labels, (double) value);
    }

    /** Tells the value of a row that is no whole number. */
    void tell(Tags labels, double value) {
        Row row = rows.computeIfAbsent(labels, this::register);
        row.value = value;
        row.toldIn = round;
    }

    private Row register(Tags labels) {
        Row row = new Row();
        Meter unused =
                switch (kind) {
                    case COUNTER ->
                        FunctionCounter.builder(name, row, Row::value)
                                .description(help)
                                .tags(labels)
                                .register(registry);
                    case GAUGE ->
                        Gauge.builder(name, row, Row::value)
                                .description(help)
                                .tags(labels)
                                .register(registry);
                };
        return row;
    }

    /** Everything there is has been told: rows that were not are of something that is gone. */
    void complete() {
        rows.entrySet().removeIf(entry -> {
            boolean gone = entry.getValue().toldIn != round;
            if (gone) {
                remove(entry.getKey());
            }
            return gone;
        });
        round++;
    }

    private void remove(Tags labels) {
        Meter.Type type =
                switch (kind) {
                    case COUNTER -> Meter.Type.COUNTER;
                    case GAUGE -> Meter.Type.GAUGE;
                };
        var unused = registry.remove(new Meter.Id(name, labels, null, help, type));
    }
}
