package io.teal.gateway.judged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.PlainClient.Answer;
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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Far more clients than places: who is served, who waits, and who is told to come back. */
class AdmissionIT {
    private static final int SERVERS = 3;
    private static final int PLACES = 5;
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final Duration MEASURED = Duration.ofSeconds(6);

    /** The machine may be busy with something else for a while: one of these must do. */
    private static final int ROUNDS = 3;

    private Fleet fleet;

    @BeforeEach
    void start() {
        fleet = Fleet.start(
                Instance.named("a").withTiming(Timing.instant()),
                Instance.named("b").withTiming(Timing.instant()),
                Instance.named("c").withTiming(Timing.instant()));
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    private TestGateway gateway(String queue) {
        List<String> servers = fleet.servers().stream()
                .map(server -> "{address: \"" + server.address() + "\", max_conns: " + PLACES + "}")
                .toList();
        return TestGateway.start("""
                services:
                  chat:
                    upstreams:
                      blue: {balance: least_conn, servers: %s, queue: %s}
                routes:
                  - {name: all, match: {path: /}, service: chat, answers: chatchat}
                """.formatted(servers, queue));
    }

    /** What a crowd of clients got. */
    private static final class Crowd {
        final AtomicInteger served = new AtomicInteger();
        final AtomicInteger refused = new AtomicInteger();
        final AtomicLong longest = new AtomicLong();
        final Queue<String> odd = new ConcurrentLinkedQueue<>();

        void ask(PlainClient client) throws IOException {
            long began = System.nanoTime();
            Answer answer = client.ask(
                    "POST",
                    "/chat/kb_chat",
                    "{\"query\":\"q\",\"kb_name\":\"samples\",\"stream\":false,\"max_tokens\":3}",
                    "Content-Type: application/json");
            longest.accumulateAndGet(System.nanoTime() - began, Math::max);
            if (answer.status() == 200) {
                served.incrementAndGet();
                return;
            }
            refused.incrementAndGet();
            String after = answer.field("Retry-After");
            if (answer.status() != 429 || !after.matches("[1-9][0-9]?") || Integer.parseInt(after) > 60) {
                odd.add(answer.status() + " Retry-After: " + after);
            } else {
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(Integer.parseInt(after)));
            }
        }
    }

    /** Lets clients ask one question after the other for a while; answers a second, from when all of them were there. */
    private static double throughput(TestGateway gateway, int clients, Crowd crowd) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        long end = System.nanoTime() + MEASURED.toNanos() + TimeUnit.SECONDS.toNanos(1);
        for (int i = 0; i < clients; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try (PlainClient client = new PlainClient(gateway.port())) {
                    while (System.nanoTime() < end) {
                        crowd.ask(client);
                    }
                } catch (IOException e) {
                    crowd.odd.add(e.toString());
                }
            }));
        }
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        int before = crowd.served.get();
        long began = System.nanoTime();
        LockSupport.parkNanos(end - System.nanoTime());
        double rate = (crowd.served.get() - before) * 1e9 / (System.nanoTime() - began);
        for (Thread thread : threads) {
            thread.join();
        }
        return rate;
    }

    @Test
    void fiveHundredClientsGetWhatFifteenGet() throws InterruptedException {
        for (SimulatedServer server : fleet.servers()) {
            server.faults().set(Fault.LATENCY, 1, Map.of("ms", "100"));
        }
        try (TestGateway gateway = gateway("{size: 64, wait: 30s}")) {
            for (int round = 1; round <= ROUNDS; round++) {
                Crowd few = new Crowd();
                double alone = throughput(gateway, SERVERS * PLACES, few);
                Crowd crowd = new Crowd();
                double crowded = throughput(gateway, 500, crowd);

                assertThat(few.odd).isEmpty();
                assertThat(few.refused).hasValue(0);
                assertThat(crowd.odd).isEmpty();
                assertThat(crowd.refused.get()).isPositive();
                assertThat(Duration.ofNanos(crowd.longest.get())).isLessThan(WAIT);
                for (SimulatedServer server : fleet.servers()) {
                    assertThat(server.stats().maxInFlight()).isLessThanOrEqualTo(PLACES);
                }
                await().until(() -> gateway.leases() == 0);
                assertThat(queued(gateway)).isZero();
                if (crowded >= 0.95 * alone || round == ROUNDS) {
                    assertThat(crowded).as("answers a second").isGreaterThanOrEqualTo(0.95 * alone);
                    return;
                }
            }
        }
    }

    private static int queued(TestGateway gateway) {
        return gateway.gateway().upstreams().status().getFirst().queued();
    }

    @Test
    void whoWaitsTooLongIsToldSo() throws IOException {
        for (SimulatedServer server : fleet.servers()) {
            server.faults().set(Fault.PINGS_ONLY);
        }
        try (TestGateway gateway = gateway("{size: 64, wait: 300ms}")) {
            List<PlainClient> held = new ArrayList<>();
            for (int i = 0; i < SERVERS * PLACES; i++) {
                PlainClient client = new PlainClient(gateway.port());
                held.add(client);
                Thread unusedHolder = Thread.ofVirtual().start(() -> {
                    try {
                        var unused = client.ask("POST", "/chat/kb_chat", "{\"query\":\"q\",\"kb_name\":\"samples\"}");
                    } catch (IOException closed) {
                        // It only holds a place, until the test closes it.
                    }
                });
            }
            await().until(() -> gateway.leases() == SERVERS * PLACES);

            // When
            long began = System.nanoTime();
            Answer answer;
            try (PlainClient late = new PlainClient(gateway.port())) {
                answer = late.ask("POST", "/chat/kb_chat", "{\"query\":\"q\",\"kb_name\":\"samples\"}");
            }
            Duration waited = Duration.ofNanos(System.nanoTime() - began);

            // Then
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.field("Retry-After")).matches("[1-9][0-9]?");
            assertThat(answer.field("X-Teal-Outcome")).isEqualTo("rejected");
            assertThat(answer.body()).contains("\"type\":\"queue_timeout\"");
            assertThat(waited).isBetween(Duration.ofMillis(295), Duration.ofMillis(1_500));
            held.forEach(PlainClient::close);
            await().until(() -> gateway.leases() == 0);
        }
    }
}
