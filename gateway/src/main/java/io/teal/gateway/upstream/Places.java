package io.teal.gateway.upstream;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Server;
import io.vertx.core.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where places at servers are asked for. Every method may be called on any thread. */
public interface Places {
    /**
     * Takes a place. Calls exactly one of the asker's methods: at once on the calling thread when decided at once, else
     * later on {@code loop}.
     *
     * @param loop where the asker is called later; best the calling one
     * @param hash what stands for the sender (see {@link UpstreamGroup#attribute}); 0 when there is nothing, then the fewest
     *     leases decide
     * @param tried servers this request was with already; none of them is granted, and when no other is usable the request
     *     is refused with {@link Outcome#NO_SERVER}, so that the caller reports what failed first
     * @return null when decided at once, else what to leave the line with
     */
    @Nullable Ticket acquire(Context loop, long hash, List<Server> tried, Asker asker);

    /** Who asks for a place. */
    interface Asker {
        /** A place was given; the lease must be ended. */
        void granted(Lease lease);

        /** There is none. */
        void refused(Refusal refusal);
    }

    /**
     * Why there is no place.
     *
     * @param outcome {@link Outcome#QUEUE_FULL}, {@link Outcome#QUEUE_TIMEOUT}, {@link Outcome#NO_SERVER} or
     *     {@link Outcome#CIRCUIT_OPEN}
     * @param retryAfterSeconds when another request may do better, 1 to 60
     */
    record Refusal(Outcome outcome, int retryAfterSeconds) {}

    /** A place in the line. */
    interface Ticket {
        /** The client left: the asker is not called any more. Idempotent. */
        void leave();
    }
}
