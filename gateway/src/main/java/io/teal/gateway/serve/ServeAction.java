package io.teal.gateway.serve;

import io.teal.gateway.answer.Asked;
import io.teal.gateway.answer.WatchedTexts;
import io.teal.gateway.ask.Direct;
import io.teal.gateway.ask.DirectAnswer;
import io.teal.gateway.ask.DirectQuestion;
import io.teal.gateway.ask.Shadows;
import io.teal.gateway.colour.Judgement;
import io.teal.gateway.event.Sightings;
import io.teal.gateway.exchange.Division;
import io.teal.gateway.exchange.EventLoop;
import io.teal.gateway.exchange.Exchange;
import io.teal.gateway.exchange.RouteAction;
import io.teal.gateway.explain.CacheFate;
import io.teal.gateway.explain.Fate;
import io.teal.gateway.explain.Supposed;
import io.teal.gateway.forward.Beside;
import io.teal.gateway.forward.Forwarder;
import io.teal.gateway.forward.Forwarder.Destination;
import io.teal.gateway.limit.Admission;
import io.teal.gateway.limit.ClientLimits;
import io.teal.gateway.limit.RouteLimits;
import io.teal.gateway.matching.AttributeHash;
import io.teal.gateway.matching.RequestHead;
import io.teal.gateway.matching.TrafficDecider;
import io.teal.gateway.origin.OriginPools;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.question.Feedback;
import io.teal.gateway.question.KnowledgeChange;
import io.teal.gateway.replay.StoredAnswer;
import io.teal.gateway.retry.RetryBudgets;
import io.teal.gateway.routing.Action;
import io.teal.gateway.routing.Policies;
import io.teal.gateway.routing.RequestAttribute;
import io.teal.gateway.routing.Route;
import io.teal.gateway.routing.Service;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.routing.policy.Shadow;
import io.teal.gateway.stats.Stats;
import io.teal.gateway.upstream.UpstreamGroup;
import io.vertx.core.http.HttpMethod;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Serves the requests of a route from its service. Immutable, shared by all event loops. */
public final class ServeAction implements RouteAction {
    private final TrafficDecider traffic;
    private final RouteLimits limits;
    private final Map<String, Destination> destinations;
    private final Forwarder forwarder;
    private final String route;
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
     * @param sightings are told where one was found
     * @param caching the answer cache
     * @param direct asks without a client
     * @param shadows asks other upstreams what clients have asked
     */
    public record Shared(
            RetryBudgets budgets,
            OriginPools pools,
            ClientLimits limits,
            Stats stats,
            WatchedTexts watched,
            Sightings sightings,
            Caching caching,
            Direct direct,
            Shadows shadows) {}

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
        this.forwarder = new Forwarder(
                route,
                forward.policies(),
                shared.pools(),
                shared.watched(),
                shared.sightings(),
                beside(route, forward, service, destinations, shared));
        this.route = route.name();
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

    /** Who hears the answers of the route beside the clients. */
    private static Beside beside(
            Route route,
            Action.Forward forward,
            Service service,
            Map<String, Destination> destinations,
            Shared shared) {
        Shadow shadow = service.shadow();
        Policies.Dialect dialect = forward.policies().answers();
        Destination to = shadow == null ? null : destinations.get(shadow.to());
        return shadow == null || to == null
                ? Beside.NOBODY
                : shared.shadows().of(service.name(), route.name(), dialect, shadow, to);
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
                .collect(Collectors.toUnmodifiableMap(name -> name, name -> {
                    UpstreamGroup group = state.apply(name);
                    return new Destination(
                            name,
                            group,
                            shared.budgets().of(service.name(), name),
                            shared.stats().of(route.name(), service.name(), name),
                            shared.stats().model(service.name(), name, dialect),
                            group.stats());
                }));
        return new ServeAction(route, forward, service, knowledge, destinations, shared);
    }

    @Override
    public void handle(Exchange exchange) {
        TrafficDecider.Decision decision = decide(exchange.head());
        exchange.record().decided(service, decision);
        Destination decided = destination(decision.upstream());
        headedFor(exchange, decided);
        admitted(exchange, decided, limits.take(exchange.head()));
    }

    @Override
    public Fate explain(Supposed request) {
        TrafficDecider.Decision decision = decide(request);
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

    @Override
    public Division divide(RequestHead head) {
        return new Division(service, decide(head));
    }

    private TrafficDecider.Decision decide(RequestHead head) {
        return traffic.decide(head, this::usable);
    }

    private CacheFate cached(Supposed request, Destination to) {
        if (cached == null) {
            return new CacheFate.Off();
        }
        String path = Inquiry.pathOf(forwarder.target(request.target(), request.path()));
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
        if (!to.upstream().equals(decided.upstream())) {
            // Its own failures must not look like a lack of requests.
            decided.counts().colour().ended(Outcome.CIRCUIT_OPEN, Judgement.FAILURE);
        }
        headedFor(exchange, to);
        if ((knowledge || cached != null || dialect == Policies.Dialect.CHATCHAT)
                && exchange.request().method().equals(HttpMethod.POST)) {
            post(exchange, to);
        } else {
            forwarder.forward(exchange, to);
        }
    }

    /** A question, which may have been answered already, or a change of what answers are made from. */
    private void post(Exchange exchange, Destination to) {
        String path = Inquiry.pathOf(
                forwarder.target(exchange.target(), exchange.head().path()));
        if (cached != null && asks(path)) {
            new Asking(cached, exchange, to).start();
            return;
        }
        if (Feedback.isGiven(dialect, "POST", path)) {
            new FeedbackWrite(exchange, forwarder, to, shared.stats().colours().ratings()).start();
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

    /**
     * Asks an upstream of the service without a client.
     *
     * @param revision the revision it is asked on
     * @return the answer, which is broken off when this is cancelled; null when the service has no such upstream
     */
    public @Nullable CompletableFuture<DirectAnswer> ask(EventLoop loop, String revision, DirectQuestion question) {
        Destination to = destinations.get(question.upstream());
        return to == null ? null : shared.direct().ask(loop, forwarder, to, route, revision, question);
    }

    /**
     * The answer that the cache has for a question, as an upstream of the service gave it: that which a client would be given now.
     * Unless the question names its host, it is looked for at the hosts that questions of the route are asked at. Nothing waits.
     *
     * @return null when none is kept; never fails by Redis
     */
    public CompletionStage<@Nullable StoredAnswer> kept(DirectQuestion question) {
        Destination to = destinations.get(question.upstream());
        if (cached == null || to == null) {
            return CompletableFuture.completedFuture(null);
        }
        List<String> hosts = question.host().isEmpty()
                ? shared.caching().cache().top().hosts(service, route)
                : List.of(question.host());
        return kept(cached, hosts.iterator(), question, to);
    }

    private static CompletionStage<@Nullable StoredAnswer> kept(
            CachedRoute route, Iterator<String> hosts, DirectQuestion question, Destination to) {
        if (!hosts.hasNext()) {
            return CompletableFuture.completedFuture(null);
        }
        return route.kept(hosts.next(), question, to).thenCompose(answer -> {
            if (answer == null) {
                return kept(route, hosts, question, to);
            }
            return CompletableFuture.completedFuture(answer);
        });
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
