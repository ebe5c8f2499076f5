package io.teal.gateway.score;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** BLEU-4 of one text. */
final class Bleu {
    private static final int LONGEST_RUN = 4;

    private Bleu() {}

    static double of(List<String> candidate, List<List<String>> references) {
        if (candidate.isEmpty() || references.isEmpty()) {
            return 0;
        }
        double logs = 0;
        double smooth = 1;
        int hits = 0;
        int longest = Math.min(LONGEST_RUN, candidate.size());
        for (int n = 1; n <= longest; n++) {
            int runs = candidate.size() - n + 1;
            int found = found(candidate, references, n);
            hits += found;
            if (found == 0) {
                smooth *= 2;
            }
            logs += Math.log(found == 0 ? 1 / (smooth * runs) : (double) found / runs);
        }
        return hits == 0 ? 0 : brevity(candidate.size(), references) * Math.exp(logs / longest);
    }

    /** Runs of the candidate that the references have, each no oftener than the one that has it oftenest. */
    private static int found(List<String> candidate, List<List<String>> references, int n) {
        Map<List<String>, Integer> most = new HashMap<>();
        for (List<String> reference : references) {
            runs(reference, n).forEach((run, count) -> {
                int unused = most.merge(run, count, Math::max);
            });
        }
        int found = 0;
        for (Map.Entry<List<String>, Integer> run : runs(candidate, n).entrySet()) {
            found += Math.min(run.getValue(), most.getOrDefault(run.getKey(), 0));
        }
        return found;
    }

    private static Map<List<String>, Integer> runs(List<String> tokens, int n) {
        Map<List<String>, Integer> runs = new HashMap<>();
        for (int i = 0; i + n <= tokens.size(); i++) {
            int unused = runs.merge(tokens.subList(i, i + n), 1, Integer::sum);
        }
        return runs;
    }

    /** Less than 1 for a text that is shorter than the reference of the nearest length, the shorter one of two. */
    private static double brevity(int length, List<List<String>> references) {
        int nearest = references.getFirst().size();
        for (List<String> reference : references) {
            int distance = Math.abs(reference.size() - length);
            int least = Math.abs(nearest - length);
            if (distance < least || (distance == least && reference.size() < nearest)) {
                nearest = reference.size();
            }
        }
        return length >= nearest ? 1 : Math.exp(1 - (double) nearest / length);
    }
}
