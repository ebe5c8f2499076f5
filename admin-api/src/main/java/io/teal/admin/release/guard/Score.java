package io.teal.admin.release.guard;

import java.util.Arrays;

/**
 * How much speaks for one thing: logarithms of ratios of likelihoods, one for each of some supposed strengths of it, summed up since a
 * moment of their own. Now and then counting begins anew where the sum is so low that old good answers would hide a new fault;
 * each new beginning costs a little more, so that all together have no more false alarms than one (a mixture over the times of
 * change, as in G. Lorden, Ann. Math. Stat. 42, 1971). Not thread-safe.
 */
final class Score {
    /** How many times as high a share can be supposed to be: a little too bad, bad, dead. */
    static final double[] TIMES = {3, 10, 40};

    private static final double SHARE_OF_EACH = -Math.log(TIMES.length);

    private final double[] sums;
    private final Pair[] seen;

    Score() {
        sums = new double[TIMES.length];
        seen = new Pair[TIMES.length];
        Arrays.fill(sums, Double.NEGATIVE_INFINITY);
        Arrays.fill(seen, Pair.NONE);
    }

    private Score(Score from) {
        sums = from.sums.clone();
        seen = from.seen.clone();
    }

    Score copy() {
        return new Score(this);
    }

    /** Counting may begin anew, for the n-th time, from 0. */
    void begin(int n) {
        double first = SHARE_OF_EACH - Math.log((n + 1.0) * (n + 2.0));
        for (int i = 0; i < sums.length; i++) {
            if (sums[i] < first) {
                sums[i] = first;
                seen[i] = Pair.NONE;
            }
        }
    }

    /** @param step by how much it speaks for the i-th strength */
    void add(int i, double step, Pair pair) {
        sums[i] += step;
        seen[i] = seen[i].plus(pair);
    }

    /** The strength that most speaks for. */
    private int best() {
        int best = 0;
        for (int i = 1; i < sums.length; i++) {
            best = sums[i] > sums[best] ? i : best;
        }
        return best;
    }

    /** The highest sum. */
    double sum() {
        return sums[best()];
    }

    /** What was counted for the highest sum. */
    Pair seen() {
        return seen[best()];
    }
}
