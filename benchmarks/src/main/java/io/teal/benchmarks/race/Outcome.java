package io.teal.benchmarks.race;

import io.teal.benchmarks.figure.Decision;
import io.teal.benchmarks.figure.Goal;
import io.teal.benchmarks.figure.Results;
import io.teal.benchmarks.row.Row;
import java.util.stream.Collectors;

/**
 * What came of a row.
 *
 * @param others how much of all processors other work took meanwhile, in percent
 * @param wrong what went wrong; empty when nothing did
 */
record Outcome(Row row, Results results, double others, String wrong) {
    /** Percent of all processors from which on other work shows in the figures. */
    private static final double NOISE = 5;

    /** Whether the machine had little else to do. */
    boolean quiet() {
        return others < NOISE;
    }

    /** What the rounds say about a goal of the row. */
    Decision decide(Goal goal) {
        return goal.decide(results, quiet());
    }

    /** What went wrong, or happened though it must not; empty when nothing did. */
    String failure() {
        if (!wrong.isEmpty()) {
            return wrong;
        }
        return row.goals().stream()
                .filter(goal -> goal.bound() == Goal.Bound.NEVER_ABOVE && decide(goal) == Decision.NOT_MET)
                .map(Goal::figure)
                .collect(Collectors.joining(", "));
    }

    boolean failed() {
        return !failure().isEmpty();
    }
}
