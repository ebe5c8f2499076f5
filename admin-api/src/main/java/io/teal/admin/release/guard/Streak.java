package io.teal.admin.release.guard;

import io.teal.gateway.colour.ColourSecond;
import io.teal.gateway.colour.Interval;
import org.jspecify.annotations.Nullable;

/**
 * How many requests of the new colour have failed in a row, and how the other colour did meanwhile. Immutable.
 *
 * @param length failures after the last success
 * @param judged requests of the new colour in all: so many beginnings a streak could have had
 * @param otherJudged requests of the other colour since the second of the last success
 * @param otherFailed failed ones of these
 */
record Streak(long length, long judged, long otherJudged, long otherFailed) {
    static final Streak NONE = new Streak(0, 0, 0, 0);

    /** One of 200 releases may see such a streak by chance. */
    private static final double RARE = Math.log(1.0 / 200);

    Streak plus(ColourSecond fresh, ColourSecond other) {
        boolean broken = fresh.judged() > fresh.failed();
        return new Streak(
                (broken ? 0 : length) + fresh.trailing(),
                judged + fresh.judged(),
                (broken ? 0 : otherJudged) + other.judged(),
                (broken ? 0 : otherFailed) + other.failed());
    }

    /**
     * Whether it is long enough, and too long for a colour that fails as often as the other one meanwhile.
     *
     * @param known how often the other colour failed before it stopped to get requests; null when it gets some
     * @param allowed share of requests that may fail
     */
    boolean tooLong(int consecutive, @Nullable Interval known, double allowed) {
        if (consecutive == 0 || length < consecutive) {
            return false;
        }
        double usual = known == null
                ? Pair.share((double) otherFailed, (double) otherJudged).high()
                : Math.max(allowed, known.low() > allowed ? known.high() : 0);
        return Math.log((double) Math.max(1, judged)) + length * Math.log(usual) <= RARE;
    }

    Pair pair() {
        return new Pair(length, length, otherJudged, otherFailed);
    }
}
