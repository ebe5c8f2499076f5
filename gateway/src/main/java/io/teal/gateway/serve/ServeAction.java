package io.teal.gateway.serve;

import io.teal.gateway.answer.WatchedTexts;
import io.teal.gateway.exchange.Exchange;
import io.teal.gateway.exchange.RouteAction;
import io.teal.gateway.forward.Forwarder;
import io.teal.gateway.forward.Forwarder.Destination;
import io.teal.gateway.limit.Admission;
import io.teal.gateway.limit.ClientLimits;
import io.teal.gateway.limit.RouteLimits;
import io.teal.gateway.matching.TrafficDecider;
import io.teal.gateway.origin.OriginPools;
import io.teal.gateway.retry.RetryBudgets;
import io.teal.gateway.routing.Action;
import io.teal.gateway.routing.Route;
import io.teal.gateway.routing.Service;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.stats.Stats;
import io.teal.gateway.upstream.UpstreamGroup;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Serves the requests of a route from its service. Immutable, shared by all event loops. */
public final class ServeAction implements RouteAction {
    private final TrafficDecider traffic;
    private final RouteLimits limits;
    private final Map<String, Destination> destinations;
    private final Forwarder forwarder;

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

    private ServeAction(
            Route route,
            Action.Forward forward,
            Service service,
            Map<String, Destination> destinations,
            Shared shared) {
        this.traffic = TrafficDecider.compile(service);
        this.limits = shared.limits().of(route.name(), forward.policies().limits());
        this.destinations = destinations;
        this.forwarder = new Forwarder(route, forward.policies(), shared.pools(), shared.watched());
    }

    /**
     * The action of a route.
     *
     * @param route a route that leads to a service
     * @param service that service
     * @param state finds the living state of an upstream of it
     */
    public static ServeAction compile(
            Route route,
            Action.Forward forward,
            Service service,
            Function<String, UpstreamGroup> state,
            Shared shared) {
        Map<String, Destination> destinations = service.upstreams().keySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        name -> name,
                        name -> new Destination(
                                name,
                                state.apply(name),
                                shared.budgets().of(service.name(), name),
                                shared.stats().of(route.name(), service.name(), name))));
        return new ServeAction(route, forward, service, destinations, shared);
    }

    @Override
    public void handle(Exchange exchange) {
        Destination decided =
                destination(traffic.decide(exchange.head(), this::usable).upstream());
        headedFor(exchange, decided);
        Admission admission = limits.take(exchange.head());
        switch (admission) {
            case Admission.Refused refused ->
                exchange.fail(
                        refused.outcome(),
                        Forwarder.explain(refused.outcome(), decided.upstream()),
                        refused.retryAfterSeconds());
            case Admission.Permit permit -> {
                exchange.beforeLastBytes(permit::end);
                forward(exchange, decided);
            }
        }
    }

    private void forward(Exchange exchange, Destination decided) {
        Destination to = insteadOf(decided);
        headedFor(exchange, to);
        forwarder.forward(exchange, to);
    }

    private static void headedFor(Exchange exchange, Destination to) {
        exchange.countedBy(to.counts());
        exchange.record().upstream(to.upstream());
    }

    /** The upstream itself, or its fallback while it lets nobody through. */
    private Destination insteadOf(Destination decided) {
        Upstream.Breaker breaker = decided.group().spec().breaker();
        String fallback = breaker == null ? null : breaker.fallback();
        return fallback == null || decided.group().admits() ? decided : destination(fallback);
    }

    private boolean usable(String upstream) {
        return destination(upstream).group().usable();
    }

    private Destination destination(String upstream) {
        Destination destination = destinations.get(upstream);
        if (destination == null) {
            throw new IllegalStateException("no upstream " + upstream);
        }
        return destination;
    }
}
