package io.teal.benchmarks.load;

import java.time.Duration;

/**
 * Users who ask, think and ask again. Times are those of the run, not of the test it repeats.
 *
 * @param users how many there are
 * @param think how long a user thinks between an answer and the next question, on average: evenly between half and one
 *     and a half of it
 * @param patience how long a user waits for the whole of an answer
 * @param settle how long they ask before anything counts
 * @param measure for how long it counts then
 */
public record Crowd(int users, Duration think, Duration patience, Duration settle, Duration measure) {
    public Crowd {
        if (users < 1 || !patience.isPositive() || !measure.isPositive() || think.isNegative() || settle.isNegative()) {
            throw new IllegalArgumentException("at least one user, and times that are positive");
        }
    }
}
