package io.teal.benchmarks.load;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of the questions of a crowd within the time that counts.
 *
 * @param window how long that was
 * @param requests questions that came to an end, good or not; refusals are not an end
 * @param mean of the time from first asking to the end
 * @param p95 95 % took no longer
 * @param errors of the requests
 * @param refused how often users were turned away in the agreed way
 * @param failures the errors by what happened
 */
public record Measured(
        int users,
        Duration window,
        long requests,
        Duration mean,
        Duration p95,
        long errors,
        long refused,
        Map<String, Long> failures) {
    public Measured {
        failures = Map.copyOf(failures);
    }

    /** Requests by second. */
    public double perSecond() {
        return requests * 1e9 / window.toNanos();
    }

    /** Errors in percent of the requests; 0 of nothing. */
    public double errorPercent() {
        return requests == 0 ? 0 : 100.0 * errors / requests;
    }

    /** The same with all times multiplied: what a run at a quarter of the time says of the real thing, times 4. */
    public Measured slowed(double factor) {
        return new Measured(
                users,
                times(window, factor),
                requests,
                times(mean, factor),
                times(p95, factor),
                errors,
                refused,
                failures);
    }

    /** The failures as a sentence, {@code 12 x status 500}. */
    public String failureText() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(failures).forEach((why, count) -> {
            text.append(text.isEmpty() ? "" : ", ").append(count).append(" x ").append(why);
        });
        return text.toString();
    }

    private static Duration times(Duration time, double factor) {
        return Duration.ofNanos(Math.round(time.toNanos() * factor));
    }
}
