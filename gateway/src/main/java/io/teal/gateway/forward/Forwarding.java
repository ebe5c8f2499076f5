package io.teal.gateway.forward;

import io.teal.gateway.exchange.Deadlines;
import io.teal.gateway.exchange.Exchange;
import io.teal.gateway.failure.Failure;
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

/**
 * One request on its way to a service: reads the body, asks for a lease, makes attempts, decides about another, and hands the
 * answer to the {@link Relay}. It ends in exactly one of three ways: the answer is complete, a failure is told, or the client
 * has left. Confined to the event loop.
 */
final class Forwarding extends Deadlines.Watch implements UpstreamGroup.Asker, RequestBody.Reader {
    private static final long NONE = Deadlines.Watch.NEVER;

    private final ForwardAction action;
    private final Exchange exchange;
    private final String upstreamName;
    private final UpstreamGroup group;
    private final RetryBudget budget;
    private final OriginPool pool;
    private final RequestBody body;
    private final String target;
    private final boolean webSocket;
    private final long totalDeadline;

    private List<Server> tried = List.of();
    private int retriesLeft;
    private boolean freshOnly;
    private boolean over;
    private boolean expectContinue;
    private Failure phaseFailure = Failure.TIMEOUT_TOTAL;
    private long phaseDeadline = NONE;
    private UpstreamGroup.@Nullable Ticket ticket;
    private @Nullable Attempt attempt;
    private @Nullable Relay relay;
    private @Nullable Failure firstFailure;
    private String firstReason = "";

    Forwarding(ForwardAction action, Exchange exchange, ForwardAction.Target to, OriginPool pool) {
        this.action = action;
        this.exchange = exchange;
        this.upstreamName = to.upstream();
        this.group = to.group();
        this.budget = to.budget();
        this.pool = pool;
        this.target = action.rewrite().apply(exchange.target(), exchange.head().path());
        this.retriesLeft = action.policies().retry().attempts();
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
        phase(NONE, Failure.TIMEOUT_TOTAL);
        HttpServerRequest request = exchange.request();
        request.exceptionHandler(gone -> clientLeft());
        exchange.response().exceptionHandler(gone -> clientLeft());
        exchange.response().closeHandler(gone -> clientLeft());
        expectContinue = "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
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
        cancelAttempt(Verdict.IGNORED, Failure.BODY_TOO_LARGE.tag());
        finish(Failure.BODY_TOO_LARGE, "the body is longer than this route allows", 0);
    }

    @Override
    public void bodySent() {
        if (attempt != null && relay == null) {
            attempt.requestSent();
            phase(now() + timeouts().firstByte().toNanos(), Failure.TIMEOUT_FIRST_BYTE);
        }
    }

    private Policies.Timeouts timeouts() {
        return action.policies().timeouts();
    }

    private void acquire() {
        ticket = group.acquire(exchange.loop().context(), action.hash(group, exchange.head()), tried, this);
    }

    @Override
    public void granted(Lease lease) {
        ticket = null;
        if (over) {
            lease.end(Verdict.IGNORED);
            return;
        }
        attempt = new Attempt(this, lease);
        // The client below has one time for all connections; this one is the route's.
        phase(now() + timeouts().connect().toNanos(), Failure.TIMEOUT_CONNECT);
        attempt.start(pool, group.spec(), freshOnly);
    }

    @Override
    public void refused(UpstreamGroup.Refusal refusal) {
        ticket = null;
        if (over) {
            return;
        }
        Failure first = firstFailure;
        if (first != null) {
            finish(first, firstReason, first.status() == 503 ? refusal.retryAfterSeconds() : 0);
        } else {
            finish(
                    refusal.failure(),
                    ForwardAction.explain(refusal.failure(), upstreamName),
                    refusal.retryAfterSeconds());
        }
    }

    void writeHead(HttpClientRequest to) {
        MultiMap headers = to.headers();
        action.hygiene()
                .toServer(HeaderHygiene.Arrival.of(exchange), exchange.request().headers(), headers, webSocket);
        long declared = body.declared();
        if (declared > 0 || (declared == 0 && body.framed())) {
            headers.set(HttpHeaders.CONTENT_LENGTH, Long.toString(declared));
        } else if (declared < 0) {
            to.setChunked(true);
        }
        to.earlyHintsHandler(hints -> {
            if (!over && relay == null && exchange.open()) {
                var unused = exchange.response().writeEarlyHints(hints);
            }
        });
    }

    void sending(Attempt by, HttpClientRequest to) {
        phase(NONE, Failure.TIMEOUT_TOTAL);
        if (webSocket) {
            phase(now() + timeouts().firstByte().toNanos(), Failure.TIMEOUT_FIRST_BYTE);
            Tunnel.open(to);
        } else {
            body.sendTo(to);
        }
    }

    void answered(Attempt by, HttpClientResponse head) {
        if (webSocket && head.statusCode() == 101) {
            phase(NONE, Failure.TIMEOUT_TOTAL);
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
        if (!mayRetry(Failure.REFUSED_BY_SERVER)) {
            return false;
        }
        List<Server> without = plus(tried, by.lease().server());
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
                        tried = without;
                        retriesLeft--;
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

    private boolean mayRetry(Failure failure) {
        boolean harmless =
                switch (failure.repeat()) {
                    case ALWAYS -> true;
                    case IF_IDEMPOTENT -> Attempt.idempotent(exchange.request().method());
                    case NEVER -> false;
                };
        return harmless
                && !over
                && !exchange.response().headWritten()
                && body.replayable()
                && (failure == Failure.STALE_CONNECTION
                        || (retriesLeft > 0
                                && budget.tryRetry(action.policies().retry().budgetPercent())));
    }

    void attemptFailed(Attempt by, Failure failure, String why) {
        attempt = null;
        if (over) {
            return;
        }
        body.detach();
        Relay passing = relay;
        if (passing != null && exchange.response().headWritten()) {
            over = true;
            unwatch();
            passing.breakOff(failure);
            return;
        }
        if (passing != null) {
            passing.stop();
        }
        if (passing == null && mayRetry(failure)) {
            retry(by, failure, why);
        } else {
            finish(failure, "server " + by.lease().server().address() + ": " + why, 0);
        }
    }

    private void retry(Attempt by, Failure failure, String why) {
        if (failure == Failure.STALE_CONNECTION) {
            // The server let go of a kept connection: nothing is known against it, but only a new one proves that.
            freshOnly = true;
        } else {
            retriesLeft--;
            tried = plus(tried, by.lease().server());
            if (firstFailure == null) {
                firstFailure = failure;
                firstReason = "server " + by.lease().server().address() + ": " + why;
            }
        }
        phase(NONE, Failure.TIMEOUT_TOTAL);
        acquire();
    }

    private static List<Server> plus(List<Server> servers, Server server) {
        return switch (servers.size()) {
            case 0 -> List.of(server);
            case 1 -> List.of(servers.get(0), server);
            default -> {
                Server[] all = servers.toArray(new Server[servers.size() + 1]);
                all[servers.size()] = server;
                yield List.of(all);
            }
        };
    }

    /** Bytes of the answer came and went on: the silence clock starts again. */
    void progress() {
        phase(now() + timeouts().idle().toNanos(), Failure.TIMEOUT_IDLE);
    }

    /** The client reads slower than the server writes: silence from here on is not the server's. */
    void clientSlow() {
        phase(NONE, Failure.TIMEOUT_TOTAL);
    }

    void writeResponseFields(MultiMap in, MultiMap out, boolean upgraded) {
        action.hygiene().toClient(in, out, upgraded);
        out.set("X-Request-ID", exchange.requestId());
        out.set("X-Teal-Upstream", upstreamName);
        out.set("X-Teal-Revision", exchange.routing().revisionText());
    }

    void writeTrailers(MultiMap in, MultiMap out) {
        action.hygiene().trailersToClient(in, out);
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
    }

    private void phase(long deadline, Failure failure) {
        phaseDeadline = deadline;
        phaseFailure = failure;
        deadline(deadline != NONE && deadline - totalDeadline < 0 ? deadline : totalDeadline);
    }

    @Override
    protected void expired(long now) {
        boolean phaseOver = phaseDeadline != NONE && now - phaseDeadline >= 0;
        Failure failure = phaseOver ? phaseFailure : Failure.TIMEOUT_TOTAL;
        Attempt running = attempt;
        if (running != null) {
            running.fail(failure, "no answer in time (" + failure.tag() + ")");
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
        cancelAttempt(Verdict.IGNORED, Failure.CLIENT_LEFT.tag());
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

    private void finish(Failure failure, String message, int retryAfterSeconds) {
        if (over) {
            return;
        }
        over = true;
        unwatch();
        Relay passing = relay;
        if (passing != null && exchange.response().headWritten()) {
            passing.breakOff(failure);
        } else {
            exchange.fail(failure, message, retryAfterSeconds);
        }
    }
}
