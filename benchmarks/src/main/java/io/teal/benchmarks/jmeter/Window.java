package io.teal.benchmarks.jmeter;

import io.teal.benchmarks.load.Crowd;
import io.teal.benchmarks.load.Measured;
import io.teal.benchmarks.tool.Latencies;
import io.teal.benchmarks.tool.WrongAnswers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Of all samples of a run those that count: that came to their end within the time measured. */
final class Window {
    private Window() {}

    /**
     * What these samples say of a crowd. The time runs from the first question, and what settles first is not counted.
     *
     * @throws WrongAnswers when not every user asked, the samples end before the time does, or none of them was right
     */
    static Measured of(Crowd crowd, Duration settle, List<Sample> samples) throws WrongAnswers {
        long asked = samples.stream().map(Sample::user).distinct().count();
        if (asked != crowd.users()) {
            throw new WrongAnswers("only " + asked + " of " + crowd.users() + " users asked");
        }
        long begin = samples.stream().mapToLong(Sample::begin).min().orElseThrow() + settle.toMillis();
        long end = begin + crowd.measure().toMillis();
        if (samples.stream().mapToLong(Sample::end).max().orElseThrow() < end) {
            throw new WrongAnswers("the samples end before the time that is to be measured");
        }
        List<Sample> counted = samples.stream()
                .filter(sample -> sample.end() >= begin && sample.end() < end)
                .toList();
        if (counted.isEmpty()) {
            throw new WrongAnswers("no question came to its end in the time that was measured");
        }
        Map<String, Long> failures = new TreeMap<>();
        counted.stream()
                .filter(sample -> !sample.failure().isEmpty())
                .forEach(sample -> failures.merge(sample.failure(), 1L, Long::sum));
        Measured measured = measured(crowd, counted, failures);
        if (measured.errors() == measured.requests()) {
            throw new WrongAnswers("not one answer was right: " + measured.failureText());
        }
        return measured;
    }

    private static Measured measured(Crowd crowd, List<Sample> counted, Map<String, Long> failures) {
        long[] nanos = counted.stream()
                .mapToLong(sample -> Duration.ofMillis(sample.elapsed()).toNanos())
                .toArray();
        return new Measured(
                crowd.users(),
                crowd.measure(),
                counted.size(),
                Duration.ofMillis(counted.stream().mapToLong(Sample::elapsed).sum())
                        .dividedBy(counted.size()),
                Duration.ofNanos(Math.round(new Latencies(nanos).micros(0.95) * 1000)),
                failures.values().stream().mapToLong(Long::longValue).sum(),
                0,
                failures);
    }
}
