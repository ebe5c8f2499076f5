package io.teal.gateway.config.routing;

import io.teal.gateway.config.text.Value;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The ranges that several keys share. */
final class Bounds {
    static final Duration TICK = Duration.ofMillis(1);
    static final Duration WEEK = Duration.ofDays(7);

    private Bounds() {}

    /** A clock: 1 ms to a week. */
    static @Nullable Duration clock(Value value) {
        return value.duration(TICK, WEEK);
    }

    /** A clock, where another word would do as well. */
    static @Nullable Duration clock(Value value, String orElse) {
        return value.duration(TICK, WEEK, orElse);
    }

    /** A span that may be none: 0 s to a week. */
    static @Nullable Duration span(Value value) {
        return value.duration(Duration.ZERO, WEEK);
    }
}
