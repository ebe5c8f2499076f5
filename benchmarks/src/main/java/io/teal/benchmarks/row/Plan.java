package io.teal.benchmarks.row;

import java.time.Duration;

/**
 * How long everything takes.
 *
 * @param rounds how often each figure is taken
 * @param partRounds the same for rows that have many cases
 * @param measure how long one of them is measured
 * @param part the same for rows that have many cases
 * @param warm how much load Teal gets before it is measured, so that its code is compiled
 * @param warmMore the same for setups that only one row with many cases uses
 * @param warmOthers the same for those that have nothing to compile
 * @param quick only the first and the last case of rows with many, and not all rows
 */
public record Plan(
        int rounds,
        int partRounds,
        Duration measure,
        Duration part,
        Duration warm,
        Duration warmMore,
        Duration warmOthers,
        boolean quick) {
    /** A quarter of an hour. */
    public static final Plan FULL = new Plan(5, 5, seconds(3), seconds(2), seconds(20), seconds(15), seconds(2), false);
    /** Three minutes. */
    public static final Plan QUICK = new Plan(3, 2, seconds(1), seconds(1), seconds(8), seconds(4), seconds(1), true);
    /** As short as it can be: for trying out whether it works. */
    public static final Plan TINY = new Plan(1, 1, seconds(2), seconds(1), seconds(5), seconds(1), seconds(1), true);

    public Plan {
        if (rounds < 1 || partRounds < 1) {
            throw new IllegalArgumentException("nothing is measured in less than one round");
        }
    }

    private static Duration seconds(int count) {
        return Duration.ofSeconds(count);
    }
}
