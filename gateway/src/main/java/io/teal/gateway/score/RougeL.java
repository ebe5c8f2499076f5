package io.teal.gateway.score;

import java.util.List;

/**
 * The longest common subsequence of two texts as parts of each.
 *
 * @param precision its part of the candidate
 * @param recall its part of the reference
 */
record RougeL(double precision, double recall) {
    static RougeL of(List<String> candidate, List<String> reference) {
        if (candidate.isEmpty() || reference.isEmpty()) {
            return new RougeL(0, 0);
        }
        double common = common(candidate, reference);
        return new RougeL(common / candidate.size(), common / reference.size());
    }

    double f1() {
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    /** One row of the table at a time. */
    private static int common(List<String> candidate, List<String> reference) {
        int[] row = new int[reference.size() + 1];
        for (String token : candidate) {
            int diagonal = 0;
            for (int j = 1; j < row.length; j++) {
                int above = row[j];
                row[j] = token.equals(reference.get(j - 1)) ? diagonal + 1 : Math.max(above, row[j - 1]);
                diagonal = above;
            }
        }
        return row[reference.size()];
    }
}
