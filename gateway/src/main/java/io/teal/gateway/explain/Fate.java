package io.teal.gateway.explain;

import io.teal.gateway.matching.TrafficDecider.Decision;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.RequestAttribute;
import io.teal.gateway.upstream.Prospect;
import org.jspecify.annotations.Nullable;

/** What would become of a request. */
public sealed interface Fate {
    /** The gateway would refuse it, as no route is for it, its target cannot be read, or the route lets no such client in. */
    record Refused(Outcome outcome) implements Fate {}

    /** The route would answer it from the configuration: an answer of its own, or one to what a browser asks beforehand. */
    record Answered(int status) implements Fate {}

    /**
     * The route would send the client elsewhere.
     *
     * @param location where to, for a client that did not use TLS
     */
    record Redirected(int status, String location) implements Fate {}

    /**
     * It would go to a service, if the limits of its route let the client in: what the client has taken of them is not looked at.
     *
     * @param decision the upstream that traffic is divided to, and why
     * @param reason the header field or cookie of the canary rule, or the identity attribute that counted; null when none did
     * @param random whether the upstream was drawn, because nothing tells who asks
     * @param upstream where it would go: the upstream itself, or its fallback while its breaker lets nobody through
     * @param prospect what it would find there
     * @param randomServer whether the balance goes by something the request does not have, so that the server was drawn
     * @param cache what it would have to do with kept answers; with one to give out, no server is asked
     */
    record Forwarded(
            Decision decision,
            @Nullable RequestAttribute reason,
            boolean random,
            String upstream,
            Prospect prospect,
            boolean randomServer,
            CacheFate cache)
            implements Fate {}
}
