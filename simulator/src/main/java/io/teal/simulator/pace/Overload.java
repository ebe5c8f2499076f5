package io.teal.simulator.pace;

import java.time.Duration;

/**
 * How an instance bears load, in place of the stages of its timing. A question is in flight from when it is taken in until
 * the model is done with it, whether or not its client is still there.
 *
 * @param work how long a question takes that is alone
 * @param retrieval the part of {@code work} in percent that searching takes; one question searches at a time
 * @param comfortable up to so many questions in flight do not slow each other down
 * @param slowdown percent by which each piece of work gets slower for every question beyond {@code comfortable}
 * @param limit up to so many questions in flight none fails
 * @param failure percent of the questions that fail for every question beyond {@code limit}: with 5, half of those that
 *     come while ten too many are there. They are answered 500 at once
 */
public record Overload(Duration work, int retrieval, int comfortable, double slowdown, int limit, double failure) {
    private static final int RETRIEVAL = 10;

    public Overload {
        if (work.isNegative() || slowdown < 0 || failure < 0) {
            throw new IllegalArgumentException("work, slowdown and failure must not be negative");
        }
        if (retrieval < 0 || retrieval > 100) {
            throw new IllegalArgumentException("retrieval must be from 0 to 100: " + retrieval);
        }
        if (comfortable < 1 || limit < 1) {
            throw new IllegalArgumentException("comfortable and limit must be at least 1");
        }
    }

    /** Searching takes a tenth of the work. */
    public static Overload of(Duration work, int comfortable, double slowdown, int limit, double failure) {
        return new Overload(work, RETRIEVAL, comfortable, slowdown, limit, failure);
    }

    public Overload withRetrieval(int percent) {
        return new Overload(work, percent, comfortable, slowdown, limit, failure);
    }

    /** How many times as long a piece of work takes with so many questions in flight; at least 1. */
    double factor(int inFlight) {
        return 1 + Math.max(0, inFlight - comfortable) * slowdown / 100;
    }

    /** How likely a question fails that finds itself one of so many; 1 and more is certain. */
    double chance(int inFlight) {
        return Math.max(0, inFlight - limit) * failure / 100;
    }

    long searchNanos() {
        return work.toNanos() / 100 * retrieval;
    }
}
