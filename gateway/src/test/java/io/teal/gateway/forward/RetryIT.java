package io.teal.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.Arriving;
import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.PlainClient.Answer;
import io.teal.gateway.testing.ScriptedServer;
import io.teal.gateway.testing.TestGateway;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.SimulatedServer;
import io.teal.simulator.Timing;
import io.teal.simulator.fault.Fault;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a request is attempted again, and when it must not be. The first server of each upstream is the one that fails. */
class RetryIT {
    private static final int KEPT = 64 << 10;

    private Fleet fleet;
    private SimulatedServer good;
    private SimulatedServer bad;

    @BeforeEach
    void start() {
        fleet = Fleet.start(
                Instance.named("good").withTiming(Timing.instant()),
                Instance.named("bad").withTiming(Timing.instant()));
        good = fleet.server("good");
        bad = fleet.server("bad");
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    /** A gateway that asks {@code first} before the backup {@code second}, without ejections. */
    private static TestGateway gateway(String first, String second, String retry) {
        return TestGateway.start("""
                services:
                  chat:
                    upstreams:
                      blue:
                        balance: round_robin
                        keepalive_timeout: 4s
                        servers:
                          - {address: "%s", weight: 1000, max_fails: 0}
                          - {address: "%s", weight: 1, max_fails: 0}
                routes:
                  - {name: all, match: {path: /}, service: chat, retry: %s, limits: {body: none}}
                """.formatted(first, second, retry));
    }

    private TestGateway gateway() {
        return gateway(bad.address(), good.address(), "{attempts: 1, budget: 100%}");
    }

    private static Answer get(PlainClient client) throws IOException {
        return client.get("/__fake/echo");
    }

    private static Answer post(PlainClient client, String body) throws IOException {
        return client.ask("POST", "/__fake/echo", body);
    }

    @Test
    void aRefusedConnectionGoesToAnotherServerAndCounts() throws IOException {
        bad.kill();
        try (TestGateway gateway = gateway();
                PlainClient client = new PlainClient(gateway.port())) {
            // When
            Answer answer = post(client, "hello");

            // Then
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.instance()).isEqualTo("good");
            assertThat(gateway.server(bad.address()).failures()).isEqualTo(1);
            await().until(() -> gateway.leases() == 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"CLOSE_REUSED, GET", "CLOSE_REUSED, POST", "RESET_REUSED, GET", "RESET_REUSED, POST"})
    void aStaleConnectionIsTriedAnewInSilence(Fault fault, String method) throws IOException {
        // Given: a kept connection that the server ends when the next request comes
        bad.faults().set(fault);
        try (TestGateway gateway = gateway(bad.address(), good.address(), "{attempts: 0}");
                PlainClient client = new PlainClient(gateway.port())) {
            assertThat(get(client).instance()).isEqualTo("bad");
            await().until(() -> gateway.leases() == 0);

            // When
            Answer answer = method.equals("GET") ? get(client) : post(client, "hello");

            // Then
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.instance()).isEqualTo("bad");
            assertThat(gateway.server(bad.address()).failures()).isZero();
            assertThat(bad.stats().connectionsOpened()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"'HTTP/1.1 20', 0", "HTTP/1.1 100 Continue, 0", "'', 1300"})
    void aConnectionThatBreaksAfterAByteOrLateIsNotStale(String heard, int millis) throws IOException {
        // Given: a server that has had the second request, as what it sent or the time it took shows
        try (ScriptedServer crashing = new ScriptedServer((peer, n) -> {
                    String unused = peer.head();
                    peer.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
                    String unusedSecond = peer.head() + peer.body(5);
                    peer.send(heard.contains(" 100 ") ? heard + "\r\n\r\n" : heard);
                    CompletableFuture.runAsync(() -> {}, later(millis)).join();
                });
                TestGateway gateway = gateway(crashing.address(), good.address(), "{attempts: 0}");
                PlainClient client = new PlainClient(gateway.port())) {
            Answer first = get(client);
            assertThat(first.status()).isEqualTo(200);
            assertThat(first.body()).isEqualTo("ok");
            await().until(() -> gateway.leases() == 0);

            // When
            Answer answer = post(client, "hello");

            // Then
            assertThat(answer.status()).isEqualTo(502);
            BrokenAnswersIT.assertRefused(answer.head(), answer.body(), "reset");
            assertThat(crashing.connections()).isEqualTo(1);
            assertThat(gateway.server(crashing.address()).failures()).isEqualTo(1);
        }
    }

    private static Executor later(int millis) {
        return CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
    }

    @Test
    void aConnectionIsDroppedBeforeTheServersOwnTimeEnds() throws IOException {
        // Given: a server that keeps connections for a minute, and 600 ms here
        try (Fleet patient = Fleet.start(
                        Instance.named("patient").withTiming(Timing.instant().withKeepAlive(Duration.ofMinutes(1))));
                TestGateway gateway = TestGateway.start(
                        """
                        services: {chat: {upstreams: {blue: {keepalive_timeout: 600ms, servers: ["%s"]}}}}
                        routes: [{name: all, match: {path: /}, service: chat}]
                        """.formatted(patient.server("patient").address()));
                PlainClient client = new PlainClient(gateway.port())) {
            // When
            assertThat(post(client, "one").instance()).isEqualTo("patient");
            long answered = System.nanoTime();
            assertThat(patient.server("patient").stats().connectionsOpen()).isEqualTo(1);

            // Then: only the gateway can have closed it
            await().pollInterval(Duration.ofMillis(5))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> patient.server("patient").stats().connectionsOpen() == 0);
            assertThat(Duration.ofNanos(System.nanoTime() - answered))
                    .isBetween(Duration.ofMillis(400), Duration.ofSeconds(10));
            assertThat(post(client, "two").status()).isEqualTo(200);
            assertThat(patient.server("patient").stats().connectionsOpened()).isEqualTo(2);
        }
    }

    @Test
    void aResetOnANewConnectionRepeatsOnlyWhatMayBeDoneTwice() throws IOException {
        bad.faults().set(Fault.RESET);
        try (TestGateway gateway = gateway();
                PlainClient client = new PlainClient(gateway.port())) {
            // When
            Answer got = get(client);

            // Then
            assertThat(got.status()).isEqualTo(200);
            assertThat(got.instance()).isEqualTo("good");
        }
        try (TestGateway gateway = gateway();
                PlainClient client = new PlainClient(gateway.port())) {
            // When
            good.resetStats();
            Answer posted = post(client, "hello");

            // Then
            assertThat(posted.status()).isEqualTo(502);
            assertThat(posted.body()).contains("\"type\":\"reset\"");
            assertThat(good.stats().requests()).isZero();
            assertThat(bad.stats().perPath()).containsEntry("/__fake/echo", 2L);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"503", "429"})
    void aServerThatRefusesIsPassedOver(String code) throws IOException {
        bad.faults().set(Fault.STATUS, 1, Map.of("code", code));
        try (TestGateway gateway = gateway();
                PlainClient client = new PlainClient(gateway.port())) {
            // When
            Answer answer = post(client, "hello");

            // Then
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.instance()).isEqualTo("good");
            assertThat(good.requests()).singleElement().satisfies(request -> assertThat(request.bodyLength())
                    .isEqualTo(5));
            await().until(() -> gateway.leases() == 0);
        }
    }

    @Test
    void whenAllRefuseTheServersOwnAnswerPasses() throws IOException {
        bad.faults().set(Fault.STATUS, 1, Map.of("code", "503", "retry-after", "7", "body", "busy bad"));
        good.faults().set(Fault.STATUS, 1, Map.of("code", "503", "retry-after", "9", "body", "busy good"));
        try (TestGateway gateway = gateway();
                PlainClient client = new PlainClient(gateway.port())) {
            // When
            Answer answer = post(client, "hello");

            // Then
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.field("retry-after")).isEqualTo("9");
            assertThat(answer.body()).isEqualTo("busy good");
            await().until(() -> gateway.leases() == 0);
        }
    }

    @Test
    void nothingIsTriedAgainOnceTheClientHasABytes() throws IOException {
        CountDownLatch seen = new CountDownLatch(1);
        try (ScriptedServer broken = new ScriptedServer((peer, n) -> {
                    String unused = peer.head();
                    peer.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n");
                    awaitQuietly(seen);
                    peer.reset();
                });
                TestGateway gateway = gateway(broken.address(), good.address(), "{attempts: 3, budget: 100%}");
                PlainClient client = new PlainClient(gateway.port())) {
            // When
            Arriving answer = client.open("GET", "/__fake/echo", new byte[0]);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("abc");
            seen.countDown();

            // Then
            assertThatThrownBy(answer::piece).isInstanceOf(IOException.class);
            assertThat(good.stats().requests()).isZero();
            assertThat(broken.connections()).isEqualTo(1);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            boolean unused = latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void theBudgetEndsRetries() throws IOException {
        // Given: 5 % of 20 requests is one, and three always may
        bad.kill();
        int answered = 0;
        try (TestGateway gateway = gateway(bad.address(), good.address(), "{attempts: 1, budget: 5%}")) {
            // When
            for (int i = 0; i < 20; i++) {
                try (PlainClient client = new PlainClient(gateway.port())) {
                    answered += client.get("/__fake/small").status() == 200 ? 1 : 0;
                }
            }
            // Then
            assertThat(answered).isEqualTo(3);
            assertThat(gateway.server(bad.address()).failures()).isEqualTo(20);
        }
    }

    @Test
    void aSmallBodyIsRepeatedWhole() throws IOException {
        bad.faults().set(Fault.STATUS, 1, Map.of("code", "503"));
        String body = "0123456789abcdef".repeat(KEPT / 16);
        try (TestGateway gateway = gateway();
                PlainClient client = new PlainClient(gateway.port())) {
            // When
            JsonObject seen = new JsonObject(post(client, body).body());

            // Then
            assertThat(seen.getString("instance")).isEqualTo("good");
            assertThat(seen.getInteger("body_length")).isEqualTo(body.length());
            assertThat(seen.getString("body_sha256")).isEqualTo(StreamingIT.sha256(body));
        }
    }

    @Test
    void aSmallChunkedBodyIsRepeatedWhole() throws IOException {
        bad.kill();
        try (TestGateway gateway = gateway();
                PlainClient client = new PlainClient(gateway.port())) {
            // When
            JsonObject seen =
                    new JsonObject(client.ask("POST", "/__fake/echo", "hello world", "Transfer-Encoding: chunked")
                            .body());

            // Then
            assertThat(seen.getString("body_sha256")).isEqualTo(StreamingIT.sha256("hello world"));
        }
    }

    @Test
    void aLargeBodyThatWentOutIsNotRepeated() throws IOException {
        // Given: a server that reads everything and then refuses
        bad.faults().set(Fault.STATUS, 1, Map.of("code", "503", "body", "busy"));
        String body = "x".repeat(KEPT + 1);
        try (TestGateway gateway = gateway();
                PlainClient client = new PlainClient(gateway.port())) {
            // When
            Answer answer = post(client, body);

            // Then
            assertThat(answer.status()).isEqualTo(503);
            assertThat(good.stats().requests()).isZero();
        }
    }

    @Test
    void aLargeBodyOfWhichNothingWentOutIsSentToTheOtherServer() throws IOException {
        String body = "x".repeat(10 * KEPT);
        bad.kill();
        try (TestGateway gateway = gateway();
                PlainClient client = new PlainClient(gateway.port())) {
            // When
            JsonObject seen = new JsonObject(post(client, body).body());

            // Then
            assertThat(seen.getString("body_sha256")).isEqualTo(StreamingIT.sha256(body));
        }
    }
}
