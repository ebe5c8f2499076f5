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
     * @param known how often the other colour failed before it stopped to get requests, but for those that it is asked in the shadow;
     *     null when it gets some
     * @param allowed share of requests that may fail
     */
    boolean tooLong(int consecutive, @Nullable Interval known, double allowed) {
        if (consecutive == 0 || length < consecutive) {
            return false;
        }
        Interval meanwhile = Pair.share((double) otherFailed, (double) otherJudged);
        double usual = known == null
                ? meanwhile.high()
                : Math.max(allowed, Math.max(excuse(known, allowed), excuse(meanwhile, allowed)));
        return Math.log((double) Math.max(1, judged)) + length * Math.log(usual) <= RARE;
    }

    /** How often it fails, when that is surely more often than allowed; else 0. */
    private static double excuse(Interval other, double allowed) {
        return other.low() > allowed ? other.high() : 0;
    }

    Pair pair() {
        return new Pair(length, length, otherJudged, otherFailed);
    }
}
