package io.teal.gateway.score;

import java.util.HashMap;
import java.util.Map;

/** The F-score of runs of characters. */
final class Chrf {
    private static final int LONGEST_RUN = 6;

    private Chrf() {}

    /**
     * The mean over the lengths of runs that both texts have.
     *
     * @param beta how many times as important recall is as precision
     */
    static double of(String candidate, String reference, double beta) {
        int[] said = Tokens.characters(candidate);
        int[] wanted = Tokens.characters(reference);
        int longest = Math.min(LONGEST_RUN, Math.min(said.length, wanted.length));
        if (longest == 0) {
            return 0;
        }
        double precision = 0;
        double recall = 0;
        for (int n = 1; n <= longest; n++) {
            double common = common(said, wanted, n);
            precision += common / (said.length - n + 1);
            recall += common / (wanted.length - n + 1);
        }
        precision /= longest;
        recall /= longest;
        double square = beta * beta;
        double divisor = square * precision + recall;
        return divisor == 0 ? 0 : (1 + square) * precision * recall / divisor;
    }

    private static int common(int[] said, int[] wanted, int n) {
        Map<String, Integer> left = new HashMap<>();
        for (int i = 0; i + n <= wanted.length; i++) {
            int unused = left.merge(new String(wanted, i, n), 1, Integer::sum);
        }
        int common = 0;
        for (int i = 0; i + n <= said.length; i++) {
            String run = new String(said, i, n);
            int count = left.getOrDefault(run, 0);
            if (count > 0) {
                common++;
                left.put(run, count - 1);
            }
        }
        return common;
    }
}
