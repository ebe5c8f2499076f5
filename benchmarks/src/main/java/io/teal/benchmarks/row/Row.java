package io.teal.benchmarks.row;

import io.teal.benchmarks.figure.Figure;
import io.teal.benchmarks.figure.Goal;
import io.teal.benchmarks.proxy.ProxyFailure;
import io.teal.benchmarks.tool.WrongAnswers;
import java.util.List;

/** One question that the race answers. */
public interface Row {
    /** How it is chosen on the command line. */
    String name();

    /** What is measured and how, in a sentence. */
    String about();

    /** What Teal's figures should be. */
    List<Goal> goals();

    /** How often everybody is measured. */
    default int rounds(Plan plan) {
        return plan.rounds();
    }

    /** Starts and warms what takes part. */
    Heat prepare(Arena arena) throws WrongAnswers, ProxyFailure, InterruptedException;

    /** A row that is ready. */
    @FunctionalInterface
    interface Heat {
        /**
         * Measures everybody once, in turn.
         *
         * @param round counted from 0
         */
        List<Figure> measure(int round) throws WrongAnswers, ProxyFailure, InterruptedException;
    }
}
