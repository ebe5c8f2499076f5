package io.teal.gateway.exchange;

import io.teal.gateway.address.RealIp;
import io.teal.gateway.explain.Explanation;
import io.teal.gateway.explain.Fate;
import io.teal.gateway.explain.Question;
import io.teal.gateway.explain.Supposed;
import io.teal.gateway.matching.RequestHead;
import io.teal.gateway.matching.RequestPath;
import io.teal.gateway.matching.TrafficDecider;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.proof.ProofKey;
import io.teal.gateway.proof.SelfAnswer;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The first to see a request on an event loop: reads the routing once and hands the request to the action of its route. */
public final class Dispatcher implements Handler<HttpServerRequest> {
    private final Supplier<ActiveRouting> active;
    private final EventLoop loop;
    private final ProofKey key;

    /**
     * @param active the routing new requests are answered by; read once for each request
     * @param loop the event loop all requests of this dispatcher run on
     * @param key what the gateway's own requests show
     */
    public Dispatcher(Supplier<ActiveRouting> active, EventLoop loop, ProofKey key) {
        this.active = active;
        this.loop = loop;
        this.key = key;
    }

    @Override
    public void handle(HttpServerRequest request) {
        ActiveRouting routing = active.get();
        String target = originForm(request.uri());
        String path = RequestPath.normalise(rawPath(target));
        if (key.opens(request.getHeader(ProofKey.FIELD))) {
            answerSelf(request, routing, new RequestView(request, path == null ? "" : path, loop.realIp()));
            return;
        }
        Exchange exchange = new Exchange(request, routing, loop, target, path == null ? "" : path);
        if (path == null) {
            exchange.fail(Outcome.BAD_TARGET, "the request target is not a path this gateway can read");
            return;
        }
        closeAfterwardsIfAsked(request);
        try {
            RouteEntry route = routing.table().match(exchange.head());
            if (route == null) {
                exchange.fail(Outcome.NO_ROUTE, "no route matches");
            } else {
                exchange.enter(route);
                route.action().handle(exchange);
            }
        } catch (RuntimeException e) {
            exchange.failUnexpectedly(e);
        }
    }

    /** Tells the gateway where a request of its own would go. It is no client's, so nothing is counted, logged or recorded. */
    private static void answerSelf(HttpServerRequest request, ActiveRouting routing, RequestHead head) {
        RouteEntry route = routing.table().match(head);
        Division division = route == null ? null : route.action().divide(head);
        SelfAnswer answer = division == null
                ? SelfAnswer.of(routing.revisionText())
                : SelfAnswer.of(
                        routing.revisionText(),
                        division.service(),
                        division.decision().upstream(),
                        division.decision().cause() == TrafficDecider.Cause.CANARY);
        answer.write(request.response().headers());
        var unused = request.response().setStatusCode(answer.status()).end();
    }

    /**
     * What would become of a request by a routing. Nothing is done, taken or counted. Any thread; what living things say, leases
     * and breakers and kept answers, they say each at its own moment.
     *
     * @param realIp whose word about a client's address is taken
     */
    public static Explanation explain(ActiveRouting routing, RealIp realIp, Question question) {
        String target = originForm(Supposed.octets(question.target()));
        String path = RequestPath.normalise(rawPath(target));
        HostAndPort authority = HostAndPort.parseAuthority(Supposed.authority(question), -1);
        Supposed request =
                new Supposed(question, RequestView.host(authority), target, path == null ? "" : path, realIp);
        if (path == null) {
            return Explanation.of(request, routing.revision(), null, new Fate.Refused(Outcome.BAD_TARGET));
        }
        RouteEntry route = routing.table().match(request);
        return route == null
                ? Explanation.of(request, routing.revision(), null, new Fate.Refused(Outcome.NO_ROUTE))
                : Explanation.of(
                        request,
                        routing.revision(),
                        routing.route(route.name()),
                        route.action().explain(request));
    }

    /** Sees {@code close} among several connection options (RFC 9112 9.6), where the server only sees it alone. */
    private static void closeAfterwardsIfAsked(HttpServerRequest request) {
        String options = request.getHeader(HttpHeaders.CONNECTION);
        if (options == null || options.indexOf(',') < 0) {
            return;
        }
        for (String option : options.split(",", -1)) {
            if (option.strip().equalsIgnoreCase("close")) {
                request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
                request.response().endHandler(done -> {
                    var unusedClosing = request.connection().close();
                });
            }
        }
    }

    /** The path and query of a target in absolute form (RFC 9112 3.2.2); any other target as it is. */
    private static String originForm(@Nullable String uri) {
        if (uri == null) {
            return "";
        }
        if (uri.startsWith("/")) {
            return uri;
        }
        int authority = uri.indexOf("://");
        if (authority < 0) {
            return uri;
        }
        for (int i = authority + 3; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c == '/') {
                return uri.substring(i);
            }
            if (c == '?') {
                return "/" + uri.substring(i);
            }
        }
        return "/";
    }

    private static String rawPath(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }
}
