package io.teal.gateway.colour;

import java.util.List;

/**
 * What was counted of a colour in one second.
 *
 * @param second seconds since 1970
 * @param gateways how many gateways are in it, those that had no request for the colour included; fewer than there are says that
 *     figures are missing
 * @param trailing how many requests failed after the last that succeeded in this second; all of them when none did
 * @param figures what was counted
 */
public record ColourSecond(long second, int gateways, long trailing, ColourFigures figures) {
    /** A second without a request. */
    static ColourSecond empty(long second, int gateways) {
        return new ColourSecond(second, gateways, 0, ColourFigures.NONE);
    }

    /** Requests that say something of the colour. */
    public long judged() {
        return figures.judged();
    }

    /** Requests that failed by the colour's fault. */
    public long failed() {
        return figures.failed();
    }

    /**
     * The same second of other gateways with it. Nobody knows what came first of two gateways, so of failures in a row it is the
     * sum when no gateway saw a success, and else what one gateway saw.
     */
    public ColourSecond plus(ColourSecond other) {
        boolean success = figures.succeeded() > 0 || other.figures.succeeded() > 0;
        return new ColourSecond(
                second,
                gateways + other.gateways,
                success ? Math.max(trailing, other.trailing) : trailing + other.trailing,
                figures.plus(other.figures));
    }

    /** The same with another number of gateways. */
    ColourSecond by(int count) {
        return new ColourSecond(second, count, trailing, figures);
    }

    /** How many requests have failed in a row, at the end of seconds that follow one another. */
    public static long consecutive(List<ColourSecond> seconds) {
        long failures = 0;
        for (int i = seconds.size() - 1; i >= 0; i--) {
            ColourSecond one = seconds.get(i);
            failures += one.trailing;
            if (one.figures.succeeded() > 0) {
                break;
            }
        }
        return failures;
    }

    /** What was counted in all of them. */
    public static ColourFigures sum(List<ColourSecond> seconds) {
        ColourFigures sum = ColourFigures.NONE;
        for (ColourSecond one : seconds) {
            sum = sum.plus(one.figures);
        }
        return sum;
    }
}
