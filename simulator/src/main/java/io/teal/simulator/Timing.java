package io.teal.simulator;

import java.time.Duration;

/**
 * How fast simulated time runs at an instance.
 *
 * @param scale factor on every stage of the work: 1 is a real instance, 0.02 fifty times faster, 0 takes no time
 * @param ping time between the pings of an event stream; not scaled
 * @param keepAlive how long a connection may be idle after an answer before it is closed; not scaled
 * @param places how many answers the language model works on at a time
 */
public record Timing(double scale, Duration ping, Duration keepAlive, int places) {
    private static final Duration PING = Duration.ofSeconds(15);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(5);

    public Timing {
        if (scale < 0 || ping.isNegative() || ping.isZero() || keepAlive.isNegative() || keepAlive.isZero()) {
            throw new IllegalArgumentException("scale must not be negative, ping and keepAlive must be positive");
        }
        if (places < 1) {
            throw new IllegalArgumentException("places must be at least 1: " + places);
        }
    }

    /** The timing of a real instance times a factor, with real pings (15 s), keep-alive (5 s) and places (5). */
    public static Timing scaled(double scale) {
        return new Timing(scale, PING, KEEP_ALIVE, 5);
    }

    /** No delays at all and as many places as wanted: every answer is written as soon as its request is read. */
    public static Timing instant() {
        return new Timing(0, PING, KEEP_ALIVE, Integer.MAX_VALUE);
    }

    public Timing withPing(Duration time) {
        return new Timing(scale, time, keepAlive, places);
    }

    public Timing withKeepAlive(Duration time) {
        return new Timing(scale, ping, time, places);
    }

    public Timing withPlaces(int count) {
        return new Timing(scale, ping, keepAlive, count);
    }
}
