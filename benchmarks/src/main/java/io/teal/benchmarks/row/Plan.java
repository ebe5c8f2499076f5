package io.teal.benchmarks.row;

import io.teal.benchmarks.streams.StreamRun;
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
 * @param streams how many and how long
 * @param quick only the first and the last case of rows with many, and only rows with a goal
 */
public record Plan(
        int rounds,
        int partRounds,
        Duration measure,
        Duration part,
        Duration warm,
        Duration warmMore,
        Duration warmOthers,
        StreamRun.Plan streams,
        boolean quick) {
    private static final int OPENED_PER_SECOND = 2500;

    /** Less than a quarter of an hour. */
    public static final Plan FULL = new Plan(
            5, 5, seconds(2), seconds(1), seconds(20), seconds(20), seconds(2), streams(10_000, 8, 1000, 2000), false);
    /** Less than three minutes. */
    public static final Plan QUICK = new Plan(
            3, 2, seconds(1), seconds(1), seconds(14), seconds(4), seconds(1), streams(1000, 1, 500, 1000), true);
    /** As short as it can be: for trying out whether it works. */
    public static final Plan TINY = new Plan(
            1, 1, seconds(2), seconds(1), seconds(5), seconds(1), seconds(1), streams(100, 1, 200, 1000), true);

    public Plan {
        if (rounds < 1 || partRounds < 1) {
            throw new IllegalArgumentException("nothing is measured in less than one round");
        }
    }

    /** The same with so many event streams. */
    public Plan withStreams(int count) {
        return new Plan(
                rounds, partRounds, measure, part, warm, warmMore, warmOthers, streams.withStreams(count), quick);
    }

    private static StreamRun.Plan streams(int count, int warm, int settleMillis, int measureMillis) {
        return new StreamRun.Plan(
                count,
                OPENED_PER_SECOND,
                seconds(warm),
                Duration.ofMillis(settleMillis),
                Duration.ofMillis(measureMillis));
    }

    private static Duration seconds(int count) {
        return Duration.ofSeconds(count);
    }
}
