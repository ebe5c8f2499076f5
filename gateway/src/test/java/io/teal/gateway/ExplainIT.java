package io.teal.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.cache.CacheStats;
import io.teal.gateway.cache.Entry;
import io.teal.gateway.event.Event;
import io.teal.gateway.explain.CacheFate;
import io.teal.gateway.explain.Explanation;
import io.teal.gateway.explain.Fate;
import io.teal.gateway.explain.Question;
import io.teal.gateway.matching.TrafficDecider.Cause;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.RequestAttribute;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.ServerKey;
import io.teal.gateway.stats.Snapshot;
import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.PlainClient.Answer;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.ScriptedServer;
import io.teal.gateway.testing.TestGateway;
import io.teal.gateway.upstream.Prospect;
import io.teal.gateway.upstream.ServerStatus;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.SimulatedServer;
import io.teal.simulator.Timing;
import io.teal.simulator.fault.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a gateway says would become of a request becomes of it, and saying so leaves no trace. */
class ExplainIT {
    private static final String SMALL = "/__fake/small";
    private static final String KB_CHAT = "/chat/kb_chat";

    private Fleet fleet;

    @BeforeEach
    void start() {
        fleet = Fleet.start(
                Instance.named("blue-1").withTiming(Timing.instant()),
                Instance.named("blue-2").withTiming(Timing.instant()),
                Instance.named("green-1").withTiming(Timing.instant()));
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    private TestGateway gateway(String balance, String more) {
        return TestGateway.start("""
                services:
                  chat:
                    upstreams:
                      blue: {servers: ["%s", "%s"], balance: %s}
                      green: {servers: [{address: "%s", max_fails: 0}]%s}
                    traffic:
                      split: {blue: 70, green: 30}
                      identity: [header:Authorization, cookie:user]
                      canary:
                        - {header: X-Canary, values: [green-preview], to: green}
                        - {cookie: canary, present: true, to: blue}
                routes:
                  - {name: chat, match: {path: /chat}, service: chat, answers: chatchat, cache: {}, retry: {attempts: 0}}
                  - {name: all, match: {path: /__fake}, service: chat}
                  - {name: limited, match: {path: /__fake/small, headers: {X-Limited: "1"}}, service: chat,
                     limits: {rate: {requests: 3, per: 1h, by: client_ip}, concurrency: {requests: 1, by: client_ip}}}
                  - {name: notice, match: {path_exact: /notice}, respond: {status: 203, body: closed}}
                  - {name: old, match: {path: /old}, redirect: {status: 308, path_prefix: /new}}
                """.formatted(
                        fleet.server("blue-1").address(),
                        fleet.server("blue-2").address(),
                        balance,
                        fleet.server("green-1").address(),
                        more));
    }

    private static Explanation explain(
            TestGateway gateway, String method, String target, String body, String... fields) {
        List<Question.Field> headers = new ArrayList<>();
        for (String field : fields) {
            int colon = field.indexOf(':');
            headers.add(new Question.Field(
                    field.substring(0, colon), field.substring(colon + 1).strip()));
        }
        return gateway.gateway().explain(new Question(method, target, "gateway.test", headers, "127.0.0.1", body));
    }

    private static Fate.Forwarded forwarded(
            TestGateway gateway, String method, String target, String body, String... f) {
        return (Fate.Forwarded) explain(gateway, method, target, body, f).fate();
    }

    private static Fate.Forwarded small(TestGateway gateway, String... fields) {
        return forwarded(gateway, "GET", SMALL, "", fields);
    }

    private String chosen(Prospect prospect) {
        return name(Objects.requireNonNull(prospect.chosen(), "none"));
    }

    private String name(Server server) {
        return fleet.servers().stream()
                .filter(one -> one.address().equals(server.address().toString()))
                .findFirst()
                .orElseThrow()
                .name();
    }

    @ParameterizedTest
    @ValueSource(strings = {"round_robin", "least_conn", "least_time", "hash(cookie:user)"})
    void aRequestGoesWhereItWasSaidToGo(String balance) throws IOException {
        Random random = new Random(7);
        Set<String> seen = new HashSet<>();
        Set<String> instances = new HashSet<>();
        try (TestGateway gateway = gateway(balance, "");
                PlainClient client = new PlainClient(gateway.port())) {
            for (int i = 0; i < 200; i++) {
                List<String> fields = new ArrayList<>();
                String user = "user=u" + random.nextInt(1000);
                fields.add("Cookie: a=b; " + (random.nextInt(4) == 0 ? "canary=1; " : "") + user);
                if (random.nextInt(3) == 0) {
                    fields.add("X-Canary: green-preview");
                }
                if (random.nextInt(3) == 0) {
                    fields.add("Authorization: Bearer ä" + random.nextInt(1000));
                }
                String[] all = fields.toArray(String[]::new);
                await().pollInterval(Duration.ofMillis(1)).until(() -> gateway.leases() == 0);

                Fate.Forwarded said = small(gateway, all);
                Answer answer = client.get(SMALL, all);

                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.upstream()).as(fields.toString()).isEqualTo(said.upstream());
                assertThat(answer.instance()).as(fields.toString()).isEqualTo(chosen(said.prospect()));
                assertThat(said.random() || said.randomServer()).isFalse();
                boolean unused =
                        seen.add(said.decision().cause() + " " + said.decision().rule() + " " + said.reason());
                boolean unusedName = instances.add(answer.instance());
            }
        }
        assertThat(seen)
                .containsExactlyInAnyOrder(
                        "CANARY 0 header:X-Canary",
                        "CANARY 1 cookie:canary",
                        "SPLIT -1 header:Authorization",
                        "SPLIT -1 cookie:user");
        // The quickest may always be the same.
        assertThat(instances).hasSizeGreaterThanOrEqualTo(balance.equals("least_time") ? 2 : 3);
    }

    @Test
    void whoTellsNothingOfItselfIsDividedByChance() {
        try (TestGateway gateway = gateway("hash(cookie:user)", "")) {
            Set<String> upstreams = new HashSet<>();
            await().until(() -> {
                Fate.Forwarded said = small(gateway);
                assertThat(said.random()).isTrue();
                assertThat(said.reason()).isNull();
                assertThat(said.decision().cause()).isEqualTo(Cause.SPLIT);
                assertThat(said.randomServer()).isEqualTo(said.upstream().equals("blue"));
                boolean unused = upstreams.add(said.upstream());
                return upstreams.size() == 2;
            });
            gateway.split("chat", java.util.Map.of("blue", 1, "green", 0));
            assertThat(small(gateway).random()).isFalse();
            assertThat(small(gateway).reason()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/notice, notice, 203, ''",
        "/old/a%20b?c=d, old, 308, http://gateway.test/new/a%20b?c=d",
        "/old/../old/x, old, 308, http://gateway.test/new/../old/x",
        "http://gateway.test/notice, notice, 203, ''",
        "/elsewhere, '', 404, ''",
        "/notice/%2e%2e/%2e%2e/x, '', 400, ''",
        "/notice%00, '', 400, ''",
    })
    void whatTheGatewayAnswersByItselfIsSaid(String target, String route, int status, String location)
            throws IOException {
        try (TestGateway gateway = gateway("least_conn", "");
                RawClient client = new RawClient(gateway.port())) {
            Explanation said = explain(gateway, "GET", target, "");
            String head = client.send("GET " + target + " HTTP/1.1\r\nHost: gateway.test\r\n\r\n")
                    .head();

            assertThat(RawClient.status(head)).isEqualTo(status);
            assertThat(said.route() == null ? "" : said.route().name()).isEqualTo(route);
            assertThat(said.fate())
                    .isEqualTo(
                            switch (status) {
                                case 203 -> new Fate.Answered(203);
                                case 308 -> new Fate.Redirected(308, RawClient.field(head, "Location"));
                                case 404 -> new Fate.Refused(Outcome.NO_ROUTE);
                                default -> new Fate.Refused(Outcome.BAD_TARGET);
                            });
            assertThat(RawClient.field(head, "Location")).isEqualTo(location);
        }
    }

    @Test
    void tellsTheRequestAsItWasUnderstood() {
        try (TestGateway gateway = gateway("least_conn", "")) {
            Explanation said = gateway.gateway()
                    .explain(new Question(
                            "GET",
                            "/chat/../%5F_fake//small?q=1",
                            "Gateway.TEST:8080",
                            List.of(new Question.Field("Authorization", "secret"), new Question.Field("COOKIE", "a=b")),
                            "192.0.2.7",
                            ""));

            assertThat(said.request())
                    .isEqualTo(new Explanation.Understood(
                            "GET", SMALL, "gateway.test", "192.0.2.7", List.of("authorization", "cookie")));
            assertThat(said.revision().number()).isEqualTo(1);
            assertThat(said.toString()).doesNotContain("secret");
        }
    }

    @Test
    void aServerThatIsOutIsTold() throws IOException {
        try (TestGateway gateway = gateway("round_robin", "");
                PlainClient client = new PlainClient(gateway.port())) {
            ServerKey key = new ServerKey("chat", "blue", address("blue-1"));
            assertThat(gateway.gateway().upstreams().drain(key)).isTrue();

            for (int i = 0; i < 10; i++) {
                Prospect said = small(gateway, "Cookie: canary=1").prospect();

                assertThat(chosen(said)).isEqualTo("blue-2");
                assertThat(said.best()).hasSize(1);
                assertThat(said.servers().getFirst().usable()).isFalse();
                assertThat(said.servers().getFirst().status().state()).isEqualTo(ServerStatus.State.DRAINING);
                assertThat(client.get(SMALL, "Cookie: canary=1").instance()).isEqualTo("blue-2");
            }
            assertThat(gateway.gateway().upstreams().drain(new ServerKey("chat", "blue", address("blue-2"))))
                    .isTrue();
            assertThat(Objects.requireNonNull(small(gateway, "Cookie: canary=1")
                                    .prospect()
                                    .refusal())
                            .outcome())
                    .isEqualTo(Outcome.NO_SERVER);
            Answer refused = client.get(SMALL, "Cookie: canary=1");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.body()).contains("\"no_server\"");
        }
    }

    private Address address(String name) {
        String text = fleet.server(name).address();
        int colon = text.lastIndexOf(':');
        return new Address(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    @Test
    void aFullUpstreamIsToldUntilItsQueueIsFullToo() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (ScriptedServer held = new ScriptedServer((peer, connection) -> {
                    while (!peer.head().isEmpty()) {
                        awaitQuietly(answer);
                        RawClient unused = peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                    }
                });
                TestGateway gateway = TestGateway.start("""
                        services:
                          chat:
                            upstreams:
                              blue: {servers: [{address: "%s", max_conns: 1}], queue: {size: 1, wait: 20s}}
                        routes: [{name: all, match: {path: /}, service: chat}]
                        """.formatted(held.address()));
                RawClient first = new RawClient(gateway.port());
                RawClient second = new RawClient(gateway.port());
                PlainClient third = new PlainClient(gateway.port())) {
            assertThat(forwarded(gateway, "GET", "/x", "").prospect().chosen()).isNotNull();
            RawClient unusedFirst = first.send("GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> gateway.leases() == 1);

            Prospect waits = forwarded(gateway, "GET", "/x", "").prospect();
            assertThat(waits.waits()).isTrue();
            assertThat(waits.servers().getFirst().full()).isTrue();
            assertThat(waits.servers().getFirst().status().leases()).isEqualTo(1);
            RawClient unusedSecond = second.send("GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> gateway.server(held.address()).queued() == 1);

            Prospect refused = forwarded(gateway, "GET", "/x", "").prospect();
            assertThat(Objects.requireNonNull(refused.refusal()).outcome()).isEqualTo(Outcome.QUEUE_FULL);
            assertThat(refused.queued()).isEqualTo(1);
            assertThat(third.get("/x").body()).contains("\"queue_full\"");

            answer.countDown();
            assertThat(RawClient.status(first.head())).isEqualTo(200);
            assertThat(RawClient.status(second.head())).isEqualTo(200);
        } finally {
            answer.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void theFallbackOfABreakerIsTold() throws IOException {
        fleet.server("green-1").faults().set(Fault.DOCS_ONLY);
        try (TestGateway gateway = gateway(
                        "round_robin", ", breaker: {window: 10, minimum: 4, open: 60s, trials: 1, fallback: blue}");
                PlainClient client = new PlainClient(gateway.port())) {
            String mark = "X-Canary: green-preview";
            for (int i = 0; i < 4; i++) {
                String body = "{\"query\":\"q" + i + "\",\"kb_name\":\"samples\"}";
                assertThat(forwarded(gateway, "POST", KB_CHAT, body, mark).upstream())
                        .isEqualTo("green");
                assertThat(client.ask("POST", KB_CHAT, body, mark).upstream()).isEqualTo("green");
            }
            await().until(() -> gateway.leases() == 0);

            for (int i = 0; i < 6; i++) {
                Fate.Forwarded said = small(gateway, mark);
                Answer answer = client.get(SMALL, mark);

                assertThat(said.decision().upstream()).isEqualTo("green");
                assertThat(said.upstream()).isEqualTo("blue");
                assertThat(answer.upstream()).isEqualTo("blue");
                assertThat(answer.instance()).isEqualTo(chosen(said.prospect()));
            }
        }
    }

    @Test
    void whatIsKeptIsTold() throws IOException {
        try (TestGateway gateway = gateway("round_robin", "");
                PlainClient client = new PlainClient(gateway.port())) {
            String body = "{\"query\":\"how many days off?\",\"kb_name\":\"samples\",\"stream\":false}";
            String[] fields = {"Content-Type: application/json", "Cookie: canary=1", "Authorization: Bearer me"};

            CacheFate.Consulted before = consulted(gateway, body, fields);
            assertThat(before.kept()).isNull();
            assertThat(before.remote()).isFalse();
            assertThat(before.underWay()).isFalse();
            assertThat(before.parts())
                    .isEqualTo(new CacheFate.Parts("chat", "chat", "blue", List.of(0L, 0L, 0L, 0L), true));
            assertThat(client.ask("POST", KB_CHAT, body, fields).field("X-Teal-Cache"))
                    .isEqualTo("miss");

            await().until(() -> consulted(gateway, body, fields).kept() != null);
            CacheFate.Consulted after = consulted(gateway, body, fields);
            assertThat(after.key()).isEqualTo(before.key());
            assertThat(Objects.requireNonNull(after.kept()).use()).isEqualTo(Entry.Use.FRESH);
            assertThat(client.ask("POST", KB_CHAT, body, fields).field("X-Teal-Cache"))
                    .isEqualTo("hit");

            // Others have answers of their own, and so has who asks after a change.
            assertThat(consulted(gateway, body, "Cookie: canary=1", "Authorization: Bearer you")
                            .key())
                    .isNotEqualTo(before.key());
            gateway.gateway().cache().knowledgeChanged("chat", "samples");
            assertThat(consulted(gateway, body, fields).key()).isNotEqualTo(before.key());
            assertThat(consulted(gateway, body, fields).parts().epochs())
                    .isNotEqualTo(before.parts().epochs());
            assertThat(client.ask("POST", KB_CHAT, body, fields).field("X-Teal-Cache"))
                    .isEqualTo("miss");
        }
    }

    private static CacheFate.Consulted consulted(TestGateway gateway, String body, String... fields) {
        return (CacheFate.Consulted)
                forwarded(gateway, "POST", KB_CHAT, body, fields).cache();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"query":"q","kb_name":"samples"}                   | Cache-Control: no-store
            {"query":"q","kb_name":"samples"}                   | Content-Encoding: gzip
            {"query":"q","kb_name":"samples"}                   | Content-Type: text/plain
            {"query":"q","kb_name":"samples"}                   | Range: bytes=0-1
            {"query":"q","kb_name":"a%b"}                       | X-A: b
            {"query":"q","kb_name":"samples","temperature":1.5} | X-A: b
            not json                                            | X-A: b
            """)
    void whatPassesTheCacheByIsTold(String body, String field) throws IOException {
        try (TestGateway gateway = gateway("round_robin", "");
                PlainClient client = new PlainClient(gateway.port())) {
            CacheFate said = forwarded(gateway, "POST", KB_CHAT, body, field, "Cookie: canary=1")
                    .cache();
            Answer answer = client.ask("POST", KB_CHAT, body, field, "Cookie: canary=1");

            assertThat(said).isInstanceOf(CacheFate.Bypassed.class);
            assertThat(answer.field("X-Teal-Cache"))
                    .isEqualTo("bypass; reason=" + ((CacheFate.Bypassed) said).reason());
            assertThat(small(gateway).cache()).isEqualTo(new CacheFate.Off());
            assertThat(forwarded(gateway, "GET", KB_CHAT, "").cache()).isEqualTo(new CacheFate.NoQuestion());
        }
    }

    @Test
    void aThousandExplanationsLeaveNoTrace() throws Exception {
        try (TestGateway gateway = gateway("round_robin", "");
                PlainClient client = new PlainClient(gateway.port())) {
            String body = "{\"query\":\"kept\",\"kb_name\":\"samples\",\"stream\":false}";
            String canary = "Cookie: canary=1";
            assertThat(client.ask("POST", KB_CHAT, body, canary).status()).isEqualTo(200);
            await().until(() -> consulted(gateway, body, canary).kept() != null && gateway.leases() == 0);
            await().until(() -> gateway.gateway().stats().total() == 1);
            Snapshot stats = gateway.gateway().stats();
            CacheStats cache = gateway.gateway().cache().stats();
            List<ServerStatus> servers = gateway.gateway().upstreams().status();
            var top = gateway.gateway().cache().top(null, 100);
            Queue<Event> events = new ConcurrentLinkedQueue<>();
            long unusedNewest = gateway.gateway().events().listen(events::add);
            long asked = asked();

            // When
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                threads.add(Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < 250; i++) {
                        Fate.Forwarded unusedSmall = small(gateway, canary, "X-Limited: 1");
                        CacheFate.Consulted unusedKept = consulted(gateway, body, canary);
                        Explanation unusedNone = explain(gateway, "GET", "/elsewhere", "");
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }

            // Then
            assertThat(gateway.gateway().stats()).isEqualTo(stats);
            assertThat(gateway.gateway().cache().stats()).isEqualTo(cache);
            assertThat(gateway.gateway().upstreams().status()).isEqualTo(servers);
            assertThat(gateway.gateway().cache().top(null, 100)).isEqualTo(top);
            assertThat(events).isEmpty();
            assertThat(asked()).isEqualTo(asked);
            // blue-1 had the question above, and they take turns.
            List<String> turns = new ArrayList<>();
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Answer answer = client.get(SMALL, canary, "X-Limited: 1");
                statuses.add(answer.status());
                if (answer.status() == 200) {
                    turns.add(answer.instance());
                }
            }
            assertThat(statuses).isEqualTo(Arrays.asList(200, 200, 200, 429));
            assertThat(turns).containsExactly("blue-2", "blue-1", "blue-2");
        }
    }

    private long asked() {
        long requests = 0;
        for (SimulatedServer server : fleet.servers()) {
            requests += server.stats().requests();
        }
        return requests;
    }

    @Test
    void theReasonIsTheAttributeThatCounted() {
        try (TestGateway gateway = gateway("least_conn", "")) {
            assertThat(small(gateway, "Cookie: user=u", "Authorization: t").reason())
                    .isEqualTo(new RequestAttribute.Header("Authorization"));
            assertThat(small(gateway, "Cookie: user=u", "Authorization:").reason())
                    .isEqualTo(new RequestAttribute.Cookie("user"));
        }
    }
}
