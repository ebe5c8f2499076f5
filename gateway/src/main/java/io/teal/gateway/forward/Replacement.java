package io.teal.gateway.forward;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.upstream.Lease;
import io.teal.gateway.upstream.Lease.Verdict;
import io.teal.gateway.upstream.Places;
import org.jspecify.annotations.Nullable;

/**
 * The search for another server while an answer that will not do is kept from the client: it is dropped only once another
 * server takes the request, for a poor answer is better than none. Confined to the event loop.
 */
final class Replacement implements Places.Asker {
    private final Forwarding forwarding;
    private final Answering answering;
    private final Attempt instead;
    private final Outcome outcome;
    private Places.@Nullable Ticket ticket;
    private boolean searching = true;
    private boolean found;

    /**
     * @param instead the attempt whose answer will not do
     * @param outcome why not
     */
    Replacement(Forwarding forwarding, Answering answering, Attempt instead, Outcome outcome) {
        this.forwarding = forwarding;
        this.answering = answering;
        this.instead = instead;
        this.outcome = outcome;
    }

    /**
     * Starts to search.
     *
     * @param mayWait whether to wait for a place when no other server has a free one
     * @return whether another server took the request, or may yet; when not, the answer at hand is all there is
     */
    boolean start(boolean mayWait) {
        ticket = forwarding.acquire(instead.lease().server(), this);
        if (found || !searching) {
            return found;
        }
        // Who waits is within the budget already, or all that wait would be granted more than it has.
        if (!mayWait || !forwarding.retries().reserve()) {
            stop();
            return false;
        }
        return true;
    }

    /** Whether it still waits for a place. */
    boolean searching() {
        return searching;
    }

    @Override
    public void granted(Lease lease) {
        if (!searching) {
            lease.end(Verdict.IGNORED);
            return;
        }
        searching = false;
        found = forwarding.replace(instead, outcome, lease);
    }

    @Override
    public void refused(Places.Refusal refusal) {
        boolean waited = searching && ticket != null;
        searching = false;
        if (waited) {
            answering.notReplaced(outcome);
        }
    }

    /** Gives the search up. */
    void stop() {
        searching = false;
        if (ticket != null) {
            ticket.leave();
        }
    }
}
