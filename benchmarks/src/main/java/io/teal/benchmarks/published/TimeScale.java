package io.teal.benchmarks.published;

import io.teal.benchmarks.load.Crowd;
import java.time.Duration;

/**
 * How fast the test is run, and how long. Thinking, work, patience and waiting all go by the same factor.
 *
 * @param factor on every time of the test: 1 is the real thing
 * @param measure how long each row counts, in the time of the test
 */
record TimeScale(double factor, Duration measure) {
    /** What a user of the test puts up with. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** The longest cycle of a user is 10 s; after two of them the rows are in full swing. */
    private static final Duration SETTLE = Duration.ofSeconds(20);

    static final TimeScale USUAL = new TimeScale(0.25, Duration.ofSeconds(150));
    static final TimeScale QUICK = new TimeScale(0.125, Duration.ofSeconds(64));

    TimeScale {
        if (!(factor > 0 && factor <= 10)) {
            throw new IllegalArgumentException("the scale must be above 0 and at most 10");
        }
        if (measure.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("a row must be measured for a second at least");
        }
    }

    TimeScale withFactor(double wanted) {
        return new TimeScale(wanted, measure);
    }

    TimeScale withMeasure(Duration wanted) {
        return new TimeScale(factor, wanted);
    }

    /** The users of a row in the time of the run. */
    Crowd crowd(PublishedRow row) {
        return new Crowd(row.users(), here(row.think()), here(PATIENCE), here(SETTLE), here(measure));
    }

    /** The longest time in Teal's queue, in the time of the run. */
    Duration queueWait() {
        return here(PATIENCE);
    }

    /** How long all rows take with so many proxies, without starting and ending. */
    Duration whole(int rows, int proxies) {
        return here(SETTLE.plus(measure)).multipliedBy((long) rows * proxies);
    }

    private Duration here(Duration time) {
        return times(time, factor);
    }

    static Duration times(Duration time, double factor) {
        return Duration.ofNanos(Math.round(time.toNanos() * factor));
    }
}
