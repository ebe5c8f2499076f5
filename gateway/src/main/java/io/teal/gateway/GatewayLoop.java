package io.teal.gateway;

import io.teal.gateway.accesslog.AccessLog;
import io.teal.gateway.address.RealIp;
import io.teal.gateway.exchange.ActiveRouting;
import io.teal.gateway.exchange.Deadlines;
import io.teal.gateway.exchange.Dispatcher;
import io.teal.gateway.exchange.EventLoop;
import io.teal.gateway.listener.ListenerLimits;
import io.teal.gateway.listener.ListenerSpec;
import io.teal.gateway.listener.Listeners;
import io.teal.gateway.proof.ProofKey;
import io.teal.gateway.recent.RecentRequests;
import io.teal.gateway.stats.Stats;
import io.teal.gateway.trace.export.Tracing;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop of a gateway owns: its share of the listeners, its clocks, its connections to servers. A request that
 * came in on it never leaves it.
 */
final class GatewayLoop extends VerticleBase {
    /** How long the end of an answer that was cut has to go out. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final int index;
    private final Supplier<ActiveRouting> active;
    private final List<ListenerSpec> specs;
    private final ListenerLimits limits;
    private final RealIp realIp;
    private final Stats stats;
    private final RecentRequests recent;
    private final AccessLog accessLog;
    private final @Nullable Tracing tracing;
    private final ProofKey key;
    private List<HttpServer> servers = List.of();
    private @Nullable EventLoop loop;

    GatewayLoop(
            int index,
            Supplier<ActiveRouting> active,
            List<ListenerSpec> specs,
            ListenerLimits limits,
            RealIp realIp,
            Stats stats,
            RecentRequests recent,
            AccessLog accessLog,
            @Nullable Tracing tracing,
            ProofKey key) {
        this.index = index;
        this.active = active;
        this.specs = specs;
        this.limits = limits;
        this.realIp = realIp;
        this.stats = stats;
        this.recent = recent;
        this.accessLog = accessLog;
        this.tracing = tracing;
        this.key = key;
    }

    @Override
    public Future<?> start() {
        Deadlines deadlines = new Deadlines(System::nanoTime, stats.loop(index));
        deadlines.start(vertx);
        EventLoop own = new EventLoop(index, vertx, context, deadlines, realIp, stats, recent, accessLog, tracing);
        loop = own;
        return Listeners.open(vertx, specs, limits, new Dispatcher(active, own, key))
                .onSuccess(opened -> servers = opened);
    }

    /** What its exchanges share; once it has started. */
    EventLoop loop() {
        return Objects.requireNonNull(loop, "not started");
    }

    /** The port of each listener, in the order of the configuration. */
    List<Integer> ports() {
        return servers.stream().map(HttpServer::actualPort).toList();
    }

    /**
     * Stops accepting and lets what runs finish. After {@code drain} what is left is told that the gateway ends: streams by an
     * error event, requests without an answer by a 503. That has {@link #LAST_WORDS} to go out. Zero closes at once.
     */
    Future<Void> close(Duration drain) {
        EventLoop own = loop;
        if (own == null || drain.isZero()) {
            return Listeners.close(servers, Duration.ZERO);
        }
        Promise<Void> closed = Promise.promise();
        own.context().runOnContext(here -> {
            long cut = vertx.setTimer(
                    Math.max(1, drain.toMillis()), id -> own.deadlines().end());
            Listeners.close(servers, drain.plus(LAST_WORDS)).onComplete(done -> {
                boolean unused = vertx.cancelTimer(cut);
                // Behind what is going on here: the last request is recorded when its connection is closed already.
                own.context().runOnContext(recorded -> closed.handle(done));
            });
        });
        return closed.future();
    }
}
