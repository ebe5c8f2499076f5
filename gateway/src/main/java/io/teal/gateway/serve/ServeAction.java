package io.teal.gateway.serve;

import io.teal.gateway.answer.Asked;
import io.teal.gateway.answer.WatchedTexts;
import io.teal.gateway.exchange.Exchange;
import io.teal.gateway.exchange.RouteAction;
import io.teal.gateway.explain.CacheFate;
import io.teal.gateway.explain.Fate;
import io.teal.gateway.explain.Supposed;
import io.teal.gateway.forward.Forwarder;
import io.teal.gateway.forward.Forwarder.Destination;
import io.teal.gateway.limit.Admission;
import io.teal.gateway.limit.ClientLimits;
import io.teal.gateway.limit.RouteLimits;
import io.teal.gateway.matching.AttributeHash;
import io.teal.gateway.matching.TrafficDecider;
import io.teal.gateway.origin.OriginPools;
import io.teal.gateway.question.KnowledgeChange;
import io.teal.gateway.retry.RetryBudgets;
import io.teal.gateway.routing.Action;
import io.teal.gateway.routing.Policies;
import io.teal.gateway.routing.RequestAttribute;
import io.teal.gateway.routing.Route;
import io.teal.gateway.routing.Service;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.stats.Stats;
import io.teal.gateway.upstream.UpstreamGroup;
import io.vertx.core.http.HttpMethod;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Serves the requests of a route from its service. Immutable, shared by all event loops. */
public final class ServeAction implements RouteAction {
    private final TrafficDecider traffic;
    private final RouteLimits limits;
    private final Map<String, Destination> destinations;
    private final Forwarder forwarder;
    private final String service;
    private final Policies.Dialect dialect;
    private final boolean knowledge;
    private final Shared shared;
    private final @Nullable CachedRoute cached;

    /**
     * What all routes share, over all revisions.
     *
     * @param budgets the retry budgets
     * @param pools the connections to servers
     * @param limits what single clients have taken
     * @param stats the counters
     * @param watched the texts that are looked for in errors
     * @param caching the answer cache
     */
    public record Shared(
            RetryBudgets budgets,
            OriginPools pools,
            ClientLimits limits,
            Stats stats,
            WatchedTexts watched,
            Caching caching) {}

    private ServeAction(
            Route route,
            Action.Forward forward,
            Service service,
            boolean knowledge,
            Map<String, Destination> destinations,
            Shared shared) {
        this.traffic = TrafficDecider.compile(service);
        this.limits = shared.limits().of(route.name(), forward.policies().limits());
        this.destinations = destinations;
        this.forwarder = new Forwarder(route, forward.policies(), shared.pools(), shared.watched());
        this.service = service.name();
        shared.caching().known(service.name(), service.upstreams().keySet());
        this.dialect = forward.policies().answers();
        this.knowledge = knowledge;
        this.shared = shared;
        Policies.Cache policy = forward.policies().cache();
        this.cached = policy == null
                ? null
                : new CachedRoute(
                        route.name(), service.name(), forward.policies(), policy, forwarder, shared.caching());
    }

    /**
     * The action of a route.
     *
     * @param route a route that leads to a service
     * @param service that service
     * @param knowledge whether answers from its knowledge are kept somewhere, so that changes of it must be seen
     * @param state finds the living state of an upstream of it
     */
    public static ServeAction compile(
            Route route,
            Action.Forward forward,
            Service service,
            boolean knowledge,
            Function<String, UpstreamGroup> state,
            Shared shared) {
        String dialect = forward.policies().answers().name().toLowerCase(Locale.ROOT);
        Map<String, Destination> destinations = service.upstreams().keySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        name -> name,
                        name -> new Destination(
                                name,
                                state.apply(name),
                                shared.budgets().of(service.name(), name),
                                shared.stats().of(route.name(), service.name(), name),
                                shared.stats().model(service.name(), name, dialect))));
        return new ServeAction(route, forward, service, knowledge, destinations, shared);
    }

    @Override
    public void handle(Exchange exchange) {
        TrafficDecider.Decision decision = traffic.decide(exchange.head(), this::usable);
        exchange.record().decided(service, decision);
        Destination decided = destination(decision.upstream());
        headedFor(exchange, decided);
        admitted(exchange, decided, limits.take(exchange.head()));
    }

    @Override
    public Fate explain(Supposed request) {
        TrafficDecider.Decision decision = traffic.decide(request, this::usable);
        Destination to = insteadOf(destination(decision.upstream()));
        RequestAttribute hashed = to.group().attribute();
        return new Fate.Forwarded(
                decision,
                traffic.reason(decision, request),
                traffic.random(decision, request),
                to.upstream(),
                forwarder.look(request, to),
                hashed != null && AttributeHash.value(hashed, request) == null,
                cached(request, to));
    }

    private CacheFate cached(Supposed request, Destination to) {
        if (cached == null) {
            return new CacheFate.Off();
        }
        String path = CachedRoute.pathOf(forwarder.target(request.target(), request.path()));
        return request.method().equals("POST") && asks(path) ? cached.explain(request, to) : new CacheFate.NoQuestion();
    }

    private boolean asks(String path) {
        return Asked.of(dialect, "POST", path) != Asked.OTHER;
    }

    private void admitted(Exchange exchange, Destination decided, Admission admission) {
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
            case Admission.Pending pending ->
                AdmissionWait.start(exchange, pending, known -> admitted(exchange, decided, known));
        }
    }

    private void forward(Exchange exchange, Destination decided) {
        Destination to = insteadOf(decided);
        headedFor(exchange, to);
        if ((knowledge || cached != null) && exchange.request().method().equals(HttpMethod.POST)) {
            post(exchange, to);
        } else {
            forwarder.forward(exchange, to);
        }
    }

    /** A question, which may have been answered already, or a change of what answers are made from. */
    private void post(Exchange exchange, Destination to) {
        String path = CachedRoute.pathOf(
                forwarder.target(exchange.target(), exchange.head().path()));
        if (cached != null && asks(path)) {
            new Asking(cached, exchange, to).start();
            return;
        }
        KnowledgeChange change = knowledge ? KnowledgeChange.of(Policies.Dialect.CHATCHAT, "POST", path) : null;
        if (change == null) {
            forwarder.forward(exchange, to);
        } else {
            new KnowledgeWrite(change, exchange, forwarder, to, shared.caching(), service).start();
        }
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

    /** The answer cache of the route; null when it has none. */
    @Nullable CachedRoute cached() {
        return cached;
    }

    private boolean usable(String upstream) {
        return destination(upstream).group().usable();
    }

    /** An upstream of the service, by its name. */
    Destination destination(String upstream) {
        Destination destination = destinations.get(upstream);
        if (destination == null) {
            throw new IllegalStateException("no upstream " + upstream);
        }
        return destination;
    }
}
