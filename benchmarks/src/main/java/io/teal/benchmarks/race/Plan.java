package io.teal.benchmarks.race;

import java.time.Duration;

/**
 * How long everything takes.
 *
 * @param rounds how often each figure is taken
 * @param measure how long one of them is measured
 * @param part the same for rows that have many cases
 * @param warm how much load Teal gets before it is measured, so that its code is compiled
 * @param warmOthers the same for those that have nothing to compile
 * @param ends only the first and the last case of rows with many
 */
record Plan(int rounds, Duration measure, Duration part, Duration warm, Duration warmOthers, boolean ends) {
    static final Plan FULL = new Plan(
            5, Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofSeconds(20), Duration.ofSeconds(2), false);
    static final Plan QUICK = new Plan(
            3, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(8), Duration.ofSeconds(1), true);
    /** As short as it can be: for trying out whether it works. */
    static final Plan TINY = new Plan(
            1, Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(1), true);

    Plan {
        if (rounds < 1) {
            throw new IllegalArgumentException("nothing is measured in less than one round");
        }
    }
}
