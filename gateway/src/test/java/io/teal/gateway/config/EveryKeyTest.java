package io.teal.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.address.IpAddress;
import io.teal.gateway.address.Network;
import io.teal.gateway.routing.Action;
import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.Balance;
import io.teal.gateway.routing.CanaryRule;
import io.teal.gateway.routing.CanaryRule.Mark;
import io.teal.gateway.routing.CanaryRule.Otherwise;
import io.teal.gateway.routing.HeaderChanges;
import io.teal.gateway.routing.HeaderChanges.Header;
import io.teal.gateway.routing.HealthCheck;
import io.teal.gateway.routing.Policies;
import io.teal.gateway.routing.RequestAttribute;
import io.teal.gateway.routing.Route;
import io.teal.gateway.routing.RouteMatch;
import io.teal.gateway.routing.RouteMatch.Condition;
import io.teal.gateway.routing.RouteMatch.Path.Exact;
import io.teal.gateway.routing.RouteMatch.Path.Prefix;
import io.teal.gateway.routing.RouteMatch.Path.Regex;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.Service;
import io.teal.gateway.routing.Traffic;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.routing.policy.Compression;
import io.teal.gateway.routing.policy.Jwt;
import io.teal.gateway.routing.policy.Shadow;
import io.teal.gateway.routing.release.Guard;
import io.teal.gateway.routing.release.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every key of the routing is read into its field; {@link KnownKeysTest} sees to it that the file here has every key. */
class EveryKeyTest {
    @Test
    void of_the_services() throws Exception {
        Routing routing = every().routing();

        assertThat(routing.services()).containsOnlyKeys("chat");
        assertThat(routing.services().get("chat")).isEqualTo(chat());
    }

    @Test
    void of_the_routes() throws Exception {
        List<Route> routes = every().routing().routes();

        assertThat(routes)
                .containsExactly(
                        new Route("chat", match(), new Action.Forward("chat", policies())),
                        new Route(
                                "whole",
                                on(new Exact("/a")),
                                new Action.Forward("chat", rewriting(new Policies.Rewrite("/b", null, null)))),
                        new Route(
                                "answer",
                                on(new Regex("/x.*")),
                                new Action.Respond(
                                        403,
                                        "{}",
                                        "application/json",
                                        List.of(new Header("X-G", "g"), new Header("X-G", "h")))),
                        new Route(
                                "away",
                                RouteMatch.ALL,
                                new Action.Redirect(308, "https", "other.example.org", 8443, null, "/n", tokens())),
                        new Route("gone", RouteMatch.ALL, new Action.Redirect(302, null, null, null, "/new", null)));
    }

    @Test
    void has_an_effect() throws Exception {
        assertThat(every().warnings()).isEmpty();
    }

    private static RoutingText.Parsed every() throws ConfigException {
        return RoutingText.parse("r.yaml", Texts.resource("every-key-routing.yaml"));
    }

    private static Service chat() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("code", 200L);
        json.put("ok", true);
        json.put("name", "on");
        json.put("list", new ArrayList<>(Arrays.asList(1.5, null)));
        Upstream blue = new Upstream(
                "blue",
                new Balance.Hash(new RequestAttribute.Cookie("teal")),
                List.of(
                        Server.at(new Address("127.0.0.1", 8000)),
                        new Server(
                                new Address("::1", 8001),
                                2,
                                true,
                                true,
                                8,
                                4,
                                Duration.ofSeconds(31),
                                Duration.ofSeconds(90))),
                new Upstream.Queue(65, Duration.ofSeconds(29)),
                new HealthCheck(
                        "/server/configs?x=1", "POST", Duration.ofSeconds(6), Duration.ofSeconds(4), 201, json, 3, 4),
                Upstream.Ejection.NGINX,
                Upstream.WhenNoneUsable.FAIL,
                Upstream.Protocol.HTTP_2,
                Duration.ofSeconds(3),
                Upstream.Cancels.YES,
                new Upstream.Breaker(51, 90, Duration.ofSeconds(20), 60, 12, Duration.ofSeconds(9), 4, "green"),
                new Upstream.Knowledge(Duration.ofSeconds(20), Duration.ofSeconds(4)),
                null);
        LinkedHashMap<String, Upstream> upstreams = new LinkedHashMap<>();
        upstreams.put("blue", blue);
        Upstream green = Upstream.of("green", List.of(Server.at(new Address("green-1", 80))));
        upstreams.put(
                "green",
                new Upstream(
                        "green",
                        green.balance(),
                        green.servers(),
                        green.queue(),
                        null,
                        green.ejection(),
                        green.whenNoneUsable(),
                        Upstream.Protocol.HTTP_2,
                        green.keepaliveTimeout(),
                        green.cancels(),
                        null,
                        null,
                        new Upstream.Tls(
                                "/etc/teal/ca.pem",
                                "chat.example.org",
                                true,
                                new Upstream.Identity("/etc/teal/own.pem", "/etc/teal/own-key.pem"))));
        LinkedHashMap<String, Integer> split = new LinkedHashMap<>();
        split.put("blue", 95);
        split.put("green", 5);
        return new Service(
                "chat",
                upstreams,
                new Traffic(
                        split,
                        List.of(
                                new RequestAttribute.Header("X-User"),
                                new RequestAttribute.Cookie("sid"),
                                new RequestAttribute.EachRequest()),
                        List.of(
                                new CanaryRule(
                                        new RequestAttribute.Header("X-Canary"),
                                        new Mark.Values(List.of("a", "b")),
                                        "green",
                                        Otherwise.FAIL),
                                new CanaryRule(
                                        new RequestAttribute.Cookie("canary"),
                                        new Mark.Sha256(List.of("abcdef".repeat(10) + "abcd")),
                                        "green",
                                        Otherwise.SPLIT),
                                new CanaryRule(
                                        new RequestAttribute.Header("X-Blue"),
                                        new Mark.Present(),
                                        "blue",
                                        Otherwise.FAIL))),
                plan(),
                new Shadow("green", 25));
    }

    private static Plan plan() {
        return new Plan(
                new Plan.Lifecycle(
                        new Plan.Hook("http://127.0.0.1:7000/scale-up", "WAKE_KEY"),
                        Duration.ofMinutes(11),
                        new Plan.Hook("http://127.0.0.1:7000/scale-down", "SLEEP_KEY"),
                        Duration.ofMinutes(31)),
                new Plan.Gate("/etc/teal/questions/chat.yaml", 95, Duration.ofSeconds(5), "abcdefabcdefabcd", 50),
                List.of(new Plan.Step(6, Duration.ofSeconds(5)), new Plan.Step(100, Duration.ofMinutes(9))),
                new Guard(
                        Duration.ofSeconds(2),
                        new Guard.Failures(2, 31, Duration.ofSeconds(61)),
                        6,
                        new Guard.FirstToken(Duration.ofSeconds(10), 1.25, 51),
                        15,
                        Guard.NoData.FAIL),
                List.of(new Plan.Hook("https://hooks.example.org/teal", "HOOK_KEY")),
                "0 3 * * 6");
    }

    private static RouteMatch match() {
        return new RouteMatch(
                List.of("chat.example.org", "*.example.com", "::1"),
                new Prefix("/chat/"),
                List.of("GET", "POST"),
                List.of(
                        new RouteMatch.Field("X-Env", new Condition.Equal("prod")),
                        new RouteMatch.Field("X-Version", new Condition.Regex("v[0-9]+")),
                        new RouteMatch.Field("X-On", new Condition.Present()),
                        new RouteMatch.Field("X-No", new Condition.Equal("no"))),
                List.of(new RouteMatch.Field("q", new Condition.Equal("a b"))));
    }

    private static RouteMatch on(RouteMatch.Path path) {
        return new RouteMatch(List.of(), path, List.of(), List.of(), List.of());
    }

    private static Policies policies() {
        return new Policies(
                Policies.Dialect.CHATCHAT,
                new Policies.Timeouts(
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(61),
                        new Policies.FirstToken.Fixed(Duration.ofSeconds(62)),
                        Duration.ofSeconds(31),
                        Duration.ofMinutes(16)),
                new Policies.Retry(2, 30),
                new Policies.Limits(
                        9L << 20,
                        new Policies.Rate(60, Duration.ofMinutes(1), new RequestAttribute.Header("Authorization")),
                        new Policies.Concurrency(5, new RequestAttribute.Cookie("sid"))),
                new Policies.Rewrite(null, "/c", "chat.internal:8001"),
                new HeaderChanges(
                        List.of("X-A"),
                        List.of(new Header("X-B", "b")),
                        List.of(new Header("X-C", "c"), new Header("X-C", "d"))),
                new HeaderChanges(List.of("X-D"), List.of(new Header("X-E", "e")), List.of(new Header("X-F", "f"))),
                new Policies.Cache(
                        Duration.ofHours(2),
                        3,
                        2L << 20,
                        1.25,
                        true,
                        Policies.Cache.Questions.ALL,
                        30,
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(1),
                        Policies.Cache.Finish.NEVER,
                        Duration.ofSeconds(4)),
                access(),
                new Compression(
                        List.of("application/json", "text/*"),
                        2L << 10,
                        List.of(Compression.Algorithm.GZIP, Compression.Algorithm.BR)));
    }

    private static Policies.Access access() {
        return new Policies.Access(
                List.of(Network.around(IpAddress.parse("10.0.0.0"), 8), Network.around(IpAddress.parse("fd00::"), 8)),
                List.of(Network.of(IpAddress.parse("10.0.0.13"))),
                new Policies.ApiKeys("X-API-Key", true, Map.of("alice", "a".repeat(64))),
                null,
                new Policies.Cors(
                        List.of("https://app.example.org", "http://[::1]:3000"),
                        List.of("POST", "DELETE"),
                        List.of("X-H"),
                        List.of("X-I"),
                        true,
                        Duration.ofHours(1)),
                List.of(new Header("X-J", "j")));
    }

    private static Policies.Access tokens() {
        return new Policies.Access(
                List.of(),
                List.of(),
                null,
                new Jwt(
                        "https://id.example.org/",
                        List.of("teal", "chat"),
                        "https://id.example.org/keys",
                        "X-Token",
                        false,
                        Duration.ofSeconds(30),
                        List.of("ES384", "EdDSA")),
                null,
                List.of());
    }

    private static Policies rewriting(Policies.Rewrite rewrite) {
        Policies plain = Policies.DEFAULT;
        return new Policies(
                Policies.Dialect.OPENAI,
                new Policies.Timeouts(
                        plain.timeouts().connect(),
                        plain.timeouts().firstByte(),
                        new Policies.FirstToken.Learned(),
                        plain.timeouts().idle(),
                        plain.timeouts().total()),
                plain.retry(),
                plain.limits(),
                rewrite,
                HeaderChanges.NONE,
                HeaderChanges.NONE);
    }
}
