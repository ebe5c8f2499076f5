package io.teal.benchmarks.micro;

import java.util.Locale;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.Statistics;

/**
 * What one case came to.
 *
 * @param what the subject
 * @param of the method and its parameters
 * @param nanos nanoseconds of an operation, the mean of all iterations
 * @param error how far the true mean may be from that with a probability of 99.9 %, in nanoseconds; NaN for one iteration
 * @param lowest the quickest iteration
 * @param highest the slowest one
 * @param bytes bytes allocated by an operation
 */
record Figure(String what, String of, double nanos, double error, double lowest, double highest, double bytes) {
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    static Figure of(Subject subject, RunResult result) {
        Statistics times = result.getPrimaryResult().getStatistics();
        Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
        if (allocated == null) {
            throw new IllegalStateException("JMH tells nothing of what was allocated");
        }
        String method = result.getParams().getBenchmark();
        StringBuilder of = new StringBuilder(method.substring(method.lastIndexOf('.') + 1));
        for (String key : result.getParams().getParamsKeys()) {
            of.append(' ')
                    .append(key)
                    .append('=')
                    .append(result.getParams().getParam(key).toLowerCase(Locale.ROOT));
        }
        return new Figure(
                subject.title(),
                of.toString(),
                times.getMean(),
                times.getMeanErrorAt(0.999),
                times.getMin(),
                times.getMax(),
                allocated.getScore());
    }
}
