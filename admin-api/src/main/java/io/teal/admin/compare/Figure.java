package io.teal.admin.compare;

import io.teal.gateway.colour.Interval;
import java.util.Locale;

/** What colours are compared by. */
public enum Figure {
    /** The share of requests that failed. */
    FAILURES("answers", 0.01, "fails more often", "fails less often"),
    /** Half of all first tokens come within this time. */
    FIRST_TOKEN_P50("streams", 0.2, "usually begins later", "usually begins sooner"),
    /** All but one in twenty. */
    FIRST_TOKEN_P95("streams", 0.2, "more often begins late", "less often begins late"),
    /** Half of all answers are complete within this time. */
    TOTAL_P50("answers", 0.2, "usually takes longer", "usually is quicker"),
    /** All but one in twenty. */
    TOTAL_P95("answers", 0.2, "more often takes long", "less often takes long"),
    /** How quickly streams go on. */
    TOKENS_PER_SECOND("streams", 0.2, "writes faster", "writes more slowly"),
    /** How long answers are; neither is better. */
    LENGTH("answers", 0.2, "answers at greater length", "answers more briefly"),
    /** What people say. */
    RATING("ratings", 5, "is rated better", "is rated worse");

    private final String counted;
    private final double smallest;
    private final String more;
    private final String less;

    Figure(String counted, double smallest, String more, String less) {
        this.counted = counted;
        this.smallest = smallest;
        this.more = more;
        this.less = less;
    }

    /** As the API names it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it is a figure of, many. */
    String counted() {
        return counted;
    }

    /** What a difference means that is sure, in words about the one. */
    String words(boolean greater) {
        return greater ? more : less;
    }

    /** Whether more is worse (1), better (-1), or neither (0). */
    int worse() {
        return switch (this) {
            case LENGTH -> 0;
            case RATING, TOKENS_PER_SECOND -> -1;
            default -> 1;
        };
    }

    /** The smallest difference that is of interest, beside a colour of that value: of times and lengths a share of it. */
    double smallest(double value) {
        return this == FAILURES || this == RATING ? smallest : smallest * value;
    }

    /** The share below which a quantile lies; 0 for what is none. */
    private double quantile() {
        return switch (this) {
            case FIRST_TOKEN_P50, TOTAL_P50 -> 0.5;
            case FIRST_TOKEN_P95, TOTAL_P95 -> 0.95;
            default -> 0;
        };
    }

    Interval of(Side side) {
        return switch (this) {
            case FAILURES -> side.failures();
            case FIRST_TOKEN_P50, FIRST_TOKEN_P95 ->
                Interval.quantile(side.figures().firstToken(), quantile());
            case TOTAL_P50, TOTAL_P95 -> Interval.quantile(side.figures().total(), quantile());
            case TOKENS_PER_SECOND -> side.tokensPerSecond();
            case LENGTH -> side.length();
            case RATING -> side.rating();
        };
    }

    /** How many it was made from. */
    long count(Side side) {
        return switch (this) {
            case FAILURES -> side.figures().judged();
            case FIRST_TOKEN_P50, FIRST_TOKEN_P95 -> side.figures().firstToken().count();
            case TOTAL_P50, TOTAL_P95 -> side.figures().total().count();
            case TOKENS_PER_SECOND -> side.figures().speed().streams();
            case LENGTH -> side.figures().answers();
            case RATING -> side.scores().count();
        };
    }

    /** How many there must be at the least before anything can be said. */
    long least() {
        double share = quantile();
        return share == 0 ? 30 : Math.max(30, Interval.neededFor(share));
    }

    /** A value for people. */
    String text(double value) {
        return switch (this) {
            case FAILURES -> number(value * 100) + " %";
            case TOKENS_PER_SECOND -> number(value) + " tokens a second";
            case LENGTH -> String.format(Locale.ROOT, "%.0f characters", value);
            case RATING -> String.format(Locale.ROOT, "%.1f of 100", value);
            default -> value < 1 ? String.format(Locale.ROOT, "%.0f ms", value * 1000) : number(value) + " s";
        };
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value != 0 && Math.abs(value) < 0.095 ? "%.2f" : "%.1f", value);
    }
}
