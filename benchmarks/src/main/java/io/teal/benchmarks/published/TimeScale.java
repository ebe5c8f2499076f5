package io.teal.benchmarks.published;

import io.teal.benchmarks.load.Crowd;
import java.time.Duration;
import java.util.List;

/**
 * How fast the test is run, and how long. Thinking, work, patience and waiting all go by the same factor.
 *
 * @param factor on every time of the test: 1 is the real thing
 * @param measure how long a row with too many users counts, in the time of the test; the others need a third of it, for
 *     nothing rare is looked for in them
 */
public record TimeScale(double factor, Duration measure) {
    /** What a user of the test puts up with. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** After so many questions of each user a row is in full swing. */
    private static final int SETTLE_CYCLES = 2;

    /** That of the commands. */
    public static final TimeScale USUAL = new TimeScale(0.25, Duration.ofMinutes(4));
    /** With rows as short as they can be. */
    public static final TimeScale QUICK = new TimeScale(0.25, Duration.ofSeconds(54));

    public TimeScale {
        if (!(factor > 0 && factor <= 10)) {
            throw new IllegalArgumentException("the scale must be above 0 and at most 10");
        }
        if (measure.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("a row must be measured for a second at least");
        }
    }

    /** With another factor. */
    public TimeScale withFactor(double wanted) {
        return new TimeScale(wanted, measure);
    }

    /** With rows of another length. */
    public TimeScale withMeasure(Duration wanted) {
        return new TimeScale(factor, wanted);
    }

    /** The users of a row in the time of the run. */
    public Crowd crowd(PublishedRow row) {
        return new Crowd(row.users(), here(row.think()), here(PATIENCE), here(settle(row)), here(measure(row)));
    }

    /** The longest time in Teal's queue, in the time of the run. */
    public Duration queueWait() {
        return here(PATIENCE);
    }

    /** How long these rows take with so many proxies, without starting and ending. */
    Duration whole(List<PublishedRow> rows, int proxies) {
        Duration all = rows.stream().map(row -> settle(row).plus(measure(row))).reduce(Duration.ZERO, Duration::plus);
        return here(all).multipliedBy(proxies);
    }

    private static Duration settle(PublishedRow row) {
        return row.cycle().multipliedBy(SETTLE_CYCLES);
    }

    private Duration measure(PublishedRow row) {
        return row.overloaded() ? measure : measure.dividedBy(3);
    }

    private Duration here(Duration time) {
        return times(time, factor);
    }

    static Duration times(Duration time, double factor) {
        return Duration.ofNanos(Math.round(time.toNanos() * factor));
    }
}
