package io.teal.benchmarks.figure;

import io.teal.benchmarks.contest.Kind;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What a figure of Teal's should be.
 *
 * @param figure its name
 * @param of whose figure: one of Teal's kinds
 * @param bound which values are good enough
 * @param limit of the figure, or of its ratio to that of somebody else
 * @param peer who else; the same as {@code of} for the figure itself
 */
public record Goal(String figure, Kind of, Bound bound, double limit, Kind peer) {
    /** With so many rounds one may say something else than all others. */
    private static final int ROUNDS_TO_SPARE_ONE = 5;

    /** Which side of a limit is the good one. */
    public enum Bound {
        AT_MOST,
        AT_LEAST,
        /** At most in every single round: for what must not happen at all. */
        NEVER_ABOVE
    }

    /** The figure itself may be so much. */
    public static Goal atMost(String figure, double limit) {
        return new Goal(figure, Kind.TEAL, Bound.AT_MOST, limit, Kind.TEAL);
    }

    /** The figure may be so many times that of somebody else. */
    public static Goal atMost(String figure, double factor, Kind peer) {
        return new Goal(figure, Kind.TEAL, Bound.AT_MOST, factor, peer);
    }

    /** The figure must be so many times that of somebody else. */
    public static Goal atLeast(String figure, double factor, Kind peer) {
        return new Goal(figure, Kind.TEAL, Bound.AT_LEAST, factor, peer);
    }

    /** This must not happen in any round. */
    public static Goal never(String figure) {
        return new Goal(figure, Kind.TEAL, Bound.NEVER_ABOVE, 0, Kind.TEAL);
    }

    /** The same goal for another kind of Teal. */
    public Goal forKind(Kind kind) {
        return new Goal(figure, kind, bound, limit, peer == of ? kind : peer);
    }

    /** As a person writes it. */
    public String text() {
        String limitText =
                switch (bound) {
                    case AT_MOST -> "<= " + number(limit);
                    case AT_LEAST -> ">= " + number(limit);
                    case NEVER_ABOVE -> "never above " + number(limit);
                };
        return peer == of ? limitText : limitText + " x " + peer.title();
    }

    /** What is compared with the limit; nothing when it was not measured. */
    public OptionalDouble reached(Results results) {
        List<Double> values = values(results);
        if (bound == Bound.NEVER_ABOVE && !values.isEmpty()) {
            return OptionalDouble.of(Results.range(values)[1]);
        }
        return Results.median(values);
    }

    /**
     * Whether it is met. What must not happen is decided by one round; everything else by the median, when all rounds are on its
     * side, or all but one of five and more, and when the machine had little else to do.
     *
     * @param quiet whether it had
     */
    public Decision decide(Results results, boolean quiet) {
        OptionalDouble reached = reached(results);
        if (reached.isEmpty()) {
            return Decision.NOT_MEASURED;
        }
        boolean met = good(reached.getAsDouble());
        if (bound != Bound.NEVER_ABOVE && !(quiet && agreed(values(results), met))) {
            return Decision.NOT_DECIDED;
        }
        return met ? Decision.MET : Decision.NOT_MET;
    }

    private boolean agreed(List<Double> values, boolean met) {
        int against = 0;
        for (double value : values) {
            against += good(value) == met ? 0 : 1;
        }
        return against <= (values.size() >= ROUNDS_TO_SPARE_ONE ? 1 : 0);
    }

    private List<Double> values(Results results) {
        return peer == of ? results.values(figure, of) : results.ratios(figure, of, peer);
    }

    private boolean good(double value) {
        return bound == Bound.AT_LEAST ? value >= limit : value <= limit;
    }

    private static String number(double value) {
        return value == Math.rint(value) && (value >= 10 || value == 0)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
    }
}
