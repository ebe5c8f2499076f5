package io.teal.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.explain.Explanation;
import io.teal.gateway.explain.Fate;
import io.teal.gateway.explain.Question;
import io.teal.gateway.matching.TrafficDecider.Cause;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.RequestAttribute;
import io.teal.gateway.routing.ServerKey;
import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.PlainClient.Answer;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.ScriptedServer;
import io.teal.gateway.testing.TestGateway;
import io.teal.gateway.upstream.Prospect;
import io.teal.gateway.upstream.ServerStatus;
import io.teal.simulator.fault.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a gateway says would become of a request becomes of it. */
class ExplainIT extends Explaining {
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
    void theReasonIsTheAttributeThatCounted() {
        try (TestGateway gateway = gateway("least_conn", "")) {
            assertThat(small(gateway, "Cookie: user=u", "Authorization: t").reason())
                    .isEqualTo(new RequestAttribute.Header("Authorization"));
            assertThat(small(gateway, "Cookie: user=u", "Authorization:").reason())
                    .isEqualTo(new RequestAttribute.Cookie("user"));
        }
    }
}
