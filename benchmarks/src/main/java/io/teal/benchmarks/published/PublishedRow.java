package io.teal.benchmarks.published;

import java.time.Duration;
import java.util.List;

/**
 * One row of the published load test: three instances behind nginx with least connections.
 *
 * @param perSecond requests by second
 * @param mean time of an answer, in milliseconds
 * @param p95 95 % of the answers took no longer, in milliseconds
 * @param errorPercent requests that failed
 */
public record PublishedRow(int users, double perSecond, int mean, int p95, double errorPercent) {
    /** All of them, with more and more users. */
    public static final List<PublishedRow> ALL = List.of(
            new PublishedRow(20, 8.2, 240, 380, 0),
            new PublishedRow(50, 14.7, 510, 820, 0),
            new PublishedRow(100, 16.3, 1020, 1650, 1.2),
            new PublishedRow(150, 15.1, 1840, 2900, 6.8));

    /**
     * How long a user thought on average. The test does not say it, but its figures do: with so many users and so many
     * requests a second, each user asked once in {@code users / perSecond}, and waited for the answer in {@code mean} of it.
     */
    Duration think() {
        return cycle().minusMillis(mean);
    }

    /** From one question of a user to his next. */
    Duration cycle() {
        return Duration.ofMillis(Math.round(1000 * users / perSecond));
    }

    /** Whether so many users are too many. */
    boolean overloaded() {
        return errorPercent > 0;
    }
}
