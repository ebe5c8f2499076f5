package io.teal.gateway.colour;

import io.teal.gateway.outcome.Outcome;

/** What the end of a request says about the colour whose servers were asked for it. */
public enum Judgement {
    /** A complete answer. */
    SUCCESS,
    /** There was none, or one that will not do, and that is the colour's fault. */
    FAILURE,
    /** It may be anybody's doing. */
    NONE;

    /**
     * What an outcome says. Failures are those that {@link Outcome#blame} gives to the server, and that the colour had no
     * usable server or that its breaker was open: both are what became of failures before. A queue that is full or too slow is
     * none, since it depends on how much is sent to the colour: that it is slow shows in the first tokens. Nor is what servers
     * say of requests (4xx, 429), a client that left, or a fault of the gateway.
     */
    public static Judgement of(Outcome outcome) {
        if (outcome.good()) {
            return SUCCESS;
        }
        boolean out = outcome == Outcome.NO_SERVER || outcome == Outcome.CIRCUIT_OPEN;
        return out || outcome.blame() == Outcome.Blame.SERVER ? FAILURE : NONE;
    }
}
