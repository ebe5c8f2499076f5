package io.teal.gateway.stats;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How often each of a few things happened. Thread-safe. */
final class EnumCounts<K extends Enum<K>> {
    /** Complete from the start and never changed after: only the adders are written to. */
    private final EnumMap<K, LongAdder> counts;

    private final Class<K> kind;

    EnumCounts(Class<K> kind) {
        this.kind = kind;
        this.counts = new EnumMap<>(kind);
        for (K one : kind.getEnumConstants()) {
            counts.put(one, new LongAdder());
        }
    }

    void count(K one) {
        Objects.requireNonNull(counts.get(one)).increment();
    }

    /** All of them, up to now. */
    Map<K, Long> read() {
        EnumMap<K, Long> read = new EnumMap<>(kind);
        counts.forEach((one, adder) -> read.put(one, adder.sum()));
        return read;
    }
}
