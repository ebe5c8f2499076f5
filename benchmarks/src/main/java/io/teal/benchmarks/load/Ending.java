package io.teal.benchmarks.load;

import java.time.Duration;

/** How one request of a user ended. */
sealed interface Ending {
    /** The whole of a good answer. */
    record Whole() implements Ending {}

    /**
     * Turned away in the agreed way, and told when to come back.
     *
     * @param retryAfter as the response said it
     */
    record Refused(Duration retryAfter) implements Ending {}

    /**
     * Everything else.
     *
     * @param why in a few words that are the same for the same kind of failure
     */
    record Failed(String why) implements Ending {}
}
