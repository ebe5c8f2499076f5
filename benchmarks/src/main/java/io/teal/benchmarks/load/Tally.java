package io.teal.benchmarks.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Collects the questions that end within a window of {@link System#nanoTime}. Safe for several threads. */
final class Tally {
    private final long begin;
    private final long end;
    private final List<Long> nanos = new ArrayList<>();
    private final Map<String, Long> failures = new TreeMap<>();
    private long errors;
    private long refused;

    /** A window from {@code begin} to before {@code end}. */
    Tally(long begin, long end) {
        this.begin = begin;
        this.end = end;
    }

    /** A question asked for the first time at {@code asked} came to its end; refusals are not an end. */
    synchronized void ended(long asked, long now, Ending ending) {
        if (!within(now)) {
            return;
        }
        switch (ending) {
            case Ending.Whole whole -> nanos.add(now - asked);
            case Ending.Failed failed -> {
                nanos.add(now - asked);
                errors++;
                failures.merge(failed.why(), 1L, Long::sum);
            }
            case Ending.Refused again -> throw new IllegalArgumentException("a question that goes on");
        }
    }

    /** A user was turned away and will come back. */
    synchronized void refused(long now) {
        if (within(now)) {
            refused++;
        }
    }

    /** What was collected, for a window of this length. */
    synchronized Measured measured(int users, Duration window) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return new Measured(
                users,
                window,
                sorted.length,
                Duration.ofNanos((long) Arrays.stream(sorted).average().orElse(0)),
                Duration.ofNanos(percentile(sorted, 95)),
                errors,
                refused,
                failures);
    }

    /** The smallest value that so many percent do not exceed; 0 of nothing. */
    static long percentile(long[] sorted, int percent) {
        if (sorted.length == 0) {
            return 0;
        }
        int rank = Math.ceilDiv(sorted.length * percent, 100);
        return sorted[Math.max(1, rank) - 1];
    }

    private boolean within(long now) {
        return now - begin >= 0 && now - end < 0;
    }
}
