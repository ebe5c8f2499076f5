package io.teal.gateway.forward;

import io.teal.gateway.exchange.Deadlines;
import io.teal.gateway.outcome.Outcome;

/**
 * The clock of one request: the total, and inside of it the clock of whatever is waited for at the moment. Confined to the
 * event loop.
 */
final class RequestClock extends Deadlines.Watch {
    private final Deadlines deadlines;
    private final long totalDeadline;
    private final Expiry expiry;
    private long phaseDeadline = NEVER;
    private Outcome phaseOutcome = Outcome.TIMEOUT_TOTAL;

    /** Who is told that a time is up. */
    interface Expiry {
        /**
         * A time is up. Called on every tick until the clock stops or something else is waited for.
         *
         * @param outcome which one
         * @param serverWaitedFor whether it was the server that was waited for, also when it was the whole that took too long
         */
        void timeIsUp(Outcome outcome, boolean serverWaitedFor);
    }

    /** Starts with nothing but the total to wait for. */
    RequestClock(Deadlines deadlines, long totalNanos, Expiry expiry) {
        this.deadlines = deadlines;
        this.totalDeadline = deadlines.now() + totalNanos;
        this.expiry = expiry;
        deadlines.add(this);
        waitForNothing();
    }

    long now() {
        return deadlines.now();
    }

    /** From now on something is waited for that long, and running out of it is this outcome. */
    void waitFor(long nanos, Outcome outcome) {
        waitUntil(deadlines.now() + nanos, outcome);
    }

    /** The same until a point of time. */
    void waitUntil(long deadline, Outcome outcome) {
        phaseDeadline = deadline;
        phaseOutcome = outcome;
        deadline(deadline - totalDeadline < 0 ? deadline : totalDeadline);
    }

    /** Nothing is waited for in particular: only the total counts. */
    void waitForNothing() {
        phaseDeadline = NEVER;
        phaseOutcome = Outcome.TIMEOUT_TOTAL;
        deadline(totalDeadline);
    }

    void stop() {
        unwatch();
    }

    @Override
    protected void expired(long now) {
        boolean phaseOver = phaseDeadline != NEVER && now - phaseDeadline >= 0;
        boolean serverWaitedFor = phaseDeadline != NEVER && phaseOutcome.blame() == Outcome.Blame.SERVER;
        expiry.timeIsUp(phaseOver ? phaseOutcome : Outcome.TIMEOUT_TOTAL, serverWaitedFor);
    }

    @Override
    protected void gatewayEnds() {
        expiry.timeIsUp(Outcome.SHUTDOWN, false);
    }
}
