package io.teal.gateway.recent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.Gateway;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.RecordingBackend;
import io.teal.gateway.testing.ScriptedServer;
import io.teal.gateway.testing.TestGateway;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a gateway tells of the requests that are over. */
class RecentRequestsIT {
    private static final String ROUTES = """
            routes:
              - {name: all, match: {path: /chat}, service: chat}
            """;

    private final RecordingBackend blue = RecordingBackend.start();
    private final RecordingBackend green = RecordingBackend.start();

    @AfterEach
    void stop() {
        blue.close();
        green.close();
    }

    private TestGateway divided() {
        return TestGateway.start("""
                services:
                  chat:
                    upstreams:
                      blue: {servers: [{address: "%s"}]}
                      green: {servers: [{address: "%s"}]}
                    traffic:
                      split: {blue: 100, green: 0}
                      canary:
                        - {header: X-Never, present: true, to: blue}
                        - {header: X-Canary, present: true, to: green}
                """.formatted(blue.address(), green.address()) + ROUTES);
    }

    private TestGateway single(String upstream) {
        return TestGateway.start("services: {chat: {upstreams: {blue: " + upstream + "}}}\n" + ROUTES);
    }

    /** The request with that id, once it is over; the client may have its answer a moment before. */
    private static RequestRecord record(TestGateway gateway, String id) {
        Gateway asked = gateway.gateway();
        await().until(() -> asked.recent().find(id) != null);
        return Objects.requireNonNull(asked.recent().find(id));
    }

    @Test
    void why_a_request_went_where() throws IOException {
        // Given
        try (TestGateway gateway = divided();
                PlainClient client = new PlainClient(gateway.port())) {
            Instant before = Instant.now().minusMillis(1);

            // When
            client.get("/chat?query=secret", "X-Request-ID: one", "X-Canary: secret", "Authorization: Bearer secret");
            client.get("/chat", "X-Request-ID: two");

            // Then
            RequestRecord canary = record(gateway, "one");
            assertThat(canary.at()).isBetween(before, Instant.now());
            assertThat(canary.client()).isEqualTo("127.0.0.1");
            assertThat(canary.method() + " " + canary.path()).isEqualTo("GET /chat");
            assertThat(List.of(canary.route(), canary.service(), canary.upstream()))
                    .containsExactly("all", "chat", "green");
            assertThat(canary.cause()).isEqualTo("canary");
            assertThat(Objects.requireNonNull(canary.decision()).rule()).isEqualTo(1);
            assertThat(canary.outcome()).isEqualTo(Outcome.OK);
            assertThat(canary.status()).isEqualTo(200);
            assertThat(canary.bytes()).isEqualTo(2);
            assertThat(canary.revision()).isEqualTo(1);
            assertThat(canary.cache() + canary.key() + canary.shared()).isEmpty();
            RequestRecord split = record(gateway, "two");
            assertThat(split.cause()).isEqualTo("split");
            assertThat(split.upstream()).isEqualTo("blue");
        }
    }

    @Test
    void when_an_attempt_did_what() throws IOException {
        try (TestGateway gateway = single("{servers: [{address: \"" + blue.address() + "\"}]}");
                PlainClient client = new PlainClient(gateway.port())) {
            client.get("/chat", "X-Request-ID: one");

            RequestRecord record = record(gateway, "one");
            AttemptRecord attempt = record.attempts().getFirst();
            assertThat(attempt.tag()).isEqualTo("ok");
            assertThat(List.of(
                            0L,
                            attempt.begun(),
                            attempt.connected(),
                            attempt.sent(),
                            attempt.firstByte(),
                            attempt.ended(),
                            record.total()))
                    .isSorted();
            assertThat(attempt.firstToken()).isEqualTo(RequestRecord.NONE);
            assertThat(record.waited()).isEqualTo(RequestRecord.NONE);
            assertThat(attempt.choice().size()).isEqualTo(1);
            assertThat(attempt.choice().state(0)).isEqualTo(Choice.State.UP);
            assertThat(attempt.choice().leases(0)).isZero();
        }
    }

    @Test
    void both_attempts_and_both_choices_of_a_request_that_another_server_took() throws IOException {
        ScriptedServer gone = new ScriptedServer((peer, connection) -> {});
        gone.close();
        try (TestGateway gateway = single("{servers: [{address: \"" + gone.address() + "\"}, {address: \""
                        + blue.address() + "\", backup: true}]}");
                PlainClient client = new PlainClient(gateway.port())) {
            client.get("/chat", "X-Request-ID: one");

            List<AttemptRecord> attempts = record(gateway, "one").attempts();
            assertThat(attempts).extracting(AttemptRecord::tag).containsExactly("connect_failed", "ok");
            assertThat(attempts)
                    .extracting(attempt -> attempt.choice().taken().address().toString())
                    .containsExactly(gone.address(), blue.address());
            assertThat(attempts)
                    .extracting(attempt -> attempt.choice().state(0))
                    .containsExactly(Choice.State.UP, Choice.State.TRIED);
            assertThat(attempts)
                    .extracting(attempt -> attempt.choice().state(1))
                    .containsExactly(Choice.State.BACKUP, Choice.State.BACKUP);
            assertThat(attempts.getFirst().connected()).isEqualTo(RequestRecord.NONE);
            assertThat(attempts.get(1).begun())
                    .isGreaterThanOrEqualTo(attempts.getFirst().ended());
        }
    }

    @Test
    void an_upstream_that_stood_in_for_one_whose_breaker_is_open() throws IOException {
        ScriptedServer gone = new ScriptedServer((peer, connection) -> {});
        gone.close();
        try (TestGateway gateway = TestGateway.start("""
                        services:
                          chat:
                            upstreams:
                              blue: {servers: [{address: "%s"}]}
                              green:
                                servers: [{address: "%s", max_fails: 0}]
                                breaker: {failure_rate: 50%%, window: 10, minimum: 1, open: 60s, fallback: blue}
                            traffic: {split: {blue: 0, green: 100}}
                        """.formatted(blue.address(), gone.address()) + ROUTES);
                PlainClient client = new PlainClient(gateway.port())) {
            assertThat(client.get("/chat", "X-Request-ID: one").status()).isEqualTo(502);
            assertThat(client.get("/chat", "X-Request-ID: two").status()).isEqualTo(200);

            assertThat(record(gateway, "one").cause()).isEqualTo("split");
            RequestRecord instead = record(gateway, "two");
            assertThat(instead.cause()).isEqualTo("fallback");
            assertThat(instead.upstream()).isEqualTo("blue");
            assertThat(Objects.requireNonNull(instead.decision()).upstream()).isEqualTo("green");
        }
    }

    @Test
    void how_long_a_request_waited_for_a_place() throws IOException {
        try (RecordingBackend slow = RecordingBackend.answeringAfter(Duration.ofMillis(300));
                TestGateway gateway = single("{servers: [{address: \"" + slow.address()
                        + "\", max_conns: 1}], queue: {size: 8, wait: 20s}}");
                RawClient first = new RawClient(gateway.port());
                PlainClient second = new PlainClient(gateway.port())) {
            first.send("GET /chat HTTP/1.1\r\nHost: h\r\nX-Request-ID: one\r\n\r\n");
            await().until(() -> gateway.leases() == 1);

            second.get("/chat", "X-Request-ID: two");

            RequestRecord waited = record(gateway, "two");
            assertThat(waited.waited())
                    .isPositive()
                    .isLessThanOrEqualTo(waited.attempts().getFirst().begun());
            assertThat(waited.attempts().getFirst().choice().leases(0)).isZero();
            assertThat(record(gateway, "one").waited()).isEqualTo(RequestRecord.NONE);
        }
    }

    @Test
    void a_client_that_left() throws IOException {
        try (RecordingBackend slow = RecordingBackend.answeringAfter(Duration.ofMinutes(1));
                TestGateway gateway = single("{servers: [{address: \"" + slow.address() + "\"}]}");
                RawClient client = new RawClient(gateway.port())) {
            client.send("GET /chat HTTP/1.1\r\nHost: h\r\nX-Request-ID: one\r\n\r\n");
            await().until(() -> slow.requests().size() == 1);

            client.reset();

            RequestRecord left = record(gateway, "one");
            assertThat(left.outcome()).isEqualTo(Outcome.CLIENT_LEFT);
            assertThat(left.status()).isEqualTo(499);
            AttemptRecord attempt = left.attempts().getFirst();
            assertThat(attempt.tag()).isEqualTo("client_left");
            assertThat(attempt.sent()).isPositive();
            assertThat(attempt.firstByte()).isEqualTo(RequestRecord.NONE);
            assertThat(left.total()).isGreaterThan(TimeUnit.MICROSECONDS.toNanos(1));
        }
    }

    @Test
    void a_request_no_route_takes() throws IOException {
        try (TestGateway gateway = divided();
                PlainClient client = new PlainClient(gateway.port())) {
            client.get("/elsewhere", "X-Request-ID: one");

            RequestRecord lost = record(gateway, "one");
            assertThat(lost.outcome()).isEqualTo(Outcome.NO_ROUTE);
            assertThat(lost.status()).isEqualTo(404);
            assertThat(lost.route() + lost.service() + lost.upstream() + lost.cause())
                    .isEmpty();
            assertThat(lost.attempts()).isEmpty();
        }
    }

    @Test
    void nothing_is_kept_when_nothing_shall_be() throws IOException {
        String servers = "services: {chat: {upstreams: {blue: {servers: [{address: \"" + blue.address() + "\"}]}}}}\n";
        try (TestGateway gateway = TestGateway.start(servers + ROUTES, "recent_requests: 0");
                PlainClient client = new PlainClient(gateway.port())) {
            assertThat(client.get("/chat").status()).isEqualTo(200);

            await().until(() -> gateway.gateway().stats().of(Outcome.OK) == 1);
            assertThat(gateway.gateway().recent().newest(10)).isEmpty();
            assertThat(gateway.gateway().recent().size()).isZero();
        }
    }
}
