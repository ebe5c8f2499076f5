package io.teal.gateway.forward;

import io.teal.gateway.exchange.Deadlines;
import io.teal.gateway.exchange.Exchange;
import io.teal.gateway.origin.OriginPool;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Policies;
import io.teal.gateway.routing.Server;
import io.teal.gateway.upstream.Lease;
import io.teal.gateway.upstream.Lease.Verdict;
import io.teal.gateway.upstream.UpstreamGroup;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One request on its way to a service: reads the body, asks for a lease, makes attempts, decides about another, and hands the
 * answer to the {@link Relay}. It ends in exactly one of three ways: the answer is complete, a failure is told, or the client
 * has left. Confined to the event loop.
 */
final class Forwarding extends Deadlines.Watch implements UpstreamGroup.Asker, RequestBody.Reader {
    private static final Logger log = LoggerFactory.getLogger(Forwarding.class);
    private static final long NONE = Deadlines.Watch.NEVER;

    /** How long a client may take nothing at all of its answer, as nginx's {@code send_timeout}: 60 s. */
    private static final long CLIENT_STALL_NANOS = 60_000_000_000L;

    private final ForwardAction action;
    private final Exchange exchange;
    private final String upstreamName;
    private final UpstreamGroup group;
    private final RetryBudget budget;
    private final Retries retries;
    private final Heads heads;
    private final OriginPool pool;
    private final RequestBody body;
    private final String target;
    private final boolean webSocket;
    private final long totalDeadline;

    private boolean over;
    private Outcome phaseFailure = Outcome.TIMEOUT_TOTAL;
    private long phaseDeadline = NONE;
    private UpstreamGroup.@Nullable Ticket ticket;
    private @Nullable Attempt attempt;
    private @Nullable Relay relay;

    Forwarding(ForwardAction action, Exchange exchange, ForwardAction.Target to, OriginPool pool) {
        this.action = action;
        this.exchange = exchange;
        this.upstreamName = to.upstream();
        this.group = to.group();
        this.budget = to.budget();
        this.pool = pool;
        this.target = action.rewrite().apply(exchange.target(), exchange.head().path());
        this.retries = new Retries(
                action.policies().retry(), to.budget(), exchange.request().method());
        this.heads = new Heads(exchange, action.hygiene(), to.upstream());
        this.webSocket = Tunnel.isAskedFor(exchange, group.spec().protocol());
        this.body =
                new RequestBody(exchange.request(), action.policies().limits().body(), this);
        this.totalDeadline = now() + action.policies().timeouts().total().toNanos();
    }

    Exchange exchange() {
        return exchange;
    }

    String target() {
        return target;
    }

    /** Whether the client asks for a WebSocket. */
    boolean webSocket() {
        return webSocket;
    }

    long now() {
        return exchange.loop().deadlines().now();
    }

    void start() {
        budget.request();
        exchange.loop().deadlines().add(this);
        phase(NONE, Outcome.TIMEOUT_TOTAL);
        HttpServerRequest request = exchange.request();
        request.exceptionHandler(gone -> clientLeft());
        exchange.response().exceptionHandler(gone -> clientLeft());
        exchange.response().closeHandler(gone -> clientLeft());
        boolean expectContinue = "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
        body.read();
        if (!over && expectContinue && !body.complete()) {
            var unused = exchange.response().writeContinue();
        }
    }

    @Override
    public void bodyReady() {
        acquire();
    }

    @Override
    public void bodyTooLarge() {
        cancelAttempt(Verdict.IGNORED, Outcome.BODY_TOO_LARGE.tag());
        finish(Outcome.BODY_TOO_LARGE, "the body is longer than this route allows", 0);
    }

    @Override
    public void bodySent() {
        if (attempt != null && relay == null) {
            attempt.requestSent();
            phase(now() + timeouts().firstByte().toNanos(), Outcome.TIMEOUT_FIRST_BYTE);
        }
    }

    private Policies.Timeouts timeouts() {
        return action.policies().timeouts();
    }

    private void acquire() {
        UpstreamGroup.Ticket waiting =
                group.acquire(exchange.loop().context(), action.hash(group, exchange.head()), retries.tried(), this);
        // What is granted at once may have failed and be waiting again by now.
        if (waiting != null) {
            ticket = waiting;
        }
    }

    @Override
    public void bodyHeldBack() {
        if (relay == null) {
            phase(now() + timeouts().idle().toNanos(), Outcome.TIMEOUT_IDLE);
        }
    }

    @Override
    public void bodyFlows() {
        if (relay == null) {
            phase(NONE, Outcome.TIMEOUT_TOTAL);
        }
    }

    @Override
    public void granted(Lease lease) {
        ticket = null;
        if (over) {
            lease.end(Verdict.IGNORED);
            return;
        }
        attempt = new Attempt(this, lease);
        phase(NONE, Outcome.TIMEOUT_TOTAL);
        try {
            attempt.start(pool, group.spec(), timeouts().connect(), retries.freshOnly());
        } catch (RuntimeException bug) {
            bug(bug);
        }
    }

    @Override
    public void refused(UpstreamGroup.Refusal refusal) {
        ticket = null;
        if (over) {
            return;
        }
        Outcome first = retries.first();
        if (first != null) {
            finish(
                    first,
                    ForwardAction.explain(first, upstreamName),
                    first.status() == 503 ? refusal.retryAfterSeconds() : 0);
        } else {
            finish(
                    refusal.outcome(),
                    ForwardAction.explain(refusal.outcome(), upstreamName),
                    refusal.retryAfterSeconds());
        }
    }

    void writeHead(HttpClientRequest to) {
        heads.toServer(to, body, webSocket);
    }

    void earlyHints(MultiMap hints) {
        if (!over && relay == null) {
            heads.earlyHints(hints);
        }
    }

    void sending(Attempt by, HttpClientRequest to) {
        phase(NONE, Outcome.TIMEOUT_TOTAL);
        if (webSocket) {
            phase(now() + timeouts().firstByte().toNanos(), Outcome.TIMEOUT_FIRST_BYTE);
            Tunnel.open(to);
        } else {
            body.sendTo(to);
        }
    }

    void answered(Attempt by, HttpClientResponse head) {
        if (webSocket && head.statusCode() == 101) {
            phase(NONE, Outcome.TIMEOUT_TOTAL);
            over = true;
            unwatch();
            Tunnel.establish(this, by, head);
            return;
        }
        if ((head.statusCode() == 503 || head.statusCode() == 429) && refusedByServer(by, head)) {
            return;
        }
        relay = new Relay(this, by, head);
        progress();
        relay.start();
    }

    /** Tries another server when this one took the request only to refuse it; true when another takes it. */
    private boolean refusedByServer(Attempt by, HttpClientResponse head) {
        if (!mayRetry(Outcome.REFUSED_BY_SERVER)) {
            return false;
        }
        List<Server> without = retries.with(by.lease().server());
        boolean[] taken = new boolean[1];
        UpstreamGroup.Ticket waiting = group.acquire(
                exchange.loop().context(), action.hash(group, exchange.head()), without, new UpstreamGroup.Asker() {
                    @Override
                    public void granted(Lease lease) {
                        if (over || relay != null) {
                            lease.end(Verdict.IGNORED);
                            return;
                        }
                        taken[0] = true;
                        retries.follow(Outcome.REFUSED_BY_SERVER, by.lease().server());
                        by.cancel(
                                head.statusCode() == 503 ? Verdict.FAILURE : Verdict.IGNORED,
                                "status " + head.statusCode());
                        body.detach();
                        Forwarding.this.granted(lease);
                    }

                    @Override
                    public void refused(UpstreamGroup.Refusal refusal) {}
                });
        if (!taken[0] && waiting != null) {
            waiting.leave();
        }
        return taken[0];
    }

    private boolean mayRetry(Outcome failure) {
        return !over && !exchange.response().headWritten() && body.replayable() && retries.mayFollow(failure);
    }

    void attemptFailed(Attempt by, Outcome failure, String why) {
        attempt = null;
        if (over) {
            return;
        }
        body.detach();
        Relay passing = relay;
        if (passing == null && mayRetry(failure)) {
            retry(by, failure, why);
            return;
        }
        say(Level.INFO, by, failure, why);
        if (passing != null && !exchange.response().headWritten()) {
            passing.stop();
        }
        finish(failure, ForwardAction.explain(failure, upstreamName), 0);
    }

    /** Where the server is, and what it did, is for the log; a client only learns the request's id. */
    private void say(Level level, Attempt by, Outcome failure, String why) {
        log.atLevel(level)
                .log(
                        "attempt failed request_id={} server={} failure={} reason=\"{}\"",
                        exchange.requestId(),
                        by.lease().key(),
                        failure.tag(),
                        why);
    }

    /** A fault of the gateway's own ended it. */
    void bug(RuntimeException bug) {
        over = true;
        unwatch();
        leaveQueue();
        cancelAttempt(Verdict.IGNORED, Outcome.INTERNAL.tag());
        body.discard();
        exchange.failUnexpectedly(bug);
    }

    private void retry(Attempt by, Outcome failure, String why) {
        retries.follow(failure, by.lease().server());
        say(Level.DEBUG, by, failure, why);
        phase(NONE, Outcome.TIMEOUT_TOTAL);
        acquire();
    }

    /** Bytes of the answer came and went on: the silence clock starts again. */
    void progress() {
        phase(now() + timeouts().idle().toNanos(), Outcome.TIMEOUT_IDLE);
    }

    /** The client reads slower than the server writes: silence from here on is the client's. */
    void clientSlow() {
        phase(now() + CLIENT_STALL_NANOS, Outcome.CLIENT_STALLED);
    }

    Heads heads() {
        return heads;
    }

    void answerComplete(Attempt by) {
        if (over) {
            return;
        }
        over = true;
        unwatch();
        boolean reusable = body.complete();
        body.discard();
        by.complete(reusable);
        if (!reusable && !exchange.http2()) {
            exchange.dropRestOfBody();
        }
    }

    private void phase(long deadline, Outcome failure) {
        phaseDeadline = deadline;
        phaseFailure = failure;
        deadline(deadline != NONE && deadline - totalDeadline < 0 ? deadline : totalDeadline);
    }

    @Override
    protected void expired(long now) {
        boolean phaseOver = phaseDeadline != NONE && now - phaseDeadline >= 0;
        Outcome failure = phaseOver ? phaseFailure : Outcome.TIMEOUT_TOTAL;
        Attempt running = attempt;
        if (running != null) {
            // Whoever was waited for is to blame, also when it was the whole that took too long.
            boolean serverWaitedFor = phaseDeadline != NONE && phaseFailure.blame() == Outcome.Blame.SERVER;
            running.fail(failure, serverWaitedFor, "no answer in time");
        } else {
            leaveQueue();
            finish(failure, "the request took longer than it may", 0);
        }
    }

    private void clientLeft() {
        if (over) {
            return;
        }
        over = true;
        unwatch();
        leaveQueue();
        if (relay != null) {
            relay.stop();
        }
        cancelAttempt(Verdict.IGNORED, Outcome.CLIENT_LEFT.tag());
        body.discard();
    }

    private void leaveQueue() {
        if (ticket != null) {
            ticket.leave();
            ticket = null;
        }
    }

    private void cancelAttempt(Verdict verdict, String why) {
        if (attempt != null) {
            attempt.cancel(verdict, why);
            attempt = null;
        }
    }

    private void finish(Outcome failure, String message, int retryAfterSeconds) {
        if (over) {
            return;
        }
        over = true;
        unwatch();
        body.discard();
        Relay passing = relay;
        if (passing != null && exchange.response().headWritten()) {
            passing.breakOff(failure);
        } else {
            exchange.fail(failure, message, retryAfterSeconds);
        }
    }
}
