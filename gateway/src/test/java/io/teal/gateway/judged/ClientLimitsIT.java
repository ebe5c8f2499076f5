package io.teal.gateway.judged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.testing.Http2Client;
import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.PlainClient.Answer;
import io.teal.gateway.testing.Questions;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.TestGateway;
import io.teal.gateway.upstream.ServerStatus;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.SimulatedServer;
import io.teal.simulator.Timing;
import io.teal.simulator.fault.Fault;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What one client may take of a route, and that it gets it back however its requests end. */
class ClientLimitsIT {
    private static final String GOOD = "/__fake/small";
    private static final int ONE_AFTER_THE_OTHER = 200;

    private Fleet fleet;
    private SimulatedServer server;

    @BeforeEach
    void start() {
        fleet = Fleet.start(Instance.named("one").withTiming(Timing.instant()));
        server = fleet.server("one");
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    private static ConditionFactory soon() {
        return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
    }

    private TestGateway gateway(String limits) {
        return TestGateway.start("""
                services:
                  chat:
                    upstreams: {blue: {servers: [{address: "%1$s", max_fails: 0}]}}
                  narrow:
                    upstreams:
                      blue: {servers: [{address: "%1$s", max_fails: 0, max_conns: 1}], queue: {size: 1, wait: 2s}}
                routes:
                  - {name: holder, match: {path: /__fake/slow, headers: {X-Holder: "1"}}, service: narrow}
                  - {name: narrow, match: {path: /, headers: {X-Narrow: "1"}}, service: narrow, limits: {%2$s}}
                  - name: hasty
                    match: {path: /, headers: {X-Hasty: "1"}}
                    service: chat
                    timeouts: {first_byte: 2s}
                    retry: {attempts: 0}
                    limits: {%2$s}
                  - name: all
                    match: {path: /}
                    service: chat
                    answers: chatchat
                    retry: {attempts: 0}
                    limits: {body: 1MiB, %2$s}
                """.formatted(server.address(), limits));
    }

    private static Answer ask(TestGateway gateway, String target, String... fields) throws IOException {
        try (PlainClient client = new PlainClient(gateway.port())) {
            return client.get(target, fields);
        }
    }

    private static void assertRejected(Answer answer, Outcome outcome) {
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.field("X-Teal-Outcome")).isEqualTo("rejected");
        assertThat(answer.field("Retry-After")).matches("[1-9][0-9]*");
        assertThat(answer.body()).contains("\"type\":\"" + outcome.tag() + "\"");
    }

    // The rate.

    @Test
    void whoAsksMoreOftenThanAllowedWaitsForTheNextPeriodAndNobodyElseDoes() throws IOException {
        try (TestGateway gateway = gateway("rate: {requests: 3, per: 3s, by: header:Authorization}")) {
            // When
            long began = System.nanoTime();
            for (int i = 0; i < 3; i++) {
                assertThat(ask(gateway, GOOD, "Authorization: one").status()).isEqualTo(200);
            }
            Answer fourth = ask(gateway, GOOD, "Authorization: one");
            Duration soFar = Duration.ofNanos(System.nanoTime() - began);

            // Then
            assertThat(soFar).as("within one period").isLessThan(Duration.ofSeconds(3));
            assertRejected(fourth, Outcome.RATE_LIMITED);
            int after = Integer.parseInt(fourth.field("Retry-After"));
            assertThat(after).isBetween(1, 3);
            assertThat(server.stats().requests()).isEqualTo(3);
            assertThat(ask(gateway, GOOD, "Authorization: other").status()).isEqualTo(200);
            assertThat(ask(gateway, GOOD).status()).isEqualTo(200);
            soon().until(() -> gateway.gateway().stats().of(Outcome.RATE_LIMITED) == 1);

            // Then: it was told the truth
            long told = System.nanoTime() + Duration.ofSeconds(after).toNanos();
            await().atMost(Duration.ofSeconds(10)).until(() -> System.nanoTime() >= told);
            assertThat(ask(gateway, GOOD, "Authorization: one").status()).isEqualTo(200);
            assertThat(server.stats().requests()).isEqualTo(6);
        }
    }

    /** A question that is asked of two servers is one question of its client. */
    @Test
    void anAnswerThatIsNotPassedOnCostsTheClientNothing() throws IOException {
        try (Fleet two = Fleet.start(
                        Instance.named("bad").withTiming(Timing.instant()),
                        Instance.named("good").withTiming(Timing.instant()));
                TestGateway gateway = TestGateway.start("""
                        services: {chat: {upstreams: {blue: {balance: round_robin, servers: ["%s", "%s"]}}}}
                        routes:
                          - name: all
                            match: {path: /}
                            service: chat
                            answers: chatchat
                            retry: {attempts: 1, budget: 100%%}
                            limits: {rate: {requests: 2, per: 1h, by: client_ip}, concurrency: {requests: 1}}
                        """.formatted(
                                two.server("bad").address(), two.server("good").address()));
                PlainClient client = new PlainClient(gateway.port())) {
            two.server("bad").faults().set(Fault.DOCS_ONLY);

            // When, Then
            for (int i = 0; i < 2; i++) {
                Answer answer = client.ask("POST", "/chat/kb_chat", Questions.body(i == 0));
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).doesNotContain("\\\"content\\\": \\\"\\\"");
            }
            assertThat(two.server("bad").stats().requests()).isPositive();
            assertRejected(client.ask("POST", "/chat/kb_chat", Questions.body(true)), Outcome.RATE_LIMITED);
        }
    }

    // The places.

    /** How a request that holds a place can end. */
    private enum End {
        COMPLETE("GET /__fake/slow?ms=500") {
            @Override
            void come(ClientLimitsIT test, RawClient client) throws IOException {
                assertThat(RawClient.status(client.head())).isEqualTo(200);
            }
        },
        COMPLETE_STREAM("GET /__fake/sse?events=10&interval_ms=50") {
            @Override
            void come(ClientLimitsIT test, RawClient client) throws IOException {
                assertThat(RawClient.status(client.head())).isEqualTo(200);
                String chunk = client.chunk();
                while (!chunk.isEmpty()) {
                    chunk = client.chunk();
                }
            }
        },
        CLIENT_LEAVES_BEFORE_THE_HEAD("GET /__fake/slow?ms=60000"),
        CLIENT_RESETS_BEFORE_THE_HEAD("GET /__fake/slow?ms=60000") {
            @Override
            void come(ClientLimitsIT test, RawClient client) throws IOException {
                client.reset();
            }
        },
        CLIENT_LEAVES_IN_THE_STREAM("GET /__fake/sse?events=100000&interval_ms=20") {
            @Override
            void come(ClientLimitsIT test, RawClient client) throws IOException {
                assertThat(RawClient.status(client.head())).isEqualTo(200);
                client.close();
            }
        },
        CLIENT_LEAVES_WHILE_SENDING("POST /__fake/upload"),
        CLIENT_LEAVES_THE_QUEUE("GET /__fake/small"),
        WAITS_TOO_LONG("GET /__fake/small") {
            @Override
            void come(ClientLimitsIT test, RawClient client) throws IOException {
                assertThat(RawClient.status(client.head())).isEqualTo(503);
            }
        },
        SERVER_BREAKS_BEFORE_THE_HEAD("GET /__fake/slow?ms=60000") {
            @Override
            void come(ClientLimitsIT test, RawClient client) throws IOException {
                test.server.killConnections();
                assertThat(RawClient.status(client.head())).isEqualTo(502);
            }
        },
        SERVER_BREAKS_IN_THE_STREAM("GET /__fake/sse?events=100000&interval_ms=20") {
            @Override
            void come(ClientLimitsIT test, RawClient client) throws IOException {
                assertThat(RawClient.status(client.head())).isEqualTo(200);
                test.server.killConnections();
                assertThat(client.rest()).contains("data: ");
            }
        },
        SERVER_IS_TOO_SLOW("GET /__fake/slow?ms=60000") {
            @Override
            void come(ClientLimitsIT test, RawClient client) throws IOException {
                assertThat(RawClient.status(client.head())).isEqualTo(504);
            }
        },
        CLIENT_LEAVES_ITS_TUNNEL("GET /__fake/ws") {
            @Override
            void come(ClientLimitsIT test, RawClient client) throws IOException {
                assertThat(RawClient.status(client.head())).isEqualTo(101);
                client.close();
            }
        },
        SERVER_LEAVES_THE_TUNNEL("GET /__fake/ws") {
            @Override
            void come(ClientLimitsIT test, RawClient client) throws IOException {
                assertThat(RawClient.status(client.head())).isEqualTo(101);
                test.server.killConnections();
                assertThat(client.rest()).isEmpty();
            }
        };

        private final String line;

        End(String line) {
            this.line = line;
        }

        /** Lets it come, if it does not come by itself. */
        void come(ClientLimitsIT test, RawClient client) throws IOException {
            client.close();
        }

        /** The header field that chooses its route. */
        String mark() {
            return queued() ? "X-Narrow: 1" : this == SERVER_IS_TOO_SLOW ? "X-Hasty: 1" : "X-Plain: 1";
        }

        boolean queued() {
            return this == CLIENT_LEAVES_THE_QUEUE || this == WAITS_TOO_LONG;
        }

        String request() {
            String more = line.endsWith("/ws")
                    ? "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    : "";
            more += mark() + "\r\n";
            more += line.startsWith("POST") ? "Content-Length: 1000000\r\n" : "";
            String begun = line.startsWith("POST") ? "x".repeat(100_000) : "";
            return line + " HTTP/1.1\r\nHost: h\r\nX-Who: one\r\n" + more + "\r\n" + begun;
        }
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void aPlaceIsFreeAgainHoweverTheRequestEnds(End end) throws IOException {
        try (TestGateway gateway = gateway("concurrency: {requests: 1, by: header:X-Who}");
                RawClient holder = new RawClient(gateway.port())) {
            String[] one = {"X-Who: one", end.mark()};
            if (end.queued()) {
                holder.send("GET /__fake/slow?ms=60000 HTTP/1.1\r\nHost: h\r\nX-Holder: 1\r\n\r\n");
                soon().until(() -> gateway.leases() == 1);
            }
            // Twice, as a place that was given back twice would let two in.
            for (int round = 0; round < 2; round++) {
                try (RawClient client = new RawClient(gateway.port())) {
                    // Given
                    client.send(end.request());
                    if (end.queued()) {
                        soon().until(() -> queued(gateway) == 1);
                    } else {
                        soon().until(() -> gateway.leases() == 1);
                    }
                    long before = server.stats().requests();
                    assertRejected(ask(gateway, GOOD, one), Outcome.TOO_MANY_REQUESTS);
                    assertThat(ask(gateway, GOOD, "X-Who: other").status()).isEqualTo(200);
                    assertThat(server.stats().requests() - before)
                            .as("requests of which one was rejected and one of the holder may still come")
                            .isBetween(1L, 2L);

                    // When
                    end.come(this, client);

                    // Then
                    soon().until(() -> gateway.leases() == (end.queued() ? 1 : 0));
                    soon().until(() -> queued(gateway) == 0);
                    soon().until(() -> ask(gateway, GOOD, "X-Who: one").status() == 200);
                }
            }
            assertThat(gateway.gateway().stats().of(Outcome.INTERNAL)).isZero();
        }
    }

    private static int queued(TestGateway gateway) {
        return gateway.gateway().upstreams().status().stream()
                .mapToInt(ServerStatus::queued)
                .max()
                .orElseThrow();
    }

    /**
     * On two connections in turns, of which most lie on two event loops: whoever has an answer can ask at once, and finds neither
     * the own place taken nor that at the server.
     */
    @ParameterizedTest
    @CsvSource({
        "GET, /__fake/small, 200",
        "GET, /__fake/bytes?n=100000, 200",
        "GET, /__fake/bytes?n=1000&chunked=1, 200",
        "GET, /__fake/status/404, 404",
        "GET, /__fake/raw?case=garbage, 502",
        "POST, /chat/kb_chat, 200"
    })
    void whoHasAnAnswerHoldsNoPlaceAnyMore(String method, String target, int status) throws IOException {
        try (TestGateway gateway = TestGateway.start("""
                services:
                  chat:
                    upstreams:
                      blue: {servers: [{address: "%s", max_fails: 0, max_conns: 1}], queue: {size: 0}}
                routes:
                  - name: all
                    match: {path: /}
                    service: chat
                    answers: chatchat
                    limits: {concurrency: {requests: 1, by: client_ip}}
                """.formatted(server.address()))) {
            PlainClient[] clients = new PlainClient[8];
            Arrays.setAll(clients, i -> new PlainClient(gateway.port()));
            for (int i = 0; i < ONE_AFTER_THE_OTHER; i++) {
                PlainClient client = clients[i % clients.length];
                String body = method.equals("POST") ? Questions.body(i % 2 == 0) : "";
                assertThat(client.ask(method, target, body))
                        .as("answer %d", i)
                        .extracting(Answer::status)
                        .isEqualTo(status);
            }
            for (PlainClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void aPlaceIsFreeAgainWhenAnHttp2StreamIsReset() throws IOException {
        try (TestGateway gateway = gateway("concurrency: {requests: 1, by: header:X-Who}");
                Http2Client client = new Http2Client(gateway.port())) {
            // Given
            HttpClientRequest held = client.request(HttpMethod.GET, "/__fake/slow?ms=60000");
            var unused = held.putHeader("X-Who", "one").send();
            soon().until(() -> gateway.leases() == 1);
            assertRejected(ask(gateway, GOOD, "X-Who: one"), Outcome.TOO_MANY_REQUESTS);

            // When
            var unusedReset = held.reset(8);

            // Then
            soon().until(() -> ask(gateway, GOOD, "X-Who: one").status() == 200);
            soon().until(() -> gateway.leases() == 0);
        }
    }

    /** What is refused before a server is chosen held a place for a moment only. */
    @Test
    void aPlaceIsFreeAgainAfterARefusal() throws IOException {
        try (TestGateway gateway = gateway(
                "concurrency: {requests: 1, by: header:X-Who}, rate: {requests: 4, per: 1h, by: header:X-Who}")) {
            // When
            try (RawClient client = new RawClient(gateway.port())) {
                client.send("POST /__fake/upload HTTP/1.1\r\nHost: h\r\nX-Who: one\r\nContent-Length: 2000000\r\n\r\n");
                assertThat(RawClient.status(client.head())).isEqualTo(413);
            }
            assertThat(ask(gateway, "/__fake/status/422", "X-Who: one").status())
                    .isEqualTo(422);
            assertThat(ask(gateway, "/__fake/status/500", "X-Who: one").status())
                    .isEqualTo(500);
            assertThat(ask(gateway, GOOD, "X-Who: one").status()).isEqualTo(200);

            // Then: the reason stays the rate, so that every one of them has given its place back
            for (int i = 0; i < 3; i++) {
                assertRejected(ask(gateway, GOOD, "X-Who: one"), Outcome.RATE_LIMITED);
            }
        }
    }
}
