package io.teal.benchmarks.figure;

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
public record Goal(String figure, boolean atMost, double limit, Kind peer) {
    /** The figure itself may be so much. */
    public static Goal atMost(String figure, double limit) {
        return new Goal(figure, true, limit, Kind.TEAL);
    }

    /** The figure may be so many times that of somebody else. */
    public static Goal atMost(String figure, double factor, Kind peer) {
        return new Goal(figure, true, factor, peer);
    }

    /** The figure must be so many times that of somebody else. */
    public static Goal atLeast(String figure, double factor, Kind peer) {
        return new Goal(figure, false, factor, peer);
    }

    /** As a person writes it. */
    public String text() {
        String limitText = String.format(Locale.ROOT, "%s %s", atMost ? "<=" : ">=", number(limit));
        return peer == Kind.TEAL ? limitText : limitText + " x " + peer.title();
    }

    /** What is compared with the limit; nothing when it was not measured. */
    public OptionalDouble reached(Results results) {
        return peer == Kind.TEAL ? results.median(figure, Kind.TEAL) : results.ratio(figure, Kind.TEAL, peer);
    }

    /** Whether so much is good enough. */
    public boolean met(double value) {
        return atMost ? value <= limit : value >= limit;
    }

    private static String number(double value) {
        return value == Math.rint(value) && value >= 10
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
    }
}
