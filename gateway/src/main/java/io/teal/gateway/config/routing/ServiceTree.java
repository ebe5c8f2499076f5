package io.teal.gateway.config.routing;

import io.teal.gateway.config.routing.policy.Tree;
import io.teal.gateway.config.routing.release.ReleaseTree;
import io.teal.gateway.routing.Balance;
import io.teal.gateway.routing.CanaryRule;
import io.teal.gateway.routing.CanaryRule.Mark;
import io.teal.gateway.routing.HealthCheck;
import io.teal.gateway.routing.RequestAttribute;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.Service;
import io.teal.gateway.routing.Traffic;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.routing.policy.Shadow;
import io.teal.gateway.routing.release.Plan;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The canonical form of a service. */
final class ServiceTree {
    private ServiceTree() {}

    static Map<String, @Nullable Object> of(Service service) {
        Tree upstreams = new Tree();
        service.upstreams().forEach((name, upstream) -> upstreams.put(name, upstream(upstream)));
        Plan release = service.release();
        return new Tree()
                .putSome("upstreams", upstreams)
                .putSome("traffic", traffic(service))
                .put("release", release == null ? null : ReleaseTree.of(release), null)
                .put("shadow", shadow(service.shadow()), null)
                .members();
    }

    private static @Nullable Map<String, @Nullable Object> shadow(@Nullable Shadow shadow) {
        return shadow == null
                ? null
                : new Tree()
                        .put("to", shadow.to(), null)
                        .put("share", shadow.sharePercent() + "%", Shadow.DEFAULT_SHARE + "%")
                        .members();
    }

    private static Map<String, @Nullable Object> upstream(Upstream upstream) {
        Upstream plain = Upstream.of(upstream.name(), upstream.servers());
        return new Tree()
                .put("balance", balance(upstream.balance()), balance(plain.balance()))
                .putSome(
                        "servers",
                        upstream.servers().stream()
                                .map(server -> server(server, upstream.tls() != null))
                                .toList())
                .putSome(
                        "queue",
                        new Tree()
                                .put(
                                        "size",
                                        upstream.queue().size(),
                                        plain.queue().size())
                                .put(
                                        "wait",
                                        upstream.queue().longestWait(),
                                        plain.queue().longestWait()))
                .put("health", upstream.health() == null ? null : health(upstream.health()), null)
                .put("ejection", word(upstream.ejection()), word(plain.ejection()))
                .put("when_none_usable", word(upstream.whenNoneUsable()), word(plain.whenNoneUsable()))
                .put("protocol", protocol(upstream), protocol(plain))
                .put("keepalive_timeout", upstream.keepaliveTimeout(), plain.keepaliveTimeout())
                .put("cancels", cancels(upstream.cancels()), null)
                .put("breaker", upstream.breaker() == null ? null : breaker(upstream.breaker()), null)
                .put("knowledge", upstream.knowledge() == null ? null : knowledge(upstream.knowledge()), null)
                .put("tls", tls(upstream.tls()), null)
                .members();
    }

    private static @Nullable Boolean cancels(Upstream.Cancels cancels) {
        return switch (cancels) {
            case BY_DIALECT -> null;
            case YES -> true;
            case NO -> false;
        };
    }

    private static Map<String, @Nullable Object> breaker(Upstream.Breaker breaker) {
        Upstream.Breaker plain = Upstream.Breaker.DEFAULT;
        return new Tree()
                .put("failure_rate", breaker.failureRate() + "%", plain.failureRate() + "%")
                .put("slow_rate", breaker.slowRate() + "%", plain.slowRate() + "%")
                .put("slow", breaker.slow(), plain.slow())
                .put("window", breaker.window(), plain.window())
                .put("minimum", breaker.minimum(), plain.minimum())
                .put("open", breaker.open(), plain.open())
                .put("trials", breaker.trials(), plain.trials())
                .put("fallback", breaker.fallback(), null)
                .members();
    }

    private static Map<String, @Nullable Object> knowledge(Upstream.Knowledge knowledge) {
        Upstream.Knowledge plain = Upstream.Knowledge.DEFAULT;
        return new Tree()
                .put("interval", knowledge.interval(), plain.interval())
                .put("timeout", knowledge.timeout(), plain.timeout())
                .members();
    }

    private static @Nullable Map<String, @Nullable Object> tls(Upstream.@Nullable Tls tls) {
        if (tls == null || tls.equals(Upstream.Tls.DEFAULT)) {
            return null;
        }
        Upstream.Identity identity = tls.identity();
        return new Tree()
                .put("ca", tls.ca(), null)
                .put("server_name", tls.serverName(), null)
                .put("verify", tls.verify(), true)
                .put("certificate", identity == null ? null : identity.certificate(), null)
                .put("key", identity == null ? null : identity.key(), null)
                .members();
    }

    private static String balance(Balance balance) {
        return switch (balance) {
            case Balance.LeastConn least -> "least_conn";
            case Balance.RoundRobin round -> "round_robin";
            case Balance.LeastTime least -> "least_time";
            case Balance.Hash hash -> "hash(" + hash.by() + ")";
        };
    }

    private static String protocol(Upstream upstream) {
        return switch (upstream.protocol()) {
            case HTTP_1_1 -> "http/1.1";
            case HTTP_2 -> upstream.tls() == null ? "h2c" : "h2";
        };
    }

    /** A constant as the configuration writes it. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, @Nullable Object> server(Server server, boolean secure) {
        Server plain = Server.at(server.address());
        return new Tree()
                .put("address", (secure ? "https://" : "") + server.address())
                .put("weight", server.weight(), plain.weight())
                .put("backup", server.backup(), plain.backup())
                .put("down", server.down(), plain.down())
                .put("max_conns", server.maxConns(), plain.maxConns())
                .put("max_fails", server.maxFails(), plain.maxFails())
                .put("fail_timeout", server.failTimeout(), plain.failTimeout())
                .put("slow_start", server.slowStart(), plain.slowStart())
                .members();
    }

    private static Map<String, @Nullable Object> health(HealthCheck check) {
        HealthCheck plain = UpstreamReader.checkOf(check.path());
        return new Tree()
                .put("path", check.path())
                .put("method", check.method(), plain.method())
                .put("interval", check.interval(), plain.interval())
                .put("timeout", check.timeout(), plain.timeout())
                .putSome(
                        "expect",
                        new Tree().put("status", check.status(), plain.status()).put("json", check.json(), null))
                .put("unhealthy_after", check.unhealthyAfter(), plain.unhealthyAfter())
                .put("healthy_after", check.healthyAfter(), plain.healthyAfter())
                .members();
    }

    private static Tree traffic(Service service) {
        Traffic traffic = service.traffic();
        Traffic plain = TrafficReader.plain(service.upstreams().keySet());
        Tree tree = new Tree().put("split", traffic.split(), plain.split());
        if (!traffic.identity().equals(plain.identity())) {
            tree.putSome(
                    "identity",
                    traffic.identity().stream().map(RequestAttribute::toString).toList());
        }
        return tree.putSome(
                "canary", traffic.canary().stream().map(ServiceTree::rule).toList());
    }

    private static Map<String, @Nullable Object> rule(CanaryRule rule) {
        Tree tree = new Tree();
        switch (rule.where()) {
            case RequestAttribute.Header header -> tree.put("header", header.name());
            case RequestAttribute.Cookie cookie -> tree.put("cookie", cookie.name());
            case RequestAttribute.ClientIp client -> throw unwritable(rule);
            case RequestAttribute.EachRequest request -> throw unwritable(rule);
        }
        switch (rule.mark()) {
            case Mark.Values values -> tree.put("values", values.values());
            case Mark.Sha256 sums -> tree.put("sha256", sums.sums());
            case Mark.Present present -> tree.put("present", true);
        }
        return tree.put("to", rule.to())
                .put("otherwise", word(rule.otherwise()), word(CanaryRule.Otherwise.FAIL))
                .members();
    }

    private static IllegalArgumentException unwritable(CanaryRule rule) {
        return new IllegalArgumentException("a canary rule looks at a header or a cookie, not at " + rule.where());
    }
}
