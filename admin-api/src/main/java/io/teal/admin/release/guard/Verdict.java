package io.teal.admin.release.guard;

import io.teal.gateway.colour.Interval;
import org.jspecify.annotations.Nullable;

/**
 * What the guard says.
 *
 * @param kind what it comes to
 * @param sentence why, for people
 * @param evidence the numbers of a failure; else null
 */
public record Verdict(Kind kind, String sentence, @Nullable Evidence evidence) {
    /** What it comes to. */
    public enum Kind {
        /** The step has shown that the colour is good enough. */
        PASS,
        /** The colour is bad. */
        FAIL,
        /** Not known yet. */
        INCONCLUSIVE
    }

    /**
     * The numbers of a failure.
     *
     * @param rule {@code failures}, {@code consecutive}, {@code first_token_limit} or {@code first_token_versus_other}
     * @param judged answers of the new colour
     * @param bad bad ones of these
     * @param range between which shares its share of bad ones lies
     * @param otherJudged answers of the other colour at the same time
     * @param otherBad bad ones of these
     * @param otherRange the same for these
     */
    public record Evidence(
            String rule, long judged, long bad, Interval range, long otherJudged, long otherBad, Interval otherRange) {
        static Evidence of(String rule, Pair pair) {
            return new Evidence(
                    rule,
                    Math.round(pair.fresh()),
                    Math.round(pair.bad()),
                    pair.range(),
                    Math.round(pair.other()),
                    Math.round(pair.otherBad()),
                    pair.otherRange());
        }
    }
}
