package io.teal.gateway.forward;

import io.teal.gateway.exchange.Exchange;
import io.teal.gateway.message.Errand;
import io.teal.gateway.message.RequestBody;
import io.teal.gateway.origin.OriginPool;
import io.teal.gateway.origin.OriginRequest;
import io.teal.gateway.origin.OriginResponse;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.retry.Retries;
import io.teal.gateway.routing.Policies;
import io.teal.gateway.routing.Server;
import io.teal.gateway.stats.RetryRefusal;
import io.teal.gateway.upstream.Lease;
import io.teal.gateway.upstream.Lease.Verdict;
import io.teal.gateway.upstream.Places;
import io.teal.gateway.upstream.UpstreamGroup;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * One request on its way to a service: reads the body, asks for a lease, makes attempts, decides about another, and hands the
 * answer to the {@link Relay}. It ends in exactly one of three ways: the answer is complete, a failure is told, or nobody
 * wants it any more. Confined to the event loop.
 */
final class Forwarding implements Places.Asker, RequestBody.Reader, RequestClock.Expiry {
    private final Forwarder route;
    private final Errand errand;
    private final Recipient recipient;
    private final Forwarder.Destination to;
    private final UpstreamGroup group;
    private final Question question;
    private final Retries retries;
    private final Heads heads;
    private final OriginPool pool;
    private final RequestBody body;
    private final String target;
    private final boolean webSocket;
    private final RequestClock clock;
    private final Answering answering;
    private final Evidence evidence;
    private boolean over;
    private Places.@Nullable Ticket ticket;
    private @Nullable Attempt attempt;

    Forwarding(
            Forwarder route,
            Errand errand,
            RequestBody body,
            Forwarder.Destination to,
            Heads heads,
            Recipient recipient,
            OriginPool pool) {
        this.route = route;
        this.errand = errand;
        this.body = body;
        this.to = to;
        this.group = to.group();
        this.heads = heads;
        this.recipient = recipient;
        this.pool = pool;
        this.target = route.target(errand.target(), errand.head().path());
        String method = errand.head().method();
        this.question = Question.of(route.policies().answers(), method, target);
        this.retries = new Retries(route.retry(errand), to.budget(), to.attempts(), method, question.repeatable());
        this.webSocket = Tunnel.isAskedFor(recipient.client(), group.spec().protocol());
        this.clock =
                new RequestClock(errand.loop().deadlines(), timeouts().total().toNanos(), this);
        this.evidence = new Evidence(to.counts().colour());
        this.answering = new Answering(this, clock, route, group, evidence);
    }

    Errand errand() {
        return errand;
    }

    Recipient recipient() {
        return recipient;
    }

    String target() {
        return target;
    }

    /** What the request asks, and how its answer is read. */
    Question question() {
        return question;
    }

    boolean webSocket() {
        return webSocket;
    }

    boolean attempting() {
        return attempt != null;
    }

    /** Bytes of the request's body that have come. */
    long requestBytes() {
        return body.received();
    }

    long now() {
        return clock.now();
    }

    private Policies.Timeouts timeouts() {
        return route.policies().timeouts();
    }

    /** Reads the body, then asks for a server. */
    void start() {
        to.budget().request();
        body.read(this);
    }

    /** Asks for a server, as the body is there. */
    void startWithBody() {
        to.budget().request();
        body.handTo(this);
        acquire();
    }

    // The request's body.

    @Override
    public void bodyReady() {
        acquire();
    }

    @Override
    public void bodyTooLarge() {
        cancelAttempt(Outcome.BODY_TOO_LARGE);
        finish(Outcome.BODY_TOO_LARGE, "the body is longer than this route allows", 0);
    }

    @Override
    public void bodySent() {
        if (attempt != null && !answering.begun()) {
            attempt.requestSent();
            clock.waitFor(timeouts().firstByte().toNanos(), Outcome.TIMEOUT_FIRST_BYTE);
        }
    }

    @Override
    public void bodyHeldBack() {
        if (!answering.begun()) {
            clock.waitFor(timeouts().idle().toNanos(), Outcome.TIMEOUT_IDLE);
        }
    }

    @Override
    public void bodyFlows() {
        if (!answering.begun()) {
            clock.waitForNothing();
        }
    }

    // A server.

    private void acquire() {
        evidence.asked(now());
        Places.Ticket waiting =
                group.acquire(errand.loop().context(), route.hash(group, errand.head()), retries.tried(), this);
        // What is granted at once may have failed and be waiting again by now.
        if (waiting != null) {
            ticket = waiting;
            errand.record().waits(now());
        }
    }

    /** Asks for a lease on another server than those that were tried and this one. */
    Places.@Nullable Ticket acquire(Server butNot, Places.Asker asker) {
        return group.acquire(errand.loop().context(), route.hash(group, errand.head()), retries.with(butNot), asker);
    }

    @Override
    public void granted(Lease lease) {
        ticket = null;
        if (over) {
            lease.end(Verdict.IGNORED);
            return;
        }
        retries.begins();
        attempt = new Attempt(this, lease, to);
        clock.waitForNothing();
        try {
            attempt.start(pool, group.spec(), timeouts().connect(), retries.freshOnly());
        } catch (RuntimeException bug) {
            bug(bug);
        }
    }

    @Override
    public void refused(Places.Refusal refusal) {
        ticket = null;
        if (over) {
            return;
        }
        retries.comesToNothing();
        Outcome first = retries.first();
        if (first != null) {
            finish(first, explain(first), first.status() == 503 ? refusal.retryAfterSeconds() : 0);
        } else {
            finish(refusal.outcome(), explain(refusal.outcome()), refusal.retryAfterSeconds());
        }
    }

    // An attempt.

    void writeHead(OriginRequest head) {
        heads.toServer(errand, head, body, question.read(), webSocket);
    }

    void earlyHints(MultiMap hints) {
        if (!over && !answering.begun()) {
            recipient.earlyHints(hints);
        }
    }

    void sending(Attempt by, OriginRequest request) {
        clock.waitForNothing();
        if (webSocket) {
            clock.waitFor(timeouts().firstByte().toNanos(), Outcome.TIMEOUT_FIRST_BYTE);
            request.sendHead();
        } else {
            body.sendTo(request);
        }
    }

    void answered(Attempt by, OriginResponse head) {
        Exchange client = recipient.client();
        if (client != null && webSocket && head.status() == 101) {
            evidence.tunnel();
            end(Outcome.OK);
            Tunnel.establish(client, heads, by, head);
            return;
        }
        answering.begin(by, head);
    }

    /** Whether another attempt could follow one that ended so. */
    boolean mayRetry(Outcome outcome) {
        return !over && refusal(outcome) == null;
    }

    /** The same, where another attempt would be made now; why it may not is counted. */
    boolean retriesInstead(Outcome outcome) {
        return !over && retries.decided(outcome, refusal(outcome));
    }

    private @Nullable RetryRefusal refusal(Outcome outcome) {
        if (recipient.told() || answering.passing()) {
            return RetryRefusal.ANSWERED;
        }
        return body.replayable() ? retries.refusal(outcome) : RetryRefusal.BODY;
    }

    /** The further attempts of the request. */
    Retries retries() {
        return retries;
    }

    /** Another server can take the request: what came of this attempt is dropped, unless the budget was spent just now. */
    boolean replace(Attempt by, Outcome outcome, Lease lease) {
        if (over || !retries.follow(outcome, by.lease().server())) {
            lease.end(Verdict.IGNORED);
            return false;
        }
        by.say(Level.DEBUG, outcome, "another server is asked");
        answering.drop();
        by.cancel(Attempt.verdict(outcome), outcome);
        body.detach();
        granted(lease);
        return true;
    }

    /** No other server takes the request, and there is no answer that could be passed on instead. */
    void notReplaced(Outcome outcome) {
        finish(outcome, explain(outcome), 0);
    }

    void attemptFailed(Attempt by, Outcome outcome, String why) {
        attempt = null;
        if (over) {
            return;
        }
        body.detach();
        if (answering.searching()) {
            // Its answer would not do anyway; the search goes on without it.
            by.say(Level.DEBUG, outcome, why);
            return;
        }
        if (retriesInstead(outcome) && retries.follow(outcome, by.lease().server())) {
            answering.drop();
            by.say(Level.DEBUG, outcome, why);
            clock.waitForNothing();
            acquire();
            return;
        }
        by.say(Level.INFO, outcome, why);
        finish(outcome, explain(outcome), 0);
    }

    // Ends.

    /** All of an answer has come; its client may not have it yet. */
    void attemptComplete(Attempt by, Outcome outcome) {
        by.complete(body.complete(), outcome);
        attempt = null;
    }

    /** The client has all of the answer. */
    void answerComplete(Attempt by, Outcome outcome) {
        if (over) {
            return;
        }
        end(outcome);
        boolean reusable = body.complete();
        body.discard();
        by.complete(reusable, outcome);
        recipient.over(outcome, !reusable);
    }

    @Override
    public void timeIsUp(Outcome outcome, boolean serverWaitedFor) {
        Attempt running = attempt;
        evidence.timeIsUp(serverWaitedFor);
        if (running != null) {
            running.fail(outcome, serverWaitedFor, explain(outcome));
        } else {
            leaveQueue();
            finish(outcome, explain(outcome), 0);
        }
    }

    /** Nobody wants the answer any more: what is under way is broken off. */
    void leave() {
        if (over) {
            return;
        }
        end(Outcome.CLIENT_LEFT);
        leaveQueue();
        answering.drop();
        cancelAttempt(Outcome.CLIENT_LEFT);
        body.discard();
        recipient.over(Outcome.CLIENT_LEFT, false);
    }

    /** A fault of the gateway's own ended it. */
    void bug(RuntimeException bug) {
        end(Outcome.INTERNAL);
        leaveQueue();
        answering.drop();
        cancelAttempt(Outcome.INTERNAL);
        body.discard();
        recipient.bug(bug);
    }

    private void end(Outcome outcome) {
        over = true;
        clock.stop();
        evidence.ended(outcome, now());
    }

    private void leaveQueue() {
        if (ticket != null) {
            ticket.leave();
            ticket = null;
        }
        answering.stopSearching();
    }

    private void cancelAttempt(Outcome why) {
        if (attempt != null) {
            attempt.cancel(Verdict.IGNORED, why);
            attempt = null;
        }
    }

    private String explain(Outcome outcome) {
        return Forwarder.explain(outcome, to.upstream());
    }

    private void finish(Outcome outcome, String message, int retryAfterSeconds) {
        if (over) {
            return;
        }
        end(outcome);
        body.discard();
        if (recipient.told()) {
            answering.breakOff(outcome);
            recipient.over(outcome, false);
        } else {
            answering.drop();
            recipient.fail(outcome, message, retryAfterSeconds);
        }
    }
}
