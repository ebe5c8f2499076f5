package io.teal.benchmarks.race;

import io.teal.benchmarks.contest.Kind;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What a figure of Teal's should be.
 *
 * @param figure its name
 * @param atMost whether less is better
 * @param limit of the figure, or of its ratio to that of somebody else
 * @param peer who else; {@link Kind#TEAL} for the figure itself
 */
record Goal(String figure, boolean atMost, double limit, Kind peer) {
    static Goal atMost(String figure, double limit) {
        return new Goal(figure, true, limit, Kind.TEAL);
    }

    static Goal atMost(String figure, double factor, Kind peer) {
        return new Goal(figure, true, factor, peer);
    }

    static Goal atLeast(String figure, double factor, Kind peer) {
        return new Goal(figure, false, factor, peer);
    }

    /** As a person writes it. */
    String text() {
        String limitText = String.format(Locale.ROOT, "%s %s", atMost ? "<=" : ">=", number(limit));
        return peer == Kind.TEAL ? limitText : limitText + " x " + peer.title();
    }

    /** What is compared with the limit; nothing when it was not measured. */
    OptionalDouble reached(Results results) {
        return peer == Kind.TEAL ? results.median(figure, Kind.TEAL) : results.ratio(figure, Kind.TEAL, peer);
    }

    /** Whether so much is good enough. */
    boolean met(double value) {
        return atMost ? value <= limit : value >= limit;
    }

    private static String number(double value) {
        return value == Math.rint(value) && value >= 10
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
    }
}
