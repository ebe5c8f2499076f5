package io.teal.gateway.upstream;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.ServerKey;
import java.time.Duration;
import java.util.Map;

/**
 * What one server is doing at one moment.
 *
 * @param key which server
 * @param state the one word for it: the first that holds of down, draining, unhealthy, ejected, half open, slow start, up
 * @param reason why it is in that state, for people; empty when up
 * @param leases requests it has now
 * @param elsewhere requests it has from other gateways, as they told last; not part of {@code leases}
 * @param ghosts what it still has to do for attempts that were broken off, in leases; not part of {@code leases}
 * @param queued requests that wait in its upstream
 * @param recentFailures failures inside the last {@code fail_timeout}, as far as they are remembered
 * @param requests leases granted since its state exists
 * @param failures those that ended in failure
 * @param attempts how many attempts ended how since then, without those outcomes that there were none of
 * @param ejectedFor time left of the ejection, zero when there is none
 * @param oldestLease age of its oldest lease, zero when it has none
 * @param firstByte learned mean time to the first byte, zero when unknown
 * @param firstToken learned mean time to the first token of an answer, zero when unknown
 * @param draining whether an operator drains it
 * @param healthy what the active check says; true when there is none
 */
public record ServerStatus(
        ServerKey key,
        State state,
        String reason,
        int leases,
        int elsewhere,
        double ghosts,
        int queued,
        int recentFailures,
        long requests,
        long failures,
        Map<Outcome, Long> attempts,
        Duration ejectedFor,
        Duration oldestLease,
        Duration firstByte,
        Duration firstToken,
        boolean draining,
        boolean healthy) {

    /** The one word for what a server is doing. */
    public enum State {
        UP,
        /** Back after a recovery, its share still growing. */
        SLOW_START,
        /** Out after failures or by an operator. */
        EJECTED,
        /** The ejection is over; one trial request decides. */
        HALF_OPEN,
        /** The active check says no. */
        UNHEALTHY,
        /** An operator lets it run empty. */
        DRAINING,
        /** The routing says it takes nothing. */
        DOWN
    }
}
