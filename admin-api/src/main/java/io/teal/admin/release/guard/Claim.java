package io.teal.admin.release.guard;

import io.teal.gateway.colour.Interval;
import org.jspecify.annotations.Nullable;

/**
 * One thing that may be wrong with a colour: that too large a share of its answers is bad. Two questions, both of which must be
 * answered with yes.
 *
 * <p>Is the share above the limit? Each answer is bad with the probability of the limit, or with a higher one: the ratio of both
 * is what the answer says. Is it above that of the other colour? Of all bad answers of the same ten seconds, whoever is no
 * worse has the part that it has of all answers; who is worse has more. How bad these ten seconds are for both does not matter
 * then, so an hour that is bad for both says nothing. (Given how many there are the bad ones are drawn without putting
 * back, which makes false alarms rarer than the calculation takes them to be: W. Hoeffding, JASA 58, 1963.) When the other colour
 * gets no requests, and is not asked in the shadow either, it is taken to be as bad as it was in its last minutes.
 *
 * <p>Not thread-safe.
 */
final class Claim {
    /** 200 to 1 that it is bad. */
    private static final double FAIL = Math.log(200);

    /** 20 to 1 that it is not three times as bad. */
    private static final double CLEAR = -Math.log(20);

    /** 0; or the share that is allowed. */
    private final double limit;

    private final Score overLimit;
    private final Score overOther;
    private double stepLimit;
    private double stepOther;
    private Pair step = Pair.NONE;
    private @Nullable Interval remembered;

    /** @param limit share that is allowed, between 0 and 1; 0 when only the other colour counts */
    Claim(double limit) {
        this.limit = limit;
        overLimit = new Score();
        overOther = new Score();
    }

    private Claim(Claim from) {
        limit = from.limit;
        overLimit = from.overLimit.copy();
        overOther = from.overOther.copy();
        stepLimit = from.stepLimit;
        stepOther = from.stepOther;
        step = from.step;
        remembered = from.remembered;
    }

    Claim copy() {
        return new Claim(this);
    }

    /** Counting may begin anew, for the n-th time, from 0. */
    void begin(int n) {
        overLimit.begin(n);
        overOther.begin(n);
    }

    /** From here on the next step must show that it is not bad. */
    void newStep() {
        stepLimit = 0;
        stepOther = 0;
        step = Pair.NONE;
    }

    /**
     * What was seen in the next slot.
     *
     * @param known when nothing was seen of the other colour, how bad it was; null when something was, or is waited for
     */
    void add(Pair pair, @Nullable Interval known) {
        remembered = known;
        step = step.plus(pair);
        for (int i = 0; i < Score.TIMES.length; i++) {
            double byLimit = limit > 0 ? against(limit, Score.TIMES[i], pair) : 0;
            double byOther = known == null
                    ? against(Score.TIMES[i], pair)
                    : limit > 0 ? against(Math.max(limit, known.high()), Score.TIMES[i], pair) : 0;
            overLimit.add(i, byLimit, pair);
            overOther.add(i, byOther, pair);
            if (i == 0) {
                stepLimit += byLimit;
                stepOther += byOther;
            }
        }
    }

    /** What the answers say for a share so many times the limit. */
    private static double against(double share, double times, Pair pair) {
        if (share >= 1) {
            return 0;
        }
        double higher = Math.min(times * share, (1 + share) / 2);
        return pair.bad() * Math.log(higher / share)
                + (pair.fresh() - pair.bad()) * Math.log((1 - higher) / (1 - share));
    }

    /** What the answers say for a share so many times that of the other. */
    private static double against(double times, Pair pair) {
        if (pair.fresh() <= 0 || pair.other() <= 0) {
            return 0;
        }
        double all = pair.fresh() + pair.other();
        double weighted = times * pair.fresh() + pair.other();
        return pair.bad() * Math.log(times * all / weighted) + pair.otherBad() * Math.log(all / weighted);
    }

    /** What shows that it is bad, when it does; else null. */
    @Nullable Pair shown(int atLeast) {
        boolean chance = (limit > 0 && overLimit.sum() < FAIL) || overOther.sum() < FAIL;
        Pair seen = limit > 0 ? overLimit.seen() : overOther.seen();
        if (chance || seen.fresh() < atLeast) {
            return null;
        }
        double low = seen.range().low();
        return low > limit && low > otherHigh(seen) ? seen : null;
    }

    /** So bad the other colour may be at most, as far as is known. */
    private double otherHigh(Pair seen) {
        Interval known = remembered;
        if (known != null) {
            return known.high();
        }
        return seen.other() <= 0 ? 0 : seen.otherRange().high();
    }

    /** What was seen in this step. */
    Pair step() {
        return step;
    }

    /**
     * Whether this step has shown that it is not three times as bad as the limit, or as the other colour. Where most answers are
     * bad, at both, nothing is shown.
     */
    boolean clear() {
        return (limit > 0 && stepLimit <= CLEAR) || (stepOther <= CLEAR && 2 * step.bad() < step.fresh());
    }
}
