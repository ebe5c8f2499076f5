package io.teal.gateway.limit;

import io.teal.gateway.outcome.Outcome;
import java.util.function.Consumer;

/** Whether a request of a client may go on. */
public sealed interface Admission {

    /** It may. Whoever holds the permit ends it when the request ends, in whatever way; waiting for a server is part of it. */
    sealed interface Permit extends Admission permits UnderWay.Place, Uncounted {
        /** Gives the client's place back. Only the first call counts. Any thread. */
        void end();
    }

    /**
     * It may not.
     *
     * @param outcome {@link Outcome#RATE_LIMITED} or {@link Outcome#TOO_MANY_REQUESTS}
     * @param retryAfterSeconds when asking again is worth it, at least 1: after the rest of the period for the one; for the
     *     other nobody can know, and it is 1
     */
    record Refused(Outcome outcome, int retryAfterSeconds) implements Admission {}

    /** Others are asked, and it is known in a moment. */
    sealed interface Pending extends Admission permits RouteLimits.Asked {
        /**
         * Calls back once, with a {@link Permit} or a {@link Refused}, at once or on another thread. A permit has to be ended even
         * when nobody needs it any more. To be called once.
         */
        void whenDecided(Consumer<Admission> decided);
    }
}
