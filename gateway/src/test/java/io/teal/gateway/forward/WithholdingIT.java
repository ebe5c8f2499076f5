package io.teal.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.testing.AnswerText;
import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.PlainClient.Answer;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.TestGateway;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.SimulatedServer;
import io.teal.simulator.Timing;
import io.teal.simulator.fault.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that will not do are kept from the client as long as another server may give a better one. */
@Execution(ExecutionMode.CONCURRENT)
class WithholdingIT {
    private static final String STREAMED = "{\"query\":\"年假\",\"kb_name\":\"samples\",\"stream\":true}";
    private static final String WHOLE = "{\"query\":\"年假\",\"kb_name\":\"samples\",\"stream\":false}";

    private Fleet fleet;
    private SimulatedServer good;
    private SimulatedServer bad;

    @BeforeEach
    void start() {
        Timing timing = Timing.instant().withPing(Duration.ofMillis(50));
        fleet = Fleet.start(
                Instance.named("good").withTiming(timing), Instance.named("bad").withTiming(timing));
        good = fleet.server("good");
        bad = fleet.server("bad");
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    /** A gateway that asks the bad server first. */
    private TestGateway gateway(String more) {
        return TestGateway.start("""
                services:
                  chat:
                    upstreams:
                      blue:
                        balance: round_robin
                        servers:
                          - {address: "%s", weight: 1000, max_fails: 0}
                          - {address: "%s", weight: 1, max_fails: 0}
                routes:
                  - {name: all, match: {path: /}, service: chat, answers: chatchat, %s}
                """.formatted(bad.address(), good.address(), more));
    }

    private static Answer ask(TestGateway gateway, String body) throws IOException {
        try (PlainClient client = new PlainClient(gateway.port())) {
            return client.ask("POST", "/chat/kb_chat", body, "Content-Type: application/json", "TE: trailers");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"DOCS_ONLY", "ERROR_EVENT", "OUT_OF_MEMORY", "INTERNAL_ERROR", "RESET", "STATUS"})
    void anotherServerGivesABetterAnswer(Fault fault) throws IOException {
        bad.faults().set(fault);
        for (String body : new String[] {STREAMED, WHOLE}) {
            try (TestGateway gateway = gateway("retry: {attempts: 1, budget: 100%}")) {
                // When
                Answer answer = ask(gateway, body);

                // Then
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).doesNotContain("error");
                assertThat(AnswerText.of(answer.body())).contains("（good，知识库版本 1）");
                assertThat(gateway.server(bad.address()).failures()).isEqualTo(1);
                await().until(() -> gateway.leases() == 0);
                await().until(() -> gateway.gateway().stats().of(Outcome.OK) == 1);
                assertThat(gateway.gateway().stats().total()).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"DOCS_ONLY", "ERROR_EVENT"})
    void withoutAnotherAttemptTheAnswerPassesAsItIs(Fault fault) throws IOException {
        bad.faults().set(fault);
        try (TestGateway gateway = gateway("retry: {attempts: 0}")) {
            // When
            Answer answer = ask(gateway, STREAMED);

            // Then
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).contains(fault == Fault.ERROR_EVENT ? "{\"error\": \"failed" : "\"docs\"");
            Outcome outcome = fault == Fault.ERROR_EVENT ? Outcome.ERROR_EVENT : Outcome.EMPTY;
            await().until(() -> gateway.gateway().stats().of(outcome) == 1);
            assertThat(gateway.server(bad.address()).failures()).isEqualTo(1);
        }
    }

    @Test
    void whenNoOtherServerIsLeftTheClientGetsTheLastAnswer() throws IOException {
        bad.faults().set(Fault.DOCS_ONLY);
        good.faults().set(Fault.DOCS_ONLY);
        try (TestGateway gateway = gateway("retry: {attempts: 3, budget: 100%}")) {
            Answer answer = ask(gateway, WHOLE);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).contains("\\\"content\\\": \\\"\\\"");
            assertThat(answer.field("X-Teal-Outcome")).isEqualTo("empty");
            assertThat(good.stats().generationsStarted()).isEqualTo(1);
            assertThat(bad.stats().generationsStarted()).isEqualTo(1);
        }
    }

    /** Places are full elsewhere: the poor answer is kept back until one is free. */
    @Test
    void aPlaceElsewhereIsWaitedFor() throws IOException {
        bad.faults().set(Fault.DOCS_ONLY);
        good.faults().set(Fault.SLOW_FIRST_TOKEN, 1, Map.of("ms", "600"));
        try (TestGateway gateway = TestGateway.start("""
                services:
                  chat:
                    upstreams:
                      blue:
                        balance: hash(header:X-To)
                        servers:
                          - {address: "%s", max_conns: 1, max_fails: 0}
                          - {address: "%s", max_conns: 1, max_fails: 0}
                routes:
                  - {name: all, match: {path: /}, service: chat, answers: chatchat, retry: {attempts: 2, budget: 100%%}}
                """.formatted(bad.address(), good.address()));
                RawClient first = new RawClient(gateway.port());
                RawClient second = new RawClient(gateway.port())) {
            // Given: the good server is busy
            first.send(post(STREAMED));
            second.send(post(STREAMED));

            // Then
            assertThat(RawClient.status(first.head())).isEqualTo(200);
            assertThat(RawClient.status(second.head())).isEqualTo(200);
            await().until(() -> gateway.gateway().stats().of(Outcome.OK) == 2);
            assertThat(good.stats().generationsFinished()).isEqualTo(2);
        }
    }

    private static String post(String body) {
        return "POST /chat/kb_chat HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: "
                + body.getBytes(java.nio.charset.StandardCharsets.UTF_8).length + "\r\n\r\n"
                + new String(
                        body.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {STREAMED, WHOLE})
    void theOutcomeIsToldWhereItStillCanBe(String body) throws IOException {
        try (TestGateway gateway = gateway("retry: {attempts: 1}");
                RawClient client = new RawClient(gateway.port())) {
            client.send(post(body).replace("Host: h\r\n", "Host: h\r\nTE: trailers\r\nConnection: close, TE\r\n"));

            String head = client.head();
            String rest = client.rest();

            assertThat(RawClient.status(head)).isEqualTo(200);
            if (body.equals(WHOLE)) {
                assertThat(RawClient.field(head, "X-Teal-Outcome")).isEqualTo("ok");
            } else {
                assertThat(rest).endsWith("0\r\nX-Teal-Outcome: ok\r\n\r\n");
            }
        }
    }

    @Test
    void aFirstTokenThatDoesNotComeIsGivenUp() throws IOException {
        bad.faults().set(Fault.PINGS_ONLY);
        try (TestGateway gateway =
                gateway("timeouts: {first_token: 300ms, idle: 100ms}, retry: {attempts: 1, budget: 100%}")) {
            Answer answer = ask(gateway, STREAMED);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(AnswerText.of(answer.body())).contains("（good，知识库版本 1）");
            assertThat(gateway.server(bad.address()).failures()).isEqualTo(1);
        }
    }

    /** After ten seconds the client hears something, be it only that it must go on waiting. */
    @Test
    @Tag("h1")
    void aClientThatWaitsLongHearsAComment() throws IOException {
        fleet.close();
        fleet = Fleet.start(
                Instance.named("good").withTiming(Timing.instant()),
                Instance.named("bad").withTiming(Timing.instant()));
        good = fleet.server("good");
        bad = fleet.server("bad");
        bad.faults().set(Fault.SILENCE);
        try (TestGateway gateway = gateway("timeouts: {first_token: 12s}");
                RawClient client = new RawClient(gateway.port())) {
            client.socket().setSoTimeout(20_000);
            long began = System.nanoTime();
            client.send(post(STREAMED));

            String head = client.head();
            Duration heard = Duration.ofNanos(System.nanoTime() - began);
            String rest = client.rest();

            assertThat(RawClient.status(head)).isEqualTo(200);
            assertThat(heard).isBetween(Duration.ofMillis(9_900), Duration.ofMillis(11_500));
            assertThat(rest).contains("data: {\"error\":\"the answer broke off: timeout_first_token\"");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(14));
            await().until(() -> gateway.gateway().stats().of(Outcome.TIMEOUT_FIRST_TOKEN) == 1);
        }
    }

    /** Nothing to withhold for: the head goes out at once, a comment after ten seconds, and the next fifteen later. */
    @Test
    @Tag("h1")
    void aClientThatWaitsLongerHearsCommentsNowAndThen() throws IOException {
        try (Fleet silent = Fleet.start(Instance.named("silent").withTiming(Timing.instant()));
                TestGateway gateway =
                        TestGateway.start("""
                        services:
                          chat: {upstreams: {blue: {servers: ["%s"]}}}
                        routes:
                          - {name: all, match: {path: /}, service: chat, answers: chatchat, timeouts: {first_token: 26s}}
                        """.formatted(silent.server("silent").address()));
                RawClient client = new RawClient(gateway.port())) {
            silent.server("silent").faults().set(Fault.SILENCE);
            client.socket().setSoTimeout(20_000);
            long began = System.nanoTime();
            client.send(post(STREAMED));

            assertThat(RawClient.status(client.head())).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
            assertThat(client.chunk()).isEqualTo(": still working\r\n\r\n");
            Duration first = Duration.ofNanos(System.nanoTime() - began);
            assertThat(client.chunk()).isEqualTo(": still working\r\n\r\n");
            Duration second = Duration.ofNanos(System.nanoTime() - began);

            assertThat(first).isBetween(Duration.ofMillis(9_900), Duration.ofSeconds(12));
            assertThat(second.minus(first)).isBetween(Duration.ofMillis(14_900), Duration.ofSeconds(17));
            assertThat(client.rest()).contains("timeout_first_token");
        }
    }
}
