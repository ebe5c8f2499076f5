package io.teal.benchmarks.streams;

import java.util.SortedMap;

/**
 * What the load has seen so far; streams that failed in any way are told by their first fault.
 *
 * @param streams that were asked for
 * @param opened of these, whose answer has begun as it should
 * @param whole of these, that came to a good end
 * @param open of these, that go on
 * @param events good ones, since the beginning
 * @param comments that somebody on the way wrote
 * @param faults how many streams failed, by why
 * @param silent streams that go on but have had no event for five intervals and five seconds
 * @param steady the delays of the events since recording began
 */
record LoadReport(
        int streams,
        int opened,
        int whole,
        int open,
        long events,
        long comments,
        SortedMap<String, Integer> faults,
        int silent,
        Steady steady) {
    /**
     * Delays from sending to receiving.
     *
     * @param events how many were recorded
     */
    record Steady(long events, long p50Micros, long p99Micros, long p999Micros, long maxMicros) {}

    /** Streams that failed or went silent. */
    int errors() {
        int errors = silent;
        for (int count : faults.values()) {
            errors += count;
        }
        return errors;
    }
}
