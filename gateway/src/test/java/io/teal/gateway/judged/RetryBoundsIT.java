package io.teal.gateway.judged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.testing.Load;
import io.teal.gateway.testing.Questions;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.ScriptedServer;
import io.teal.gateway.testing.TestGateway;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.SimulatedServer;
import io.teal.simulator.Timing;
import io.teal.simulator.fault.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many further attempts a crowd gets, and that nobody gets one who is not there any more. */
class RetryBoundsIT {
    private static final int REQUESTS = 200;
    private static final Duration WINDOW = Duration.ofSeconds(9);
    private static final Duration LONG = Duration.ofSeconds(20);

    /** A server that reads a request to the last byte of its body, and then resets the connection. */
    private static final class Resetting implements AutoCloseable {
        final Map<String, Integer> asked = new ConcurrentHashMap<>();
        final ScriptedServer server = new ScriptedServer((peer, connection) -> {
            String head = peer.head();
            if (!head.isEmpty()) {
                String body = peer.body(Integer.parseInt(RawClient.field(head, "Content-Length")));
                assertThat(body).isEqualTo(Questions.body(true));
                asked.merge(RawClient.field(head, "X-Who"), 1, Integer::sum);
                peer.reset();
            }
        });

        int requests() {
            return asked.values().stream().mapToInt(Integer::intValue).sum();
        }

        @Override
        public void close() {
            server.close();
        }
    }

    private static TestGateway gateway(String servers, String retry) {
        return TestGateway.start("""
                services:
                  chat:
                    upstreams: {blue: {balance: round_robin, servers: [%s], queue: {size: 500, wait: 30s}}}
                routes:
                  - {name: all, match: {path: /}, service: chat, answers: chatchat, retry: %s}
                """.formatted(servers, retry));
    }

    /** Of one request after the other the budget grants each retry it has; of a crowd at once it may grant no more. */
    @ParameterizedTest
    @CsvSource({"1, 20%, 40", "1, 0%, 3", "40, 20%, 40", "40, 0%, 3", "40, 100%, 200"})
    void aCrowdGetsNoMoreAttemptsThanTheBudgetHas(int clients, String budget, int retries) throws Exception {
        try (Resetting one = new Resetting();
                Resetting two = new Resetting();
                Resetting three = new Resetting();
                TestGateway gateway = gateway(
                        List.of(one, two, three).stream()
                                .map(each -> "{address: \"" + each.server.address() + "\", max_fails: 0}")
                                .collect(Collectors.joining(", ")),
                        "{attempts: 1, budget: " + budget + "}")) {
            // When
            long began = System.nanoTime();
            List<String> wrong = Load.run(gateway.port(), clients, REQUESTS, (client, who, request) -> {
                var answer = client.ask("POST", "/chat/kb_chat", Questions.body(true), "X-Who: " + request);
                assertThat(answer.status()).isEqualTo(502);
                assertThat(answer.body()).contains("\"type\":\"reset\"");
            });
            Duration took = Duration.ofNanos(System.nanoTime() - began);

            // Then
            assertThat(wrong).isEmpty();
            assertThat(took).as("all within the window of the budget").isLessThan(WINDOW);
            int asked = one.requests() + two.requests() + three.requests();
            if (clients == 1) {
                assertThat(asked - REQUESTS).as("retries").isEqualTo(retries);
            } else {
                assertThat(asked - REQUESTS).as("retries").isBetween(Math.min(3, retries), retries);
            }
            Map<String, Integer> times = new ConcurrentHashMap<>();
            for (Resetting each : List.of(one, two, three)) {
                assertThat(each.asked.values()).as("the same question again").containsOnly(1);
                each.asked.forEach((who, count) -> times.merge(who, count, Integer::sum));
            }
            assertThat(times).hasSize(REQUESTS);
            assertThat(times.values()).allMatch(count -> count <= 2);
            await().until(() -> gateway.leases() == 0);
            await().until(() -> gateway.gateway().stats().of(Outcome.RESET) == REQUESTS);
        }
    }

    private static String of(SimulatedServer server, int weight, String more) {
        return "{address: \"%s\", weight: %d, max_fails: 0%s}".formatted(server.address(), weight, more);
    }

    /** Those that wait for a place elsewhere have not been granted a retry before: the budget counts when the place is there. */
    @Test
    void whoWaitsForAPlaceElsewhereIsWithinTheBudgetToo() throws Exception {
        try (Fleet fleet = Fleet.start(
                        Instance.named("empty").withTiming(Timing.instant()),
                        Instance.named("busy").withTiming(Timing.instant()));
                TestGateway gateway = gateway(
                        of(fleet.server("empty"), 1_000, "") + ", " + of(fleet.server("busy"), 1, ", max_conns: 1"),
                        "{attempts: 1, budget: 20%}")) {
            SimulatedServer busy = fleet.server("busy");
            fleet.server("empty").faults().set(Fault.DOCS_ONLY);
            busy.faults().set(Fault.LATENCY, 1, Map.of("ms", "20"));

            // When
            long began = System.nanoTime();
            List<String> wrong = Load.run(gateway.port(), 100, 100, (client, who, request) -> assertThat(
                            client.ask("POST", "/chat/kb_chat", Questions.body(true))
                                    .status())
                    .isEqualTo(200));
            Duration took = Duration.ofNanos(System.nanoTime() - began);

            // Then
            assertThat(wrong).isEmpty();
            assertThat(took).isLessThan(WINDOW);
            assertThat(busy.stats().requests()).as("20 % of 100").isBetween(3L, 20L);
            await().until(() -> gateway.gateway().stats().total() == 100);
            assertThat(gateway.gateway().stats().of(Outcome.OK))
                    .isEqualTo(busy.stats().requests());
            assertThat(gateway.gateway().stats().of(Outcome.EMPTY))
                    .isEqualTo(100 - busy.stats().requests());
            await().until(() -> gateway.leases() == 0);
        }
    }

    @Test
    void nobodyElseIsAskedForAClientThatLeft() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedServer slow = new ScriptedServer((peer, connection) -> {
                    String head = peer.head();
                    String unused = peer.body(Integer.parseInt(RawClient.field(head, "Content-Length")));
                    read.countDown();
                    awaitQuietly(left);
                    peer.reset();
                    over.countDown();
                });
                Fleet fleet = Fleet.start(Instance.named("other").withTiming(Timing.instant()));
                TestGateway gateway = gateway(
                        "{address: \"%s\", weight: 1000, max_fails: 0}, %s"
                                .formatted(slow.address(), of(fleet.server("other"), 1, "")),
                        "{attempts: 5, budget: 100%}")) {
            // Given
            try (RawClient client = new RawClient(gateway.port())) {
                client.send(Questions.streamed());
                assertThat(read.await(10, TimeUnit.SECONDS)).isTrue();
            }

            // When
            await().until(() -> gateway.gateway().stats().of(Outcome.CLIENT_LEFT) == 1);
            left.countDown();
            assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();

            // Then
            assertNoMore(fleet.server("other"), 0);
            assertThat(gateway.leases()).isZero();
            assertThat(gateway.server(slow.address()).failures()).isZero();
            assertThat(gateway.gateway().stats().total()).isEqualTo(1);
        } finally {
            left.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            boolean unused = latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void assertNoMore(SimulatedServer server, long requests) {
        await().during(Duration.ofMillis(200))
                .atMost(Duration.ofSeconds(5))
                .until(() -> server.stats().requests() == requests);
    }

    /** An empty answer is kept back while a place elsewhere is waited for; who leaves then leaves the line. */
    @Test
    void whoLeavesWhileAnotherServerIsWaitedForLeavesTheLine() throws IOException {
        try (Fleet fleet = Fleet.start(
                        Instance.named("empty").withTiming(Timing.instant()),
                        Instance.named("busy").withTiming(Timing.instant()));
                TestGateway gateway = gateway(
                        of(fleet.server("empty"), 1_000, "") + ", " + of(fleet.server("busy"), 1, ", max_conns: 1"),
                        "{attempts: 1, budget: 100%}")) {
            SimulatedServer busy = fleet.server("busy");
            fleet.server("empty").faults().set(Fault.DOCS_ONLY);
            busy.faults().set(Fault.LATENCY, 1, Map.of("ms", "5000"));
            List<RawClient> clients = new ArrayList<>();
            try {
                // Given: the first has the only place, ten wait for it
                for (int i = 0; i < 11; i++) {
                    RawClient client = new RawClient(gateway.port());
                    clients.add(client);
                    client.send(Questions.streamed());
                    int waiting = i;
                    await().until(() -> busy.stats().requests() == 1
                            && gateway.server(busy.address()).queued() == waiting);
                }

                // When: those who wait leave before the place gets free
                clients.subList(1, 11).forEach(RawClient::close);
                await().until(() -> gateway.server(busy.address()).queued() == 0);
            } finally {
                clients.forEach(RawClient::close);
            }

            // Then
            await().atMost(LONG).until(() -> gateway.leases() == 0);
            assertNoMore(busy, 1);
            await().until(() -> gateway.gateway().stats().of(Outcome.CLIENT_LEFT) == 11);
            assertThat(gateway.gateway().stats().total()).isEqualTo(11);
        }
    }
}
