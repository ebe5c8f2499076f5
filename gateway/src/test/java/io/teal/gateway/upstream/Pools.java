package io.teal.gateway.upstream;

import io.teal.gateway.event.EventLog;
import io.teal.gateway.health.HealthChecks;
import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.Balance;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.ServerKey;
import io.teal.gateway.routing.Service;
import io.teal.gateway.routing.Traffic;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.stats.Stats;
import io.teal.gateway.tls.OriginTls;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Routings of one service {@code chat} with the upstream {@code blue}, for tests. */
final class Pools {
    private Pools() {}

    static Server server(int port) {
        return Server.at(new Address("127.0.0.1", port));
    }

    static Server weighted(int port, int weight) {
        Server s = server(port);
        return new Server(s.address(), weight, false, false, 0, s.maxFails(), s.failTimeout(), s.slowStart());
    }

    static Server limited(int port, int maxConns) {
        Server s = server(port);
        return new Server(s.address(), 1, false, false, maxConns, s.maxFails(), s.failTimeout(), s.slowStart());
    }

    static Server failing(int port, int maxFails, Duration failTimeout) {
        Server s = server(port);
        return new Server(s.address(), 1, false, false, 0, maxFails, failTimeout, s.slowStart());
    }

    static Server ramping(int port, int maxConns, Duration slowStart) {
        return new Server(server(port).address(), 1, false, false, maxConns, 1, Duration.ofSeconds(10), slowStart);
    }

    static Server backup(int port) {
        Server s = server(port);
        return new Server(s.address(), 1, true, false, 0, s.maxFails(), s.failTimeout(), s.slowStart());
    }

    static Server down(int port) {
        Server s = server(port);
        return new Server(s.address(), 1, false, true, 0, s.maxFails(), s.failTimeout(), s.slowStart());
    }

    static Upstream blue(Server... servers) {
        return Upstream.of("blue", List.of(servers));
    }

    static Upstream with(Balance balance, Upstream u) {
        return new Upstream(
                u.name(),
                balance,
                u.servers(),
                u.queue(),
                u.health(),
                u.ejection(),
                u.whenNoneUsable(),
                u.protocol(),
                u.keepaliveTimeout(),
                u.cancels(),
                u.breaker());
    }

    static Upstream with(Upstream.Queue queue, Upstream u) {
        return new Upstream(
                u.name(),
                u.balance(),
                u.servers(),
                queue,
                u.health(),
                u.ejection(),
                u.whenNoneUsable(),
                u.protocol(),
                u.keepaliveTimeout(),
                u.cancels(),
                u.breaker());
    }

    static Upstream with(Upstream.Ejection ejection, Upstream u) {
        return new Upstream(
                u.name(),
                u.balance(),
                u.servers(),
                u.queue(),
                u.health(),
                ejection,
                u.whenNoneUsable(),
                u.protocol(),
                u.keepaliveTimeout(),
                u.cancels(),
                u.breaker());
    }

    static Upstream with(Upstream.WhenNoneUsable whenNoneUsable, Upstream u) {
        return new Upstream(
                u.name(),
                u.balance(),
                u.servers(),
                u.queue(),
                u.health(),
                u.ejection(),
                whenNoneUsable,
                u.protocol(),
                u.keepaliveTimeout(),
                u.cancels(),
                u.breaker());
    }

    static Upstream with(Upstream.Cancels cancels, Upstream u) {
        return with(cancels, u.breaker(), u);
    }

    static Upstream with(Upstream.Breaker breaker, Upstream u) {
        return with(u.cancels(), breaker, u);
    }

    private static Upstream with(Upstream.Cancels cancels, Upstream.Breaker breaker, Upstream u) {
        return new Upstream(
                u.name(),
                u.balance(),
                u.servers(),
                u.queue(),
                u.health(),
                u.ejection(),
                u.whenNoneUsable(),
                u.protocol(),
                u.keepaliveTimeout(),
                cancels,
                breaker);
    }

    static UpstreamGroup group(ManualLoop loop, Upstream upstream) {
        return group(loop, new Stats(), upstream);
    }

    static UpstreamGroup group(ManualLoop loop, Stats stats, Upstream upstream) {
        return new UpstreamGroup(
                new Upstreams.Shared(
                        loop.vertx(),
                        loop,
                        new HealthChecks(loop.vertx(), new OriginTls()),
                        new EventLog(InstantSource.system()),
                        stats,
                        true),
                "chat",
                upstream);
    }

    static Routing routing(Upstream... upstreams) {
        LinkedHashMap<String, Upstream> byName = new LinkedHashMap<>();
        LinkedHashMap<String, Integer> split = new LinkedHashMap<>();
        for (Upstream upstream : upstreams) {
            byName.put(upstream.name(), upstream);
            split.put(upstream.name(), 1);
        }
        Service service = new Service("chat", byName, new Traffic(split, Traffic.DEFAULT_IDENTITY, List.of()));
        return new Routing(new LinkedHashMap<>(Map.of("chat", service)), List.of());
    }

    static ServerKey key(int port) {
        return new ServerKey("chat", "blue", new Address("127.0.0.1", port));
    }
}
