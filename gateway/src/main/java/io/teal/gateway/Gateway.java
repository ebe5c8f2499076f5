package io.teal.gateway;

import io.teal.gateway.access.KeySources;
import io.teal.gateway.accesslog.AccessLog;
import io.teal.gateway.address.RealIp;
import io.teal.gateway.answer.WatchedTexts;
import io.teal.gateway.ask.Direct;
import io.teal.gateway.ask.DirectAnswer;
import io.teal.gateway.ask.DirectQuestion;
import io.teal.gateway.ask.Shadows;
import io.teal.gateway.cache.AnswerCache;
import io.teal.gateway.colour.Colours;
import io.teal.gateway.config.GatewayConfig;
import io.teal.gateway.config.tracing.TracingConfig;
import io.teal.gateway.event.Event;
import io.teal.gateway.event.EventLog;
import io.teal.gateway.event.Sightings;
import io.teal.gateway.exchange.ActiveRouting;
import io.teal.gateway.exchange.Dispatcher;
import io.teal.gateway.explain.Explanation;
import io.teal.gateway.explain.Question;
import io.teal.gateway.fleet.ServerControl;
import io.teal.gateway.fleet.Sharing;
import io.teal.gateway.fleet.SharingStatus;
import io.teal.gateway.knowledge.Epochs;
import io.teal.gateway.knowledge.KnowledgeWatch;
import io.teal.gateway.limit.ClientLimits;
import io.teal.gateway.listener.ListenerLimits;
import io.teal.gateway.listener.ListenerSpec;
import io.teal.gateway.listener.Listeners;
import io.teal.gateway.origin.OriginPools;
import io.teal.gateway.proof.Door;
import io.teal.gateway.proof.Proof;
import io.teal.gateway.proof.ProofKey;
import io.teal.gateway.proof.Prover;
import io.teal.gateway.recent.RecentRequests;
import io.teal.gateway.redis.Redis;
import io.teal.gateway.redis.RedisSettings;
import io.teal.gateway.retry.RetryBudgets;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.serve.Caching;
import io.teal.gateway.serve.ServeAction;
import io.teal.gateway.stats.Snapshot;
import io.teal.gateway.stats.Stats;
import io.teal.gateway.tls.CertificateException;
import io.teal.gateway.tls.CertificateWatch;
import io.teal.gateway.tls.OriginTls;
import io.teal.gateway.trace.export.Tracing;
import io.teal.gateway.upstream.Upstreams;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running gateway. {@link #publish} is the only way its routing changes: everything is built first, then one reference is
 * swapped; from that moment every new request is answered by the new routing, and requests under way finish on the one they
 * began with. Thread-safe.
 */
public final class Gateway {
    private static final Logger log = LoggerFactory.getLogger(Gateway.class);

    /** So long a start waits for a Redis at most. */
    private static final long ORDERS_MILLIS = 3_000;

    private static final long LOOK_MILLIS = 10;

    /** A new certificate is in use after two looks. */
    private static final Duration CERTIFICATES = Duration.ofSeconds(2);

    /** So long the last lines of the access log may take to be written. */
    private static final Duration LAST_LINES = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final EventLog events = new EventLog(InstantSource.system());
    private final RecentRequests recent;
    private final AccessLog accessLog;
    private final @Nullable Tracing tracing;
    private final Upstreams upstreams;
    private final Stats stats = new Stats();
    private final @Nullable Redis redis;
    private final Sharing sharing;
    private final Caching caching;
    private final KnowledgeWatch knowledge;
    private final KeySources tokenKeys = new KeySources();
    private final ServeAction.Shared shared;
    private final RoutingCompiler compiler;
    private final List<ListenerSpec> specs;
    private final CertificateWatch certificates;
    private final OriginTls tls = new OriginTls();
    private final ListenerLimits limits;
    private final RealIp realIp;
    private final List<GatewayLoop> loops = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final ProofKey key = ProofKey.random();
    private volatile @Nullable Prover prover;
    private volatile ActiveRouting active;
    private volatile Map<String, ServeAction> routes = Map.of();

    private Gateway(
            GatewayConfig config, List<ListenerSpec> specs, CertificateWatch certificates, AccessLog accessLog) {
        this.specs = specs;
        this.certificates = certificates;
        certificates.add(tls);
        this.accessLog = accessLog;
        TracingConfig traced = config.tracing();
        this.tracing = traced == null ? null : new Tracing(traced);
        this.limits = GatewayListeners.limits(config.limits());
        this.realIp = config.realIp();
        this.vertx = Listeners.vertx(config.eventLoops(), limits);
        this.recent = new RecentRequests(config.recentRequests(), System::currentTimeMillis);
        this.upstreams = new Upstreams(vertx, System::nanoTime, events, tls, stats, recent.on() || tracing != null);
        GatewayConfig.Redis where = config.redis();
        this.redis = where == null
                ? null
                : Redis.open(new RedisSettings(where.url(), where.cluster(), where.ca(), where.commandTimeout()));
        this.sharing = Sharing.start(redis, upstreams, stats.colours());
        Epochs epochs = new Epochs(redis, System::currentTimeMillis);
        this.caching = new Caching(
                new AnswerCache(CacheControl.memory(config.cache().memory()), redis, System::currentTimeMillis),
                epochs,
                System::currentTimeMillis);
        this.knowledge = new KnowledgeWatch(vertx, epochs, tls);
        Direct direct = new Direct();
        this.shared = new ServeAction.Shared(
                new RetryBudgets(System::nanoTime),
                new OriginPools(config.eventLoops(), System::nanoTime, tls),
                new ClientLimits(System::nanoTime, sharing.rates()),
                stats,
                new WatchedTexts(config.watchedTexts()),
                new Sightings(events, over -> vertx.setTimer(Sightings.PAUSE.toMillis(), timer -> over.run())),
                caching,
                direct,
                new Shadows(direct, stats, config.eventLoops(), () -> active.revisionText()));
        this.compiler = new RoutingCompiler(tls, stats, tokenKeys, shared);
        config.watchedTexts().keySet().forEach(stats::watching);
        this.active = ActiveRouting.EMPTY;
    }

    /**
     * Starts a gateway; the future completes when every listener accepts on every event loop, and fails, with everything
     * closed again, when a port cannot be bound, a certificate cannot be used, the revision cannot be compiled, or the access log
     * cannot be written.
     */
    public static Future<Gateway> start(GatewayConfig config, Revision revision) {
        CertificateWatch certificates = new CertificateWatch(CERTIFICATES);
        Gateway gateway;
        try {
            List<ListenerSpec> specs = GatewayListeners.read(config.listeners(), certificates);
            gateway = new Gateway(config, specs, certificates, AccessLog.open(config.accessLog()));
        } catch (CertificateException e) {
            certificates.close();
            return Future.failedFuture(new IllegalArgumentException(e.getMessage(), e));
        } catch (IllegalArgumentException e) {
            certificates.close();
            return Future.failedFuture(e);
        }
        Future<Void> opened = Future.succeededFuture();
        try {
            gateway.publish(revision);
        } catch (IllegalArgumentException e) {
            opened = Future.failedFuture(e);
        }
        if (opened.succeeded()) {
            opened = gateway.hearOrders(ORDERS_MILLIS);
        }
        // One after the other: the first decides the port where any free one will do.
        for (int i = 0; i < config.eventLoops(); i++) {
            opened = opened.compose(done -> gateway.addLoop());
        }
        return opened.map(accepting -> gateway.accepting())
                .recover(cause -> gateway.close(Duration.ZERO).transform(closed -> Future.failedFuture(cause)));
    }

    /** Waits for what others know, so that no client gets to a server that was drained, or asks more often than it may. */
    private Future<Void> hearOrders(long millis) {
        return millis <= 0 || sharing.ready()
                ? Future.succeededFuture()
                : vertx.timer(LOOK_MILLIS, TimeUnit.MILLISECONDS).compose(later -> hearOrders(millis - LOOK_MILLIS));
    }

    private Future<Void> addLoop() {
        GatewayLoop loop = new GatewayLoop(
                loops.size(), () -> active, specs, limits, realIp, stats, recent, accessLog, tracing, key);
        return vertx.deployVerticle(loop).map(id -> {
            loops.add(loop);
            return null;
        });
    }

    private Gateway accepting() {
        GatewayLoop first = loops.getFirst();
        List<Door> doors = GatewayListeners.doors(specs, first.ports());
        prover = new Prover(vertx, first.loop().context(), key, doors, this::explain);
        return this;
    }

    /** The revision new requests are answered by. */
    public Revision revision() {
        return active.revision();
    }

    /**
     * Puts a revision into effect. On return no new request is answered by the one before. Servers that both name keep their
     * leases, failures and connections. Any thread; one caller at a time, others wait.
     *
     * @throws IllegalArgumentException when the routing cannot be compiled; then nothing has changed
     */
    public synchronized void publish(Revision revision) {
        Upstreams.Change change = upstreams.prepare(revision.routing());
        Map<String, ServeAction> actions = new HashMap<>();
        ActiveRouting next = compiler.compile(revision, change, actions);
        change.apply();
        tls.inEffect(revision.routing());
        sharing.routed();
        // What a start puts into effect is a revision that was made before.
        Revision.Kind kind = revision.provenance().kind();
        stats.published(
                active.revision().number() == 0 ? "start" : kind.name().toLowerCase(Locale.ROOT),
                System.currentTimeMillis());
        active = next;
        tokenKeys.routed(revision.routing());
        routes = Map.copyOf(actions);
        events.add(
                Event.Kind.REVISION,
                Event.Subject.GATEWAY,
                revision.provenance().inWords(),
                revision.number());
        try {
            knowledge.watch(revision.routing());
        } catch (RuntimeException e) {
            // The revision is in effect, and stays so.
            log.error("the knowledge of revision {} is not watched", revision.number(), e);
        }
    }

    /**
     * Whether a revision could be published. Nothing changes. Any thread.
     *
     * @throws IllegalArgumentException when the routing cannot be compiled
     */
    public synchronized void check(Revision revision) {
        ActiveRouting unused = compiler.compile(revision, upstreams.prepare(revision.routing()), new HashMap<>());
    }

    /**
     * What would become of a request that came now. It is not sent, and it takes nothing: no lease, no rate, no turn of a server,
     * no count. Any thread: everything it reads is immutable or guarded by itself. It sees one routing; of servers, breakers and
     * kept answers it sees each at its own moment.
     */
    public Explanation explain(Question question) {
        return Dispatcher.explain(active, realIp, question);
    }

    /**
     * Asks this gateway through each of its listeners, as a client would, whether a revision is in effect. Any thread; nothing
     * waits.
     *
     * @param before what was proven last: only traffic that is other than there is looked at
     * @return comes within a few seconds and never fails; holds at once when no listener accepts any more
     */
    public CompletionStage<Proof> prove(Revision revision, Routing before) {
        Prover asking = prover;
        return asking == null
                ? CompletableFuture.completedFuture(Proof.held(revision.number()))
                : asking.prove(revision, before);
    }

    /** What happens to this gateway. */
    public EventLog events() {
        return events;
    }

    /** The answer cache. */
    public CacheControl cache() {
        return new CacheControl(
                caching, () -> active, () -> routes, () -> loops.getFirst().loop());
    }

    /**
     * Asks one upstream, by the way of all requests but on nobody's behalf. Any thread.
     *
     * @return the answer, of failures as well; cancelled, it is broken off. It fails with an {@link IllegalArgumentException} when
     *     the routing has no such upstream or no route to it
     */
    public CompletableFuture<DirectAnswer> ask(DirectQuestion question) {
        GatewayLoop loop = loops.get(Math.floorMod(asked.getAndIncrement(), loops.size()));
        return new AskControl(() -> active, () -> routes, loop::loop).ask(question);
    }

    /** What was asked of other upstreams too, and how they compare. */
    public Shadows shadows() {
        return shared.shadows();
    }

    /** The living state of all servers. */
    public Upstreams upstreams() {
        return upstreams;
    }

    /** What operators order of servers, at all gateways that share a Redis. */
    public ServerControl servers() {
        return sharing.servers();
    }

    /** What is shared with other gateways; null when nothing is. */
    public @Nullable SharingStatus sharing() {
        return sharing.status();
    }

    /** How requests ended since the start. */
    public Snapshot stats() {
        return stats.snapshot();
    }

    /** What shows of the colours of all services, at all gateways that share a Redis. */
    public Colours colours() {
        return stats.colours();
    }

    /** What the servers of an upstream know, a fingerprint by address, where their knowledge is watched. */
    public Map<String, String> knowledge(String service, String upstream) {
        return knowledge.fingerprints(service, upstream);
    }

    /** The last requests that are over. */
    public RecentRequests recent() {
        return recent;
    }

    /** The access log. */
    public AccessLog accessLog() {
        return accessLog;
    }

    /** The port each listener is bound to, by its name. */
    public Map<String, Integer> ports() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        List<Integer> bound = loops.get(0).ports();
        for (int i = 0; i < bound.size(); i++) {
            ports.put(specs.get(i).name(), bound.get(i));
        }
        return ports;
    }

    /** What was read from files of certificates, for listeners and for servers. */
    public CertificateWatch certificates() {
        return certificates;
    }

    /** The process's Vert.x; other servers of the process run on it too. */
    public Vertx vertx() {
        return vertx;
    }

    /**
     * Ends: accepts no more, closes idle connections, lets running requests finish, then cuts what is left.
     *
     * @param drain how long running requests get
     */
    public Future<Void> close(Duration drain) {
        prover = null;
        List<Future<Void>> closing =
                loops.stream().map(loop -> loop.close(drain)).toList();
        return Future.join(closing).transform(done -> {
            certificates.close();
            sharing.close();
            upstreams.close();
            knowledge.close();
            tokenKeys.close();
            caching.close();
            shadows().close();
            if (redis != null) {
                redis.close();
            }
            return Future.join(
                            Future.fromCompletionStage(accessLog.close(LAST_LINES)),
                            Future.fromCompletionStage(endTracing()))
                    .transform(told -> vertx.close());
        });
    }

    private CompletableFuture<Void> endTracing() {
        return tracing == null ? CompletableFuture.completedFuture(null) : tracing.end();
    }
}
