package io.teal.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.teal.gateway.address.IpAddress;
import io.teal.gateway.address.Network;
import io.teal.gateway.address.RealIp;
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
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.Service;
import io.teal.gateway.routing.Upstream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds when a file says nothing, spelled out. */
class DefaultsTest {
    private static final String LEAST = """
            services:
              chat:
                upstreams:
                  blue:
                    servers: [127.0.0.1:8001]
                    health: {path: /health}
                traffic:
                  canary: [{header: X, present: true, to: blue}]
            routes:
              - {name: a, service: chat}
              - {name: b, respond: {status: 403}}
              - {name: c, redirect: {host: example.org}}
            """;

    @Test
    void of_the_gateway(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("gateway.yaml"), "{}");
        Files.writeString(directory.resolve("routing.yaml"), "{}");

        assertThat(ConfigFiles.load(directory, Map.of()).gateway())
                .isEqualTo(new GatewayConfig(
                        List.of(new GatewayConfig.Listener("public", "0.0.0.0", 8080, null)),
                        new GatewayConfig.Admin("127.0.0.1", 9080, List.of()),
                        new GatewayConfig.Store(directory.resolve("data")),
                        new GatewayConfig.Cache(256L * 1024 * 1024),
                        null,
                        Runtime.getRuntime().availableProcessors(),
                        new GatewayConfig.Limits(
                                8 * 1024,
                                32 * 1024,
                                100,
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(75),
                                128),
                        Duration.ofMinutes(15),
                        new RealIp(List.of(), "X-Forwarded-For", true),
                        Map.of(
                                "cuda_out_of_memory", "CUDA out of memory",
                                "read_timed_out", "Read timed out",
                                "connection_refused", "Connection refused"),
                        1_000,
                        null,
                        null));
    }

    @Test
    void of_real_ip_and_of_watching_nothing(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("gateway.yaml"), "{real_ip: {trusted: 10.0.0.1}, watched_texts: {}}");
        Files.writeString(directory.resolve("routing.yaml"), "{}");

        GatewayConfig config = ConfigFiles.load(directory, Map.of()).gateway();

        assertThat(config.realIp())
                .isEqualTo(new RealIp(List.of(Network.of(IpAddress.parse("10.0.0.1"))), "X-Forwarded-For", true));
        assertThat(config.watchedTexts()).isEmpty();
    }

    @Test
    void trusting_everybody_is_warned_about(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("gateway.yaml"), "real_ip: {trusted: [0.0.0.0/0, 10.0.0.0/8, \"::/0\"]}");
        Files.writeString(directory.resolve("routing.yaml"), "{}");

        assertThat(ConfigFiles.load(directory, Map.of()).warnings())
                .extracting(Problem::path, Problem::expected)
                .containsExactly(
                        tuple(
                                "real_ip.trusted[0]",
                                "everybody is trusted: any client can say that its address is another one"),
                        tuple(
                                "real_ip.trusted[2]",
                                "everybody is trusted: any client can say that its address is another one"));
    }

    @Test
    void of_a_configuration_made_in_code_are_those_of_the_file(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("gateway.yaml"), "{}");
        Files.writeString(directory.resolve("routing.yaml"), "{}");
        GatewayConfig read = ConfigFiles.load(directory, Map.of()).gateway();

        GatewayConfig made = new GatewayConfig(
                read.listeners(), read.admin(), read.store(), read.cache(), null, read.eventLoops(), read.limits());

        assertThat(made).isEqualTo(read);
        assertThat(made.watchedTexts().keySet())
                .containsExactly("cuda_out_of_memory", "read_timed_out", "connection_refused");
    }

    @Test
    void of_a_listener_and_a_store(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("gateway.yaml"), "{listeners: [{name: a, port: 0}], store: {}, admin: {}}");
        Files.writeString(directory.resolve("routing.yaml"), "{}");

        GatewayConfig config = ConfigFiles.load(directory, Map.of()).gateway();

        assertThat(config.listeners()).containsExactly(new GatewayConfig.Listener("a", "0.0.0.0", 0, null));
        assertThat(config.store().directory()).isEqualTo(directory.resolve("data"));
        assertThat(config.admin()).isEqualTo(new GatewayConfig.Admin("127.0.0.1", 9080, List.of()));
    }

    @Test
    void of_who_is_let_in(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("gateway.yaml"), """
                admin:
                  host: 0.0.0.0
                  oidc: {issuer: "https://login.example.org", audience: teal, roles: {admin: a}}
                  ldap: {url: "ldaps://ldap.example.org", user_dn: "uid={0},dc=example", group_base: dc=example, roles: {viewer: b}}
                """);
        Files.writeString(directory.resolve("routing.yaml"), "{}");

        GatewayConfig.Admin admin =
                ConfigFiles.load(directory, Map.of()).gateway().admin();

        assertThat(admin.tokens()).isEmpty();
        assertThat(admin.oidc())
                .isEqualTo(new GatewayConfig.Oidc(
                        "https://login.example.org",
                        null,
                        null,
                        "teal",
                        "sub",
                        "roles",
                        Map.of(GatewayConfig.Role.ADMIN, List.of("a")),
                        Duration.ofSeconds(30)));
        assertThat(admin.ldap())
                .isEqualTo(new GatewayConfig.Ldap(
                        "ldaps://ldap.example.org",
                        null,
                        "uid={0},dc=example",
                        "dc=example",
                        "(member={0})",
                        "cn",
                        Map.of(GatewayConfig.Role.VIEWER, List.of("b")),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(60)));
    }

    @Test
    void what_can_be_overheard_is_warned_about(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("gateway.yaml"), """
                admin:
                  host: 0.0.0.0
                  oidc: {issuer: "http://login.example.org", audience: teal, roles: {admin: a}}
                  ldap: {url: "ldap://ldap.example.org", user_dn: "uid={0},dc=example", group_base: dc=example, roles: {viewer: b}}
                """);
        Files.writeString(directory.resolve("routing.yaml"), "{}");

        assertThat(ConfigFiles.load(directory, Map.of()).warnings())
                .extracting(Problem::path, problem -> problem.expected().substring(0, 45))
                .containsExactlyInAnyOrder(
                        tuple("admin.oidc.issuer", "the keys of the provider come from another ma"),
                        tuple("admin.ldap.url", "passwords go to another machine without TLS; "),
                        tuple("admin.ldap", "passwords cross the network as they are, beca"));
    }

    @Test
    void of_a_service() throws Exception {
        Service chat = RoutingText.parse("r.yaml", LEAST).routing().services().get("chat");

        assertThat(chat.upstreams().get("blue"))
                .isEqualTo(new Upstream(
                        "blue",
                        new Balance.LeastConn(),
                        List.of(new Server(
                                new Address("127.0.0.1", 8001),
                                1,
                                false,
                                false,
                                0,
                                3,
                                Duration.ofSeconds(30),
                                Duration.ZERO)),
                        new Upstream.Queue(64, Duration.ofSeconds(30)),
                        new HealthCheck(
                                "/health", "GET", Duration.ofSeconds(5), Duration.ofSeconds(3), 200, null, 2, 2),
                        Upstream.Ejection.SLIDING,
                        Upstream.WhenNoneUsable.LAST_RESORT,
                        Upstream.Protocol.HTTP_1_1,
                        Duration.ofSeconds(4),
                        Upstream.Cancels.BY_DIALECT,
                        null,
                        null,
                        null));
        assertThat(chat.traffic().split()).isEqualTo(Map.of("blue", 100));
        assertThat(chat.traffic().identity())
                .containsExactly(
                        new RequestAttribute.Header("Authorization"),
                        new RequestAttribute.Cookie("teal"),
                        new RequestAttribute.ClientIp());
        assertThat(chat.traffic().canary())
                .extracting(CanaryRule::otherwise)
                .containsExactly(CanaryRule.Otherwise.FAIL);
    }

    @Test
    void of_a_breaker_and_of_limits_of_clients() throws Exception {
        var routing = RoutingText.parse("r.yaml", """
                services:
                  chat:
                    upstreams: {blue: {servers: [127.0.0.1:8001], breaker: {}}}
                routes:
                  - {name: a, service: chat, limits: {rate: {requests: 2}, concurrency: {requests: 3}}}
                """).routing();

        assertThat(routing.services().get("chat").upstreams().get("blue").breaker())
                .isEqualTo(
                        new Upstream.Breaker(50, 100, Duration.ofSeconds(60), 50, 10, Duration.ofSeconds(10), 3, null));
        assertThat(((Action.Forward) routing.routes().getFirst().action())
                        .policies()
                        .limits())
                .isEqualTo(new Policies.Limits(
                        8L * 1024 * 1024,
                        new Policies.Rate(2, Duration.ofMinutes(1), new RequestAttribute.ClientIp()),
                        new Policies.Concurrency(3, new RequestAttribute.ClientIp())));
    }

    @Test
    void of_a_cache_and_of_watching_knowledge() throws Exception {
        var routing = RoutingText.parse("r.yaml", """
                services:
                  chat:
                    upstreams: {blue: {servers: [127.0.0.1:8001], knowledge: {}}}
                routes:
                  - {name: a, service: chat, answers: chatchat, cache: {}}
                """).routing();

        assertThat(routing.services().get("chat").upstreams().get("blue").knowledge())
                .isEqualTo(new Upstream.Knowledge(Duration.ofSeconds(30), Duration.ofSeconds(5)));
        assertThat(((Action.Forward) routing.routes().getFirst().action())
                        .policies()
                        .cache())
                .isEqualTo(new Policies.Cache(
                        Duration.ofHours(1),
                        1,
                        1024L * 1024,
                        0.7,
                        false,
                        Policies.Cache.Questions.KNOWLEDGE,
                        0,
                        Duration.ZERO,
                        Duration.ZERO,
                        Policies.Cache.Finish.AUTO,
                        Duration.ofSeconds(5)));
        assertThat(RoutingText.toJson(routing)).contains("\"cache\":{}").contains("\"knowledge\":{}");
    }

    @Test
    void of_routes() throws Exception {
        RouteMatch all = new RouteMatch(List.of(), new RouteMatch.Path.Prefix("/"), List.of(), List.of(), List.of());

        assertThat(RoutingText.parse("r.yaml", LEAST).routing().routes())
                .containsExactly(
                        new Route(
                                "a",
                                all,
                                new Action.Forward(
                                        "chat",
                                        new Policies(
                                                Policies.Dialect.NONE,
                                                new Policies.Timeouts(
                                                        Duration.ofSeconds(2),
                                                        Duration.ofSeconds(60),
                                                        new Policies.FirstToken.Fixed(Duration.ofSeconds(60)),
                                                        Duration.ofSeconds(30),
                                                        Duration.ofMinutes(15)),
                                                new Policies.Retry(1, 20),
                                                new Policies.Limits(8L * 1024 * 1024, null, null),
                                                new Policies.Rewrite(null, null, null),
                                                HeaderChanges.NONE,
                                                HeaderChanges.NONE,
                                                null))),
                        new Route("b", all, new Action.Respond(403, "", "text/plain; charset=utf-8", List.of())),
                        new Route("c", all, new Action.Redirect(302, null, "example.org", null, null, null)));
    }

    @Test
    void are_left_out_of_the_text() throws Exception {
        assertThat(RoutingText.toYaml(RoutingText.parse("r.yaml", LEAST).routing()))
                .isEqualTo("""
                services:
                  chat:
                    upstreams:
                      blue:
                        servers:
                          - address: 127.0.0.1:8001
                        health:
                          path: /health
                    traffic:
                      canary:
                        - header: X
                          present: true
                          to: blue
                routes:
                  - name: a
                    service: chat
                  - name: b
                    respond:
                      status: 403
                  - name: c
                    redirect:
                      host: example.org
                """);
    }
}
