package io.teal.gateway.config.routing;

import io.teal.gateway.config.text.JsonTree;
import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Value;
import io.teal.gateway.routing.Balance;
import io.teal.gateway.routing.HealthCheck;
import io.teal.gateway.routing.Upstream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one upstream with its servers. */
final class UpstreamReader {
    private static final String BALANCE =
            "least_conn, round_robin, least_time or hash(…) with " + Attributes.SENDERS + " inside";
    private static final Pattern TARGET = Pattern.compile("/[!-\"$-~]{0,4000}");
    private static final Map<String, Upstream.Ejection> EJECTIONS =
            Map.of("sliding", Upstream.Ejection.SLIDING, "nginx", Upstream.Ejection.NGINX);
    private static final Map<String, Upstream.WhenNoneUsable> NONE_USABLE =
            Map.of("last_resort", Upstream.WhenNoneUsable.LAST_RESORT, "fail", Upstream.WhenNoneUsable.FAIL);
    private static final Map<String, Upstream.Protocol> PROTOCOLS = Map.of(
            "http/1.1", Upstream.Protocol.HTTP_1_1, "h2", Upstream.Protocol.HTTP_2, "h2c", Upstream.Protocol.HTTP_2);

    private UpstreamReader() {}

    /** Reads one of the upstreams of these names. */
    static Upstream read(String name, Value value, List<String> upstreams) {
        Section section = value.section(
                "balance",
                "servers",
                "queue",
                "health",
                "ejection",
                "when_none_usable",
                "protocol",
                "keepalive_timeout",
                "cancels",
                "breaker",
                "knowledge",
                "tls");
        ServersReader servers = new ServersReader();
        Upstream plain = Upstream.of(name, servers.read(section));
        return new Upstream(
                name,
                section.get("balance", plain.balance(), UpstreamReader::balance),
                plain.servers(),
                queue(section.section("queue", "size", "wait"), plain.queue()),
                section.find("health", UpstreamReader::health),
                section.get("ejection", plain.ejection(), v -> v.choice(EJECTIONS)),
                section.get("when_none_usable", plain.whenNoneUsable(), v -> v.choice(NONE_USABLE)),
                section.get("protocol", plain.protocol(), v -> protocol(v, servers.secure())),
                section.get("keepalive_timeout", plain.keepaliveTimeout(), Bounds::clock),
                section.get("cancels", plain.cancels(), UpstreamReader::cancels),
                section.find("breaker", v -> breaker(v, name, upstreams)),
                section.find("knowledge", UpstreamReader::knowledge),
                TlsReader.read(section, servers.secure()));
    }

    private static Upstream.@Nullable Protocol protocol(Value value, boolean secure) {
        Upstream.Protocol protocol = value.choice(PROTOCOLS);
        if (protocol == Upstream.Protocol.HTTP_2) {
            String expected = secure ? "h2" : "h2c";
            if (!expected.equals(value.text(expected))) {
                value.wrong(expected + (secure ? ": the servers are https://" : ", or servers with https://"));
            }
        }
        return protocol;
    }

    private static Upstream.Knowledge knowledge(Value value) {
        Section section = value.section("interval", "timeout");
        Upstream.Knowledge plain = Upstream.Knowledge.DEFAULT;
        return new Upstream.Knowledge(
                section.get("interval", plain.interval(), v -> v.duration(Duration.ofSeconds(1), Bounds.WEEK)),
                section.get("timeout", plain.timeout(), Bounds::clock));
    }

    private static Upstream.@Nullable Cancels cancels(Value value) {
        Boolean stops = value.flag();
        return stops == null ? null : stops ? Upstream.Cancels.YES : Upstream.Cancels.NO;
    }

    private static Upstream.Breaker breaker(Value value, String name, List<String> upstreams) {
        Section section =
                value.section("failure_rate", "slow_rate", "slow", "window", "minimum", "open", "trials", "fallback");
        Upstream.Breaker plain = Upstream.Breaker.DEFAULT;
        return new Upstream.Breaker(
                section.get("failure_rate", plain.failureRate(), UpstreamReader::share),
                section.get("slow_rate", plain.slowRate(), UpstreamReader::share),
                section.get("slow", plain.slow(), Bounds::clock),
                section.get("window", plain.window(), v -> v.whole(1, 10_000)),
                section.get("minimum", plain.minimum(), v -> v.whole(1, 10_000)),
                section.get("open", plain.open(), Bounds::clock),
                section.get("trials", plain.trials(), v -> v.whole(1, 1_000)),
                section.find("fallback", v -> fallback(v, name, upstreams)));
    }

    /** Another upstream of the same service. */
    private static @Nullable String fallback(Value value, String name, List<String> upstreams) {
        List<String> others =
                upstreams.stream().filter(other -> !other.equals(name)).toList();
        String expected = others.isEmpty()
                ? "another upstream of the service, but there is none"
                : "another upstream of the service: " + String.join(", ", others);
        String text = value.text(expected);
        if (text != null && !others.contains(text)) {
            value.wrong(expected);
            return null;
        }
        return text;
    }

    private static @Nullable Integer share(Value value) {
        Integer percent = value.percent();
        if (percent != null && percent == 0) {
            value.wrong("a share from 1% to 100%, such as 50%");
            return null;
        }
        return percent;
    }

    private static @Nullable Balance balance(Value value) {
        String text = value.text(BALANCE);
        if (text == null) {
            return null;
        }
        return switch (text) {
            case "least_conn" -> new Balance.LeastConn();
            case "round_robin" -> new Balance.RoundRobin();
            case "least_time" -> new Balance.LeastTime();
            default -> {
                String inside = text.startsWith("hash(") && text.endsWith(")")
                        ? text.substring("hash(".length(), text.length() - 1)
                        : "";
                var by = Attributes.of(value, inside, false, BALANCE);
                yield by == null ? null : new Balance.Hash(by);
            }
        };
    }

    private static Upstream.Queue queue(Section section, Upstream.Queue plain) {
        return new Upstream.Queue(
                section.get("size", plain.size(), v -> v.whole(0, 100_000)),
                section.get("wait", plain.longestWait(), Bounds::clock));
    }

    /** What a check has when its entry says only the path. */
    static HealthCheck checkOf(String path) {
        return new HealthCheck(path, "GET", Duration.ofSeconds(5), Duration.ofSeconds(3), 200, null, 2, 2);
    }

    private static HealthCheck health(Value value) {
        Section section =
                value.section("path", "method", "interval", "timeout", "expect", "unhealthy_after", "healthy_after");
        String expected = "the path to ask, such as /health: a slash and no spaces or #";
        Value where = section.required("path", expected);
        String path = where == null ? null : where.text(TARGET, expected);
        HealthCheck plain = checkOf(path == null ? "/" : path);
        Section answer = section.section("expect", "status", "json");
        Value json = answer.value("json");
        return new HealthCheck(
                plain.path(),
                section.get("method", plain.method(), MatchReader::method),
                section.get("interval", plain.interval(), Bounds::clock),
                section.get("timeout", plain.timeout(), Bounds::clock),
                answer.get("status", plain.status(), v -> v.whole(200, 599)),
                json == null ? null : JsonTree.read(json),
                section.get("unhealthy_after", plain.unhealthyAfter(), v -> v.whole(1, 1_000)),
                section.get("healthy_after", plain.healthyAfter(), v -> v.whole(1, 1_000)));
    }
}
