package io.teal.gateway.upstream;

import java.time.Duration;

/**
 * What the circuit breaker of one upstream is doing at one moment.
 *
 * @param service which service
 * @param upstream which of its upstreams
 * @param state what it does
 * @param calls requests it judges by: the last ones up to its window, in half open the trials that ended, in open those that
 *     opened it
 * @param failureRate how many of them failed, 0 to 100 percent; 0 without any
 * @param slowRate how many of them were slow, 0 to 100 percent; 0 without any
 * @param retryAfter how long a request would be told to stay away now, zero when it would get past
 */
public record BreakerStatus(
        String service,
        String upstream,
        State state,
        int calls,
        double failureRate,
        double slowRate,
        Duration retryAfter) {

    /** What a breaker does. */
    public enum State {
        /** Every request gets past, and is judged. */
        CLOSED,
        /** No request gets past. */
        OPEN,
        /** A few requests get past, and decide. */
        HALF_OPEN
    }
}
