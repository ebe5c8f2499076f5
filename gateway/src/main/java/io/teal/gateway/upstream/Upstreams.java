package io.teal.gateway.upstream;

import io.teal.gateway.event.EventLog;
import io.teal.gateway.health.HealthChecks;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.routing.ServerKey;
import io.teal.gateway.routing.Service;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.stats.Stats;
import io.teal.gateway.tls.OriginTls;
import io.teal.gateway.upstream.shared.GroupLoad;
import io.teal.gateway.upstream.shared.Round;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The living state of all servers, over all revisions. Every method may be called on any thread.
 *
 * <p>A server or upstream that left the routing keeps its state while it has leases, and gets it back when it returns
 * before the last of them ended.
 */
public final class Upstreams implements AutoCloseable {
    private static final Duration YEAR = Duration.ofDays(365);

    private final Shared shared;

    /** Those of the latest routing, in its order; replaced as a whole. */
    private volatile Map<Name, UpstreamGroup> groups = Map.of();

    /** Those no routing names any more that may still have leases; guarded by this. */
    private final Map<Name, UpstreamGroup> retired = new LinkedHashMap<>();

    /**
     * Empty until {@link #apply}.
     *
     * @param nanoTime the clock, in nanoseconds as of {@link System#nanoTime}
     * @param events where is told what happens to servers
     */
    public Upstreams(Vertx vertx, LongSupplier nanoTime, EventLog events) {
        this(vertx, nanoTime, events, new OriginTls(), new Stats(), false);
    }

    /**
     * Empty until {@link #apply}.
     *
     * @param tls how TLS is spoken to servers
     * @param stats where is counted what becomes of requests here
     * @param noted whether leases say how their server was chosen
     */
    public Upstreams(Vertx vertx, LongSupplier nanoTime, EventLog events, OriginTls tls, Stats stats, boolean noted) {
        this.shared = new Shared(vertx, nanoTime, new HealthChecks(vertx, tls), events, stats, noted);
    }

    /**
     * What all upstreams share.
     *
     * @param nanoTime the clock, in nanoseconds as of {@link System#nanoTime}
     * @param events where is told what happens to servers
     * @param stats where is counted what becomes of requests here
     * @param noted whether leases say how their server was chosen
     */
    record Shared(
            Vertx vertx, LongSupplier nanoTime, HealthChecks checks, EventLog events, Stats stats, boolean noted) {}

    /** Takes the upstreams of a routing. State is kept by {@link ServerKey}; an upstream that did not change is left alone. */
    public void apply(Routing routing) {
        prepare(routing).apply();
    }

    /** What {@link #apply} would do, not yet done: dropping it changes nothing. One at a time. */
    public synchronized Change prepare(Routing routing) {
        Map<Name, UpstreamGroup> after = new LinkedHashMap<>();
        Map<UpstreamGroup, Upstream> specs = new LinkedHashMap<>();
        for (Service service : routing.services().values()) {
            for (Upstream upstream : service.upstreams().values()) {
                Name name = new Name(service.name(), upstream.name());
                UpstreamGroup group = groups.get(name);
                if (group == null) {
                    group = retired.get(name);
                }
                if (group != null && group.over()) {
                    group = null;
                }
                if (group == null) {
                    group = new UpstreamGroup(shared, service.name(), upstream);
                }
                after.put(name, group);
                specs.put(group, upstream);
            }
        }
        return new Change(this, after, specs);
    }

    private synchronized void take(Map<Name, UpstreamGroup> after, Map<UpstreamGroup, Upstream> specs) {
        Map<Name, UpstreamGroup> before = groups;
        specs.forEach((group, upstream) -> {
            group.apply(upstream);
            group.watch();
        });
        groups = after;
        retired.keySet().removeAll(after.keySet());
        retired.values().removeIf(UpstreamGroup::over);
        before.forEach((name, group) -> {
            if (!after.containsKey(name)) {
                group.retire();
                retired.put(name, group);
            }
        });
    }

    /**
     * The upstream of that name: the same object as long as the routing has it.
     *
     * @throws IllegalArgumentException when the latest routing has none
     */
    public UpstreamGroup group(String service, String upstream) {
        return known(groups, new Name(service, upstream));
    }

    private static UpstreamGroup known(Map<Name, UpstreamGroup> groups, Name name) {
        UpstreamGroup group = groups.get(name);
        if (group == null) {
            throw new IllegalArgumentException(
                    "upstream " + name.upstream() + " of service " + name.service() + " is unknown");
        }
        return group;
    }

    /** What every server of the latest routing is doing, in the order of the routing. */
    public List<ServerStatus> status() {
        List<ServerStatus> all = new ArrayList<>();
        for (UpstreamGroup group : groups.values()) {
            group.status(all);
        }
        return List.copyOf(all);
    }

    /** What the circuit breakers of the latest routing are doing, in the order of the routing. */
    public List<BreakerStatus> breakers() {
        List<BreakerStatus> all = new ArrayList<>();
        for (UpstreamGroup group : groups.values()) {
            BreakerStatus status = group.breaker();
            if (status != null) {
                all.add(status);
            }
        }
        return List.copyOf(all);
    }

    /**
     * Takes down what other gateways have at servers, serves whoever can be served then, and says what this one has. What is
     * told of an upstream that is not here counts for nothing, until a routing names it and this is called again.
     *
     * @param others what is known of them in one upstream, by its service and its name; called for each that is here, retired
     *     ones included
     * @return what this gateway has, upstreams with which it has nothing left out
     */
    public List<GroupLoad> share(BiFunction<String, String, Round> others) {
        Map<Name, UpstreamGroup> all;
        synchronized (this) {
            all = new LinkedHashMap<>(retired);
            all.putAll(groups);
        }
        List<GroupLoad> own = new ArrayList<>();
        all.forEach((name, group) -> {
            GroupLoad load = group.share(others.apply(name.service(), name.upstream()));
            if (!load.idle()) {
                own.add(load);
            }
        });
        return own;
    }

    /** Whether the latest routing names a server. */
    public boolean named(ServerKey key) {
        UpstreamGroup group = of(key);
        return group != null
                && group.spec().servers().stream()
                        .anyMatch(server -> server.address().equals(key.address()));
    }

    /** Gives a server no new request; those it has go on. Returns false when the routing has no such server. */
    public boolean drain(ServerKey key) {
        UpstreamGroup group = of(key);
        return group != null && group.drain(key.address(), true);
    }

    /** Ends a drain. Returns false when the routing has no such server. */
    public boolean resume(ServerKey key) {
        UpstreamGroup group = of(key);
        return group != null && group.drain(key.address(), false);
    }

    /**
     * Ejects a server for a time, after which a trial request decides. The operator is obeyed even for the last usable
     * server; with {@link Upstream.WhenNoneUsable#LAST_RESORT} it may still get what no other can take, unlike a drained one.
     *
     * @param time how long, at most a year
     * @return false when the routing has no such server
     */
    public boolean eject(ServerKey key, Duration time) {
        UpstreamGroup group = of(key);
        return group != null && group.eject(key.address(), time.compareTo(YEAR) < 0 ? time : YEAR);
    }

    /**
     * Ends a server's ejection without a trial and forgets its failures; its slow start begins. What the active check says
     * and a drain stay as they are.
     *
     * @return false when the routing has no such server
     */
    public boolean restore(ServerKey key) {
        UpstreamGroup group = of(key);
        return group != null && group.restore(key.address());
    }

    /** Refuses everyone who waits and stops all checks. Leases that are held can still be ended. */
    @Override
    public synchronized void close() {
        apply(Routing.EMPTY);
        retired.values().forEach(UpstreamGroup::refuseWaiting);
        shared.checks().close();
    }

    private @Nullable UpstreamGroup of(ServerKey key) {
        return groups.get(new Name(key.service(), key.upstream()));
    }

    private record Name(String service, String upstream) {}

    /** The upstreams of a routing that may be put into effect. */
    public static final class Change {
        private final Upstreams upstreams;
        private final Map<Name, UpstreamGroup> groups;
        private final Map<UpstreamGroup, Upstream> specs;

        private Change(Upstreams upstreams, Map<Name, UpstreamGroup> groups, Map<UpstreamGroup, Upstream> specs) {
            this.upstreams = upstreams;
            this.groups = groups;
            this.specs = specs;
        }

        /**
         * The upstream of that name, as it will be the same once this is applied.
         *
         * @throws IllegalArgumentException when the routing has none
         */
        public UpstreamGroup group(String service, String upstream) {
            return known(groups, new Name(service, upstream));
        }

        /** Puts it into effect. */
        public void apply() {
            upstreams.take(groups, specs);
        }
    }
}
