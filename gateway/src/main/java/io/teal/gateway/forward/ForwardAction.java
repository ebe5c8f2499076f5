package io.teal.gateway.forward;

import io.teal.gateway.answer.WatchedTexts;
import io.teal.gateway.exchange.Exchange;
import io.teal.gateway.exchange.RouteAction;
import io.teal.gateway.exchange.TargetRewrite;
import io.teal.gateway.limit.Admission;
import io.teal.gateway.limit.ClientLimits;
import io.teal.gateway.limit.RouteLimits;
import io.teal.gateway.matching.AttributeHash;
import io.teal.gateway.matching.RequestHead;
import io.teal.gateway.matching.TrafficDecider;
import io.teal.gateway.origin.OriginPools;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.retry.RetryBudget;
import io.teal.gateway.retry.RetryBudgets;
import io.teal.gateway.routing.Action;
import io.teal.gateway.routing.Policies;
import io.teal.gateway.routing.RequestAttribute;
import io.teal.gateway.routing.Route;
import io.teal.gateway.routing.Service;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.stats.OutcomeCounts;
import io.teal.gateway.stats.Stats;
import io.teal.gateway.upstream.UpstreamGroup;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Sends requests of a route to its service. Immutable, shared by all event loops. */
public final class ForwardAction implements RouteAction {
    private final Policies policies;
    private final HeaderHygiene hygiene;
    private final TargetRewrite rewrite;
    private final TrafficDecider traffic;
    private final RouteLimits limits;
    private final Map<String, Target> targets;
    private final Shared shared;

    /**
     * An upstream a request may go to.
     *
     * @param upstream its name
     * @param group its living state
     * @param budget its budget of further attempts
     * @param counts how the requests of this route to it end
     */
    record Target(String upstream, UpstreamGroup group, RetryBudget budget, OutcomeCounts counts) {}

    /**
     * What all routes share, over all revisions.
     *
     * @param budgets the retry budgets
     * @param pools the connections to servers
     * @param limits what single clients have taken
     * @param stats the counters
     * @param watched the texts that are looked for in errors
     */
    public record Shared(
            RetryBudgets budgets, OriginPools pools, ClientLimits limits, Stats stats, WatchedTexts watched) {}

    private ForwardAction(Route route, Policies policies, Service service, Map<String, Target> targets, Shared shared) {
        this.policies = policies;
        this.hygiene = new HeaderHygiene(
                policies.requestHeaders(),
                policies.responseHeaders(),
                policies.rewrite().host());
        this.rewrite = TargetRewrite.of(
                route.match().path(),
                policies.rewrite().path(),
                policies.rewrite().pathPrefix());
        this.traffic = TrafficDecider.compile(service);
        this.limits = shared.limits().of(route.name(), policies.limits());
        this.targets = targets;
        this.shared = shared;
    }

    /**
     * The action of a route.
     *
     * @param route a route that leads to a service
     * @param service that service
     * @param state finds the living state of an upstream of it
     */
    public static ForwardAction compile(
            Route route,
            Action.Forward forward,
            Service service,
            Function<String, UpstreamGroup> state,
            Shared shared) {
        Map<String, Target> targets = service.upstreams().keySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        name -> name,
                        name -> new Target(
                                name,
                                state.apply(name),
                                shared.budgets().of(service.name(), name),
                                shared.stats().of(route.name(), service.name(), name))));
        return new ForwardAction(route, forward.policies(), service, targets, shared);
    }

    @Override
    public void handle(Exchange exchange) {
        Target decided = target(traffic.decide(exchange.head(), this::usable).upstream());
        headedFor(exchange, decided);
        Admission admission = limits.take(exchange.head());
        switch (admission) {
            case Admission.Refused refused ->
                exchange.fail(
                        refused.outcome(), explain(refused.outcome(), decided.upstream()), refused.retryAfterSeconds());
            case Admission.Permit permit -> {
                exchange.beforeLastBytes(permit::end);
                forward(exchange, decided);
            }
        }
    }

    private void forward(Exchange exchange, Target decided) {
        Target to = insteadOf(decided);
        headedFor(exchange, to);
        new Forwarding(this, exchange, to, shared.pools().of(exchange.loop())).start();
    }

    private static void headedFor(Exchange exchange, Target to) {
        exchange.countedBy(to.counts());
        exchange.record().upstream(to.upstream());
    }

    /** The upstream itself, or its fallback while it lets nobody through. */
    private Target insteadOf(Target decided) {
        Upstream.Breaker breaker = decided.group().spec().breaker();
        String fallback = breaker == null ? null : breaker.fallback();
        return fallback == null || decided.group().admits() ? decided : target(fallback);
    }

    private boolean usable(String upstream) {
        return target(upstream).group().usable();
    }

    private Target target(String upstream) {
        Target target = targets.get(upstream);
        if (target == null) {
            throw new IllegalStateException("no upstream " + upstream);
        }
        return target;
    }

    Policies policies() {
        return policies;
    }

    HeaderHygiene hygiene() {
        return hygiene;
    }

    TargetRewrite rewrite() {
        return rewrite;
    }

    WatchedTexts watched() {
        return shared.watched();
    }

    /** What a hash balance goes by; 0 where the upstream balances otherwise. */
    long hash(UpstreamGroup group, RequestHead head) {
        RequestAttribute by = group.attribute();
        return by == null ? 0 : AttributeHash.of(by, head);
    }

    /** What a client is told: what happened, and nothing of where. */
    static String explain(Outcome outcome, String upstream) {
        return switch (outcome) {
            case OK, NO_DOCUMENTS, CLIENT_ERROR, NO_ROUTE, BAD_TARGET, BODY_TOO_LARGE, CLIENT_LEFT, CLIENT_STALLED ->
                "the request cannot be answered";
            case TOO_MANY_REQUESTS -> "there are as many requests of this client under way as it may have";
            case RATE_LIMITED -> "this client asks more often than it may";
            case QUEUE_FULL -> "the servers of " + upstream + " are full, and so is their queue";
            case QUEUE_TIMEOUT -> "no server of " + upstream + " had a free place in time";
            case NO_SERVER -> "no server of " + upstream + " is usable";
            case CIRCUIT_OPEN -> "too much failed at " + upstream + " of late; it gets a moment to recover";
            case CONNECT_FAILED, TIMEOUT_CONNECT -> "a server of " + upstream + " cannot be reached";
            case STALE_CONNECTION, RESET -> "a server of " + upstream + " broke the connection without an answer";
            case INVALID_RESPONSE -> "a server of " + upstream + " sent something that is not HTTP";
            case REFUSED_BY_SERVER, SERVER_BUSY -> "a server of " + upstream + " refused the request";
            case EMPTY -> "a server of " + upstream + " answered without a word";
            case ERROR_EVENT, ERROR_BODY, SERVER_ERROR -> "a server of " + upstream + " answered with an error";
            case TIMEOUT_FIRST_BYTE, TIMEOUT_FIRST_TOKEN, TIMEOUT_IDLE ->
                "a server of " + upstream + " did not answer in time";
            case TIMEOUT_TOTAL -> "the request took longer than it may";
            case TRUNCATED -> "the answer broke off";
            case INTERNAL -> "the gateway failed";
        };
    }
}
