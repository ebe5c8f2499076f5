package io.teal.benchmarks.micro;

import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * How much time a case gets.
 *
 * @param forks how many processes measure it, one after the other; 0 for the one that is there
 * @param warmups iterations of each process that do not count
 * @param iterations those that do
 * @param millis how long each is
 * @param fewer whether of the routes only the last is asked for
 */
record Plan(int forks, int warmups, int iterations, int millis, boolean fewer) {
    static final Plan FULL = new Plan(2, 3, 4, 400, false);
    static final Plan QUICK = new Plan(1, 6, 6, 100, true);
    /** Whether it works, without regard to time. */
    static final Plan TINY = new Plan(0, 0, 1, 2, false);

    ChainedOptionsBuilder apply(ChainedOptionsBuilder options) {
        ChainedOptionsBuilder cases = fewer ? options.param("asked", "LAST") : options;
        return cases.forks(forks)
                .warmupIterations(warmups)
                .warmupTime(TimeValue.milliseconds(millis))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.milliseconds(millis));
    }

    String text() {
        return String.format(
                "Processes of each case: %d; in each %d x %d ms to warm up and %d x %d ms that count.",
                forks, warmups, millis, iterations, millis);
    }
}
