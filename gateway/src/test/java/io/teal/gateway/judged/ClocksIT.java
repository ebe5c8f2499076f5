package io.teal.gateway.judged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.testing.DeafServer;
import io.teal.gateway.testing.Questions;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.SeenStream;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each time that is waited for ends by its own clock and no other, however lively the server looks. */
class ClocksIT {
    private static final Duration LIMIT = Duration.ofMillis(400);

    /** What a limit may be late: a tick of the clocks, and what a busy machine adds. */
    private static final Duration LATE = Duration.ofMillis(300);

    private Fleet fleet;
    private SimulatedServer server;

    /** The first request of a process takes as long as the loading of its classes. */
    @BeforeAll
    static void warmUp() throws IOException {
        try (Fleet any = Fleet.start(Instance.named("any").withTiming(Timing.instant()));
                TestGateway gateway =
                        TestGateway.start("""
                        services: {chat: {upstreams: {blue: {servers: ["%s"]}}}}
                        routes: [{name: all, match: {path: /}, service: chat, answers: chatchat}]
                        """.formatted(any.server("any").address()))) {
            SeenStream seen = ask(gateway);
            assertThat(seen.clean()).isTrue();
            assertThat(seen.tokens()).hasSizeGreaterThan(3);
        }
    }

    @BeforeEach
    void start() {
        start(Duration.ofMillis(50));
    }

    private void start(Duration ping) {
        fleet = Fleet.start(Instance.named("one").withTiming(Timing.instant().withPing(ping)));
        server = fleet.server("one");
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    private TestGateway gateway(String policies) {
        return TestGateway.start("""
                services: {chat: {upstreams: {blue: {servers: [{address: "%s", max_fails: 1}]}}}}
                routes: [{name: all, match: {path: /}, service: chat, answers: chatchat, %s}]
                """.formatted(server.address(), policies));
    }

    /**
     * It broke off with this error, no sooner after the question than the limit, and no later after {@code since} than is
     * allowed.
     */
    private static void assertBrokeOff(SeenStream seen, Outcome outcome, Duration limit, long asked, long since) {
        assertThat(seen.clean()).as("a clean end after %s", seen.events()).isFalse();
        assertThat(seen.unfinished()).isEmpty();
        SeenStream.Event last = seen.events().getLast();
        assertThat(last.text()).startsWith("data: {\"error\":\"the answer broke off: " + outcome.tag() + "\"");
        assertThat(Duration.ofNanos(last.at() - asked)).isGreaterThanOrEqualTo(limit);
        assertThat(Duration.ofNanos(last.at() - since)).isLessThan(limit.plus(LATE));
    }

    private static SeenStream begin(RawClient client, String... fields) throws IOException {
        assertThat(RawClient.status(client.send(Questions.streamed(fields)).head()))
                .isEqualTo(200);
        return new SeenStream(client);
    }

    private static SeenStream ask(TestGateway gateway, String... fields) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            SeenStream seen = begin(client, fields);
            seen.readRest();
            return seen;
        }
    }

    private void assertBlamed(TestGateway gateway, Outcome outcome) {
        await().until(() -> gateway.leases() == 0);
        await().until(() -> gateway.gateway().stats().of(outcome) == 1);
        assertThat(gateway.gateway().stats().total()).isEqualTo(1);
        assertThat(gateway.server(server.address()).failures()).isEqualTo(1);
        await().until(() -> server.stats().connectionsOpen() == 0);
    }

    /** Headers and even comments are there, and no token: neither the shorter silence nor the total decides. */
    @ParameterizedTest
    @CsvSource({"PINGS_ONLY, true", "SILENCE, false", "BLOCKED_LOOP, false"})
    void whatIsNoTokenIsWaitedForAsLongAsAFirstToken(Fault fault, boolean pings) throws IOException {
        server.faults().set(fault, 1, Map.of("ms", "60000"));
        try (TestGateway gateway =
                gateway("retry: {attempts: 0}, timeouts: {first_token: 400ms, idle: 150ms, total: 20s}")) {
            // When
            long asked = System.nanoTime();
            SeenStream seen = ask(gateway);

            // Then
            assertBrokeOff(seen, Outcome.TIMEOUT_FIRST_TOKEN, LIMIT, asked, asked);
            if (pings) {
                assertThat(seen.pings()).as("pings in 400 ms, one every 50 ms").isGreaterThanOrEqualTo(3);
            } else {
                assertThat(seen.events()).hasSize(1);
            }
            assertBlamed(gateway, Outcome.TIMEOUT_FIRST_TOKEN);
        }
    }

    /** The documents come at once, and they are no token either. */
    @Test
    void documentsAreNoToken() throws IOException {
        server.faults().set(Fault.SLOW_FIRST_TOKEN, 1, Map.of("ms", "5000"));
        try (TestGateway gateway =
                gateway("retry: {attempts: 0}, timeouts: {first_token: 400ms, idle: 150ms, total: 20s}")) {
            // When
            long asked = System.nanoTime();
            SeenStream seen = ask(gateway);

            // Then
            assertBrokeOff(seen, Outcome.TIMEOUT_FIRST_TOKEN, LIMIT, asked, asked);
            assertThat(seen.events()).anyMatch(event -> event.text().contains("\"docs\""));
            assertBlamed(gateway, Outcome.TIMEOUT_FIRST_TOKEN);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {50, 60_000})
    void afterATokenSilenceIsWhatIsNoEvent(long pingMillis) throws IOException {
        fleet.close();
        start(Duration.ofMillis(pingMillis));
        server.faults().set(Fault.TOKENS_THEN_STALL, 1, Map.of("after", "3"));
        try (TestGateway gateway = gateway("timeouts: {first_token: 20s, idle: 400ms, total: 20s}")) {
            // When
            long asked = System.nanoTime();
            SeenStream seen = ask(gateway);

            // Then
            assertThat(seen.tokens()).hasSize(3);
            SeenStream.Event third = seen.tokens().getLast();
            assertBrokeOff(seen, Outcome.TIMEOUT_IDLE, LIMIT, asked, third.at());
            if (pingMillis == 50) {
                assertThat(seen.pings()).as("pings in 400 ms, one every 50 ms").isGreaterThanOrEqualTo(3);
            } else {
                assertThat(seen.events().indexOf(third)).isEqualTo(seen.events().size() - 2);
            }
            assertBlamed(gateway, Outcome.TIMEOUT_IDLE);
        }
    }

    /** One question makes the whole instance stand still: whoever was in the middle of an answer runs out of silence. */
    @Test
    void anInstanceThatStandsStillIsLeftByAllOfItsClients() throws IOException {
        try (TestGateway gateway =
                        gateway("retry: {attempts: 0}, timeouts: {first_token: 700ms, idle: 400ms, total: 20s}");
                RawClient early = new RawClient(gateway.port())) {
            // Given
            SeenStream middle = begin(early, "X-Fake-Fault: slow-drip; ms=20");
            middle.readTokens(3);

            // When
            long asked = System.nanoTime();
            SeenStream late = ask(gateway, "X-Fake-Fault: blocked-loop; ms=60000");
            middle.readRest();

            // Then
            assertBrokeOff(late, Outcome.TIMEOUT_FIRST_TOKEN, Duration.ofMillis(700), asked, asked);
            assertThat(middle.clean()).isFalse();
            assertThat(middle.events().getLast().text()).contains("the answer broke off: timeout_idle");
            await().until(() -> gateway.leases() == 0);
            await().until(() -> gateway.gateway().stats().of(Outcome.TIMEOUT_FIRST_TOKEN) == 1);
            await().until(() -> gateway.gateway().stats().of(Outcome.TIMEOUT_IDLE) == 1);
            assertThat(gateway.server(server.address()).failures()).isEqualTo(2);
        }
    }

    private TestGateway gatewayWith(DeafServer deaf, int attempts) {
        return TestGateway.start("""
                services:
                  chat:
                    upstreams:
                      blue:
                        balance: round_robin
                        servers: [{address: "%s", weight: 1000, max_fails: 0}, {address: "%s", max_fails: 0}]
                routes:
                  - name: all
                    match: {path: /}
                    service: chat
                    answers: chatchat
                    timeouts: {connect: 400ms, first_byte: 10s, total: 20s}
                    retry: {attempts: %d}
                """.formatted(deaf.address(), server.address(), attempts));
    }

    @Test
    void anotherServerIsAskedWhenAConnectionDoesNotStandInTime() throws IOException {
        try (DeafServer deaf = new DeafServer();
                TestGateway gateway = gatewayWith(deaf, 1)) {
            // When
            long asked = System.nanoTime();
            SeenStream seen = ask(gateway);

            // Then
            assertThat(seen.clean()).isTrue();
            Duration first = Duration.ofNanos(seen.events().getFirst().at() - asked);
            assertThat(first).isBetween(LIMIT, LIMIT.plus(LATE));
            assertThat(gateway.server(deaf.address()).failures()).isEqualTo(1);
            assertThat(gateway.server(server.address()).failures()).isZero();
            await().until(() -> gateway.gateway().stats().of(Outcome.OK) == 1);
            await().until(() -> gateway.leases() == 0);
            await().until(() -> deaf.opening() == 0);
        }
    }

    @Test
    void withoutAnotherAttemptTheClientIsToldThatTheConnectionDidNotStand() throws IOException {
        try (DeafServer deaf = new DeafServer();
                TestGateway gateway = gatewayWith(deaf, 0);
                RawClient client = new RawClient(gateway.port())) {
            // When
            long asked = System.nanoTime();
            String head = client.send(Questions.streamed()).head();
            Duration waited = Duration.ofNanos(System.nanoTime() - asked);

            // Then
            assertThat(RawClient.status(head)).isEqualTo(504);
            assertThat(RawClient.field(head, "X-Teal-Outcome")).isEqualTo("timeout_connect");
            assertThat(waited).isBetween(LIMIT, LIMIT.plus(LATE));
            assertThat(gateway.server(deaf.address()).failures()).isEqualTo(1);
            await().until(() -> gateway.gateway().stats().of(Outcome.TIMEOUT_CONNECT) == 1);
            assertThat(server.stats().requests()).isZero();
            await().until(() -> gateway.leases() == 0);
        }
    }

    @Test
    void theTotalEndsInTheQueueTooAndBlamesNobody() throws IOException {
        try (TestGateway gateway = TestGateway.start("""
                services:
                  chat: {upstreams: {blue: {servers: [{address: "%s", max_conns: 1}], queue: {size: 8, wait: 20s}}}}
                routes:
                  - {name: slow, match: {path: /__fake/}, service: chat}
                  - {name: chat, match: {path: /chat/}, service: chat, answers: chatchat, timeouts: {total: 400ms}}
                """.formatted(server.address()));
                RawClient holder = new RawClient(gateway.port());
                RawClient client = new RawClient(gateway.port())) {
            // Given: the only place is taken
            holder.send("GET /__fake/slow?ms=60000 HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> server.stats().inFlight() == 1);

            // When
            long asked = System.nanoTime();
            String head = client.send(Questions.streamed()).head();
            Duration waited = Duration.ofNanos(System.nanoTime() - asked);

            // Then
            assertThat(RawClient.status(head)).isEqualTo(504);
            assertThat(RawClient.field(head, "X-Teal-Outcome")).isEqualTo("timeout_total");
            assertThat(client.body(Integer.parseInt(RawClient.field(head, "Content-Length"))))
                    .contains("\"type\":\"timeout_total\"");
            assertThat(waited).isBetween(LIMIT, LIMIT.plus(LATE));
            assertThat(gateway.server(server.address()).queued()).isZero();
            assertThat(gateway.server(server.address()).failures()).isZero();
            assertThat(gateway.leases()).isEqualTo(1);
            assertThat(server.stats().generationsStarted()).isZero();
        }
    }
}
