package io.teal.gateway.config;

import io.teal.gateway.routing.Action;
import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.Balance;
import io.teal.gateway.routing.CanaryRule;
import io.teal.gateway.routing.HeaderChanges;
import io.teal.gateway.routing.HealthCheck;
import io.teal.gateway.routing.Policies;
import io.teal.gateway.routing.RequestAttribute;
import io.teal.gateway.routing.Route;
import io.teal.gateway.routing.RouteMatch;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.Service;
import io.teal.gateway.routing.Traffic;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.routing.policy.Shadow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Valid routings of every shape, a function of a seed. */
final class Routings {
    private static final String[] TRAPS = {
        "on",
        "no",
        "yes",
        "null",
        "~",
        "true",
        "010",
        "0x1F",
        "1e5",
        "1:30",
        "-",
        "?",
        "a: b",
        "a #b",
        "{}",
        "[x]",
        "*a",
        "&b",
        "!c",
        "|",
        ">",
        "%d",
        "@e",
        "`f`",
        "'g'",
        "\"h\"",
        "\\i",
        "2026-01-01",
        "=",
        "<<",
        "1_000",
        ".inf",
        "+1"
    };
    private static final String[] UNICODE = {
        "é", "你好", "\u2028", "\u0085", "\uFEFF", "😀", "\n", "\t", "\u0001", "\u007f"
    };

    private final Random random;

    Routings(long seed) {
        this.random = new Random(seed);
    }

    Routing routing() {
        LinkedHashMap<String, Service> services = new LinkedHashMap<>();
        for (String name : names(3)) {
            services.put(name, service(name));
        }
        List<Route> routes = new ArrayList<>();
        for (String name : names(4)) {
            routes.add(route(name, List.copyOf(services.keySet())));
        }
        return new Routing(services, routes);
    }

    private Service service(String name) {
        LinkedHashMap<String, Upstream> upstreams = new LinkedHashMap<>();
        do {
            names(2).forEach(upstream -> upstreams.put(upstream, upstream(upstream)));
        } while (upstreams.isEmpty());
        LinkedHashMap<String, Integer> split = new LinkedHashMap<>();
        List<String> colours = List.copyOf(upstreams.keySet());
        colours.forEach(colour -> split.put(colour, maybe(0, () -> random.nextInt(1_000_001))));
        split.put(colours.getFirst(), maybe(100, () -> 1 + random.nextInt(100)));
        List<RequestAttribute> identity =
                maybe(Traffic.DEFAULT_IDENTITY, () -> List.of(sender("1"), new RequestAttribute.EachRequest()));
        return new Service(
                name,
                upstreams,
                new Traffic(split, identity, listOf(3, () -> rule(one(colours)))),
                null,
                colours.size() == 1 || random.nextBoolean()
                        ? null
                        : new Shadow(colours.getLast(), random.nextInt(101)));
    }

    private CanaryRule rule(String to) {
        CanaryRule.Mark mark =
                switch (random.nextInt(3)) {
                    case 0 -> new CanaryRule.Mark.Values(someOf(this::fieldValue));
                    case 1 -> new CanaryRule.Mark.Sha256(someOf(() -> "%064x".formatted(random.nextLong())));
                    default -> new CanaryRule.Mark.Present();
                };
        RequestAttribute where =
                random.nextBoolean() ? new RequestAttribute.Header("X-Y") : new RequestAttribute.Cookie("on");
        return new CanaryRule(where, mark, to, one(List.of(CanaryRule.Otherwise.values())));
    }

    private RequestAttribute sender(String suffix) {
        return one(List.of(new RequestAttribute.Header("X-" + suffix), new RequestAttribute.Cookie("no" + suffix)));
    }

    private Upstream upstream(String name) {
        LinkedHashMap<String, Server> servers = new LinkedHashMap<>();
        Address first = new Address("10.0.0.1", 1 + random.nextInt(65_535));
        servers.put(first.toString(), server(first, false));
        for (String host : listOf(3, () -> one(List.of("::1", "fe80::2", "chat_1", "on", "a.example.org", "1a")))) {
            Address address = new Address(host, 1 + random.nextInt(65_535));
            servers.put(address.toString(), server(address, random.nextBoolean()));
        }
        Upstream plain = Upstream.of(name, List.copyOf(servers.values()));
        return new Upstream(
                name,
                one(List.of(
                        new Balance.LeastConn(),
                        new Balance.RoundRobin(),
                        new Balance.LeastTime(),
                        new Balance.Hash(sender("h")),
                        new Balance.Hash(new RequestAttribute.ClientIp()))),
                plain.servers(),
                maybe(plain.queue(), () -> new Upstream.Queue(random.nextInt(100), duration())),
                maybe(null, this::health),
                one(List.of(Upstream.Ejection.values())),
                one(List.of(Upstream.WhenNoneUsable.values())),
                one(List.of(Upstream.Protocol.values())),
                maybe(plain.keepaliveTimeout(), this::duration),
                one(List.of(Upstream.Cancels.values())),
                maybe(null, this::breaker),
                maybe(null, () -> new Upstream.Knowledge(duration().plusSeconds(1), duration())),
                maybe(null, this::tls));
    }

    private Upstream.Tls tls() {
        boolean verify = random.nextBoolean();
        return new Upstream.Tls(
                verify ? maybe(null, () -> "/etc/teal/ca.pem") : null,
                maybe(null, () -> "chat.example.org"),
                verify,
                maybe(null, () -> new Upstream.Identity("/etc/teal/own.pem", "/etc/teal/own-key.pem")));
    }

    private Upstream.Breaker breaker() {
        return new Upstream.Breaker(
                1 + random.nextInt(100),
                1 + random.nextInt(100),
                duration(),
                1 + random.nextInt(100),
                1 + random.nextInt(100),
                duration(),
                1 + random.nextInt(10),
                null);
    }

    private Server server(Address address, boolean backup) {
        Server plain = Server.at(address);
        return maybe(
                plain,
                () -> new Server(
                        address,
                        1 + random.nextInt(1_000),
                        backup,
                        random.nextBoolean(),
                        random.nextInt(100),
                        random.nextInt(10),
                        duration(),
                        maybe(plain.slowStart(), this::duration)));
    }

    private HealthCheck health() {
        return new HealthCheck(
                one(List.of("/", "/health?a=b", "/a%20b")),
                one(List.of("GET", "POST")),
                duration(),
                duration(),
                200 + random.nextInt(400),
                maybe(null, () -> Map.of(text(), json(3), "k", json(3))),
                1 + random.nextInt(9),
                1 + random.nextInt(9));
    }

    private Object json(int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> text();
            case 1 -> random.nextLong();
            case 2 -> (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(600) - 300);
            case 3 -> random.nextBoolean();
            case 4 -> listOf(3, () -> json(depth - 1));
            default -> Map.of(text(), json(depth - 1));
        };
    }

    private Route route(String name, List<String> services) {
        RouteMatch.Path path =
                switch (random.nextInt(4)) {
                    case 0 -> new RouteMatch.Path.Exact("/" + pathText());
                    case 1 -> new RouteMatch.Path.Regex("/" + pathText() + "[0-9]{2,}");
                    default -> new RouteMatch.Path.Prefix(maybe("/", () -> "/" + pathText()));
                };
        RouteMatch match = new RouteMatch(
                List.copyOf(new TreeSet<>(listOf(3, () -> one(List.of("*.example.org", "on", "a.b", "::1"))))),
                path,
                List.copyOf(new TreeSet<>(listOf(2, () -> one(List.of("GET", "POST", "NO"))))),
                fields(this::fieldValue, "X-H"),
                fields(this::text, text().isEmpty() ? "q" : text() + "q"));
        boolean prefix = path instanceof RouteMatch.Path.Prefix;
        int kind = random.nextInt(services.isEmpty() ? 2 : 6);
        return new Route(
                name,
                match,
                switch (kind) {
                    case 0 ->
                        new Action.Respond(
                                one(List.of(200, 403, 599)),
                                text(),
                                maybe("text/plain; charset=utf-8", () -> "a/b"),
                                headers());
                    case 1 ->
                        new Action.Redirect(
                                one(List.of(301, 302, 303, 307, 308)),
                                maybe(null, () -> "https"),
                                "::1",
                                maybe(null, () -> 8443),
                                prefix ? null : maybe(null, () -> "/" + pathText()),
                                prefix ? maybe(null, () -> "/on") : null);
                    default -> new Action.Forward(one(services), policies(prefix));
                });
    }

    private Policies policies(boolean prefix) {
        Policies plain = Policies.DEFAULT;
        Policies.Dialect answers = one(List.of(Policies.Dialect.values()));
        return new Policies(
                answers,
                maybe(
                        plain.timeouts(),
                        () -> new Policies.Timeouts(duration(), duration(), firstToken(), duration(), duration())),
                maybe(plain.retry(), () -> new Policies.Retry(random.nextInt(11), random.nextInt(101))),
                maybe(
                        plain.limits(),
                        () -> new Policies.Limits(
                                maybe(Policies.Limits.UNLIMITED, () -> random.nextLong(1L << (1 + random.nextInt(61)))),
                                maybe(
                                        null,
                                        () -> new Policies.Rate(1 + random.nextInt(1_000), duration(), sender("r"))),
                                maybe(null, () -> new Policies.Concurrency(1 + random.nextInt(1_000), sender("c"))))),
                maybe(
                        plain.rewrite(),
                        () -> new Policies.Rewrite(
                                prefix ? null : "/" + pathText(),
                                prefix ? "/" + pathText() : null,
                                maybe(null, () -> one(List.of("[::1]:80", "a.b:1", "on"))))),
                changes(),
                changes(),
                answers == Policies.Dialect.NONE ? null : maybe(null, this::cache));
    }

    private Policies.Cache cache() {
        Policies.Cache plain = Policies.Cache.DEFAULT;
        return new Policies.Cache(
                maybe(plain.ttl(), this::duration),
                maybe(plain.minHits(), () -> 1 + random.nextInt(1_000_000)),
                maybe(plain.maxEntry(), () -> 1024 + random.nextLong(65_535L << 10)),
                maybe(plain.temperature(), () -> one(List.of(0.0, 2.0, 1e-7, 2 * random.nextDouble()))),
                random.nextBoolean(),
                one(List.of(Policies.Cache.Questions.values())),
                maybe(plain.pace(), () -> 1 + random.nextInt(10_000)),
                maybe(plain.staleIfError(), this::duration),
                maybe(plain.staleWhileRevalidate(), this::duration),
                one(List.of(Policies.Cache.Finish.values())),
                maybe(plain.lockWait(), () -> one(List.of(Duration.ZERO, duration()))));
    }

    private Policies.FirstToken firstToken() {
        return maybe(new Policies.FirstToken.Learned(), () -> new Policies.FirstToken.Fixed(duration()));
    }

    private HeaderChanges changes() {
        return maybe(
                HeaderChanges.NONE,
                () -> new HeaderChanges(
                        List.copyOf(new TreeSet<>(listOf(3, () -> one(List.of("X-R", "On", "Null"))))),
                        headers(),
                        headers()));
    }

    private List<HeaderChanges.Header> headers() {
        List<HeaderChanges.Header> headers = new ArrayList<>();
        for (String name : new TreeSet<>(listOf(3, () -> one(List.of("X-A", "no", "0x1F", "~"))))) {
            someOf(this::fieldValue).forEach(value -> headers.add(new HeaderChanges.Header(name, value)));
        }
        return headers;
    }

    private List<RouteMatch.Field> fields(Supplier<String> values, String name) {
        return listOf(
                        1,
                        () -> one(List.<RouteMatch.Condition>of(
                                new RouteMatch.Condition.Equal(values.get()),
                                new RouteMatch.Condition.Regex("v[0-9]+|on"),
                                new RouteMatch.Condition.Present())))
                .stream()
                .map(condition -> new RouteMatch.Field(name, condition))
                .toList();
    }

    private List<String> names(int most) {
        return List.copyOf(new TreeSet<>(
                listOf(most, () -> one(List.of("blue", "on", "no", "1", "0x1F", "010", "null", "a.b-c_d")))));
    }

    private String text() {
        return String.join("", listOf(3, () -> random.nextBoolean() ? one(List.of(TRAPS)) : one(List.of(UNICODE))));
    }

    private String fieldValue() {
        return one(List.of(TRAPS));
    }

    private String pathText() {
        return one(List.of("chat/", "on", "é x", "a%20b", "\"q\"", "a: b", "1"));
    }

    private Duration duration() {
        return Duration.ofMillis(1 + random.nextInt(one(List.of(10, 100_000, 604_000_000))));
    }

    private <T> List<T> listOf(int most, Supplier<T> item) {
        List<T> items = new ArrayList<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            items.add(item.get());
        }
        return items;
    }

    private <T> List<T> someOf(Supplier<T> item) {
        List<T> items = listOf(2, item);
        items.add(item.get());
        return items;
    }

    private <T> T maybe(T plain, Supplier<? extends T> other) {
        return random.nextBoolean() ? plain : other.get();
    }

    private <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
