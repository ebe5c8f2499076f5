package io.teal.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.Load;
import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.PlainClient.Answer;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.TestGateway;
import io.teal.gateway.upstream.ServerStatus;
import io.teal.gateway.upstream.ServerStatus.State;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.SimulatedServer;
import io.teal.simulator.Timing;
import io.teal.simulator.fault.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that fail, the requests they had, and their way back. */
class EjectionIT {
    private static final Duration FAIL_TIMEOUT = Duration.ofSeconds(2);

    private Fleet fleet;
    private SimulatedServer one;
    private SimulatedServer two;
    private SimulatedServer three;

    @BeforeEach
    void startServers() {
        fleet = Fleet.start(
                Instance.named("one").withTiming(Timing.instant()),
                Instance.named("two").withTiming(Timing.instant()),
                Instance.named("three").withTiming(Timing.instant()));
        one = fleet.server("one");
        two = fleet.server("two");
        three = fleet.server("three");
    }

    @AfterEach
    void stopServers() {
        fleet.close();
    }

    /** A gateway that ejects after three failures for two seconds. */
    private static TestGateway gateway(SimulatedServer... servers) {
        StringBuilder list = new StringBuilder();
        for (SimulatedServer server : servers) {
            list.append("{address: %s, max_fails: 3, fail_timeout: 2s},".formatted(server.address()));
        }
        return TestGateway.start("""
                services: {chat: {upstreams: {blue: {servers: [%s]}}}}
                routes: [{name: all, match: {path: /}, service: chat, retry: {attempts: 2, budget: 100%%}}]
                """.formatted(list));
    }

    /**
     * A GET may always be asked again. A POST may not when the server died with the request in its hands on a connection
     * that was new: it may have been done. Then, and only then, the client is told.
     */
    @Test
    void noRequestThatCouldBeAskedAgainFailsWhenAServerDies() throws Exception {
        try (TestGateway gateway = gateway(one, two, three)) {
            Queue<String> wrong = new ConcurrentLinkedQueue<>();
            try (Load load = Load.start(gateway.port(), 32, (client, who, i) -> {
                boolean post = who % 2 == 1;
                Answer answer =
                        post ? client.ask("POST", "/__fake/small", "{\"n\":" + i + "}") : client.get("/__fake/small");
                boolean told = post && answer.status() == 502 && answer.body().contains("\"reset\"");
                if (answer.status() != 200 && !told) {
                    wrong.add((post ? "POST " : "GET ") + answer.status() + " " + answer.body());
                }
            })) {
                load.awaitMore(600);

                // When
                one.kill();
                load.awaitMore(600);
                State killed = gateway.server(one.address()).state();
                one.restart();
                await().until(() -> gateway.server(one.address()).state() == State.UP);
                load.awaitMore(300);

                // Then
                assertThat(load.stop()).isEmpty();
                assertThat(wrong).isEmpty();
                assertThat(killed).isIn(State.EJECTED, State.HALF_OPEN);
                await().until(() -> gateway.leases() == 0);
            }
        }
    }

    @Test
    void anEjectedServerRestsForItsTimeThenOneTrialDecides() throws Exception {
        try (TestGateway gateway = gateway(one, two);
                Load load = Load.start(gateway.port(), 8, (client, who, i) -> client.get("/__fake/small"))) {
            load.awaitMore(100);

            // When
            one.faults().set(Fault.INTERNAL_ERROR);
            one.faults().set(Fault.LATENCY, 1, Map.of("ms", "300"));
            await().until(() -> gateway.server(one.address()).state() == State.EJECTED);
            ServerStatus ejected = gateway.server(one.address());
            long since =
                    System.nanoTime() - FAIL_TIMEOUT.minus(ejected.ejectedFor()).toNanos();
            await().until(() -> gateway.server(one.address()).leases() == 0);
            long before = one.stats().requests();

            // Then: silence, one trial, silence again
            await().pollInterval(1, TimeUnit.MILLISECONDS)
                    .until(() -> one.stats().requests() > before);
            assertThat(Duration.ofNanos(System.nanoTime() - since)).isGreaterThanOrEqualTo(FAIL_TIMEOUT);
            await().during(Duration.ofMillis(1500))
                    .atMost(Duration.ofMillis(1900))
                    .until(() -> one.stats().requests() == before + 1);
            assertThat(gateway.server(one.address()).reason()).isEqualTo("the trial failed: status 500");
            assertThat(ejected.reason()).isEqualTo("3 failures in 2s, the last: status 500");

            // When
            one.faults().clear();
            await().until(() -> gateway.server(one.address()).state() == State.UP);

            // Then
            long recovered = one.stats().requests();
            await().until(() -> one.stats().requests() > recovered + 20);
            assertThat(load.stop()).isEmpty();
        }
    }

    @Test
    void theLastUsableServerIsNeverEjected() throws Exception {
        try (TestGateway gateway = gateway(one, two);
                PlainClient client = new PlainClient(gateway.port())) {
            // Given
            assertThat(client.get("/__fake/small").status()).isEqualTo(200);

            // When
            one.kill();
            two.kill();

            // Then
            long before = requests(gateway);
            for (int i = 0; i < 40; i++) {
                assertThat(client.get("/__fake/small").status()).isIn(502, 503);
            }
            assertThat(requests(gateway) - before).as("tried each time").isGreaterThanOrEqualTo(40);
            SimulatedServer last = gateway.server(one.address()).state() == State.UP ? one : two;
            assertThat(gateway.server(last.address()).state()).isEqualTo(State.UP);

            // When
            last.restart();
            Answer answer = client.get("/__fake/small");

            // Then
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.instance()).isEqualTo(last.name());
        }
    }

    private static long requests(TestGateway gateway) {
        return gateway.gateway().upstreams().status().stream()
                .mapToLong(ServerStatus::requests)
                .sum();
    }

    @Test
    void aServerThatFailsBetweenTimesIsEjectedToo() throws Exception {
        try (TestGateway gateway = gateway(one, two);
                PlainClient client = new PlainClient(gateway.port())) {
            // Given
            one.faults().set(Fault.STATUS, 1, Map.of("code", "500", "path", "/__fake/echo/bad"));

            // When
            for (int i = 0; i < 40; i++) {
                int unused = client.get(i % 4 < 2 ? "/__fake/echo/bad" : "/__fake/small")
                        .status();
            }

            // Then
            assertThat(gateway.server(one.address()).state()).isIn(State.EJECTED, State.HALF_OPEN);
            assertThat(gateway.server(two.address()).failures()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 413, 422, 429, 499})
    void whatTheClientDidWrongDoesNotCount(int status) throws IOException {
        try (TestGateway gateway = gateway(one, two);
                PlainClient client = new PlainClient(gateway.port())) {
            // When
            for (int i = 0; i < 20; i++) {
                assertThat(client.get("/__fake/status/" + status).status()).isEqualTo(status);
            }

            // Then
            await().until(() -> gateway.leases() == 0);
            assertThat(gateway.gateway().upstreams().status()).allSatisfy(server -> {
                assertThat(server.state()).isEqualTo(State.UP);
                assertThat(server.failures()).isZero();
            });
        }
    }

    @Test
    void clientsThatLeaveDoNotCount() throws IOException {
        try (TestGateway gateway = gateway(one, two)) {
            // When
            for (int i = 0; i < 20; i++) {
                try (RawClient leaving = new RawClient(gateway.port())) {
                    String target = i % 2 == 0 ? "/__fake/slow?ms=20000" : "/__fake/sse?events=9999&interval_ms=10";
                    leaving.send("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
                    await().until(() -> gateway.leases() == 1);
                    if (i % 2 == 1) {
                        assertThat(RawClient.status(leaving.head())).isEqualTo(200);
                    }
                }
                await().until(() -> gateway.leases() == 0);
            }

            // Then
            assertThat(gateway.gateway().upstreams().status()).allSatisfy(server -> {
                assertThat(server.state()).isEqualTo(State.UP);
                assertThat(server.failures()).isZero();
                assertThat(server.requests()).isEqualTo(10);
            });
        }
    }
}
