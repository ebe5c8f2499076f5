package io.teal.simulator.modelserver;

import java.util.OptionalInt;

/**
 * A failure in the words of one server.
 *
 * @param status and {@code body} answer a call that is not streamed
 * @param event the data of the event in a stream
 * @param early whether a stream that has not begun is answered with the status too
 * @param retryAfter seconds in the {@code retry-after} field of that answer
 */
record Failure(int status, String body, String event, boolean early, OptionalInt retryAfter) {
    /** A failure that a stream tells in an event. */
    static Failure inStream(int status, String body, String event) {
        return new Failure(status, body, event, false, OptionalInt.empty());
    }

    /** A failure that is found out before a stream begins. */
    static Failure early(int status, String body) {
        return new Failure(status, body, body, true, OptionalInt.empty());
    }
}
