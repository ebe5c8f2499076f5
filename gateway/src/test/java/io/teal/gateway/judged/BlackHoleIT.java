package io.teal.gateway.judged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.Reply;
import io.teal.gateway.testing.TestGateway;
import io.teal.gateway.upstream.ServerStatus;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.SimulatedServer;
import io.teal.simulator.Timing;
import io.teal.simulator.fault.Fault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A server whose model is broken answers empty and at once, with status 200: the least busy of all, it would draw every request
 * to itself if nobody looked at its answers.
 */
@Execution(ExecutionMode.CONCURRENT)
class BlackHoleIT {
    private static final int CLIENTS = 1_000;
    private static final int MAX_FAILS = 3;
    private static final long EVERY = TimeUnit.MILLISECONDS.toNanos(10);

    /** The first ones come one at a time: what is with a server already when it is put out cannot be called back. */
    private static final int ALONE = 10;

    private static final long EVERY_FIRST = TimeUnit.MILLISECONDS.toNanos(100);

    private Fleet fleet;
    private SimulatedServer hole;

    @BeforeEach
    void start() {
        fleet = Fleet.start(
                Instance.named("hole").withTiming(Timing.instant()),
                Instance.named("sound-1").withTiming(Timing.instant()),
                Instance.named("sound-2").withTiming(Timing.instant()));
        hole = fleet.server("hole");
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    private TestGateway gateway(int attempts) {
        return TestGateway.start("""
                services:
                  chat:
                    upstreams:
                      blue: {balance: least_conn, servers: ["%s", "%s", "%s"]}
                routes:
                  - {name: all, match: {path: /}, service: chat, answers: chatchat, retry: {attempts: %d}}
                """.formatted(
                        hole.address(),
                        fleet.server("sound-1").address(),
                        fleet.server("sound-2").address(),
                        attempts));
    }

    @ParameterizedTest
    @CsvSource({"DOCS_ONLY, true, 0", "DOCS_ONLY, true, 1", "ERROR_EVENT, true, 0", "DOCS_ONLY, false, 1"})
    void isLeftAfterMaxFailsAnswers(Fault fault, boolean stream, int attempts) throws InterruptedException {
        try (TestGateway gateway = gateway(attempts)) {
            // Given: code that has run, then two servers that take half a second and one that takes none
            List<String> before = arrivals(gateway, stream, 100);
            assertThat(before).isEmpty();
            hole.faults().set(fault);
            hole.faults().set(Fault.LATENCY, 1, Map.of("ms", "5"));
            fleet.server("sound-1").faults().set(Fault.LATENCY, 1, Map.of("ms", "500"));
            fleet.server("sound-2").faults().set(Fault.LATENCY, 1, Map.of("ms", "500"));
            hole.resetStats();

            // When
            List<String> poor = arrivals(gateway, stream, CLIENTS);

            // Then
            assertThat(poor).hasSizeLessThanOrEqualTo(attempts == 0 ? MAX_FAILS : 0);
            ServerStatus status = gateway.server(hole.address());
            assertThat(status.state()).isEqualTo(ServerStatus.State.EJECTED);
            assertThat(hole.stats().requests()).isLessThanOrEqualTo(MAX_FAILS);
            await().until(() -> gateway.leases() == 0);
        }
    }

    /** Clients that come at a steady pace, whatever becomes of those before them; returns what was not a good answer. */
    private static List<String> arrivals(TestGateway gateway, boolean stream, int clients) throws InterruptedException {
        Queue<String> poor = new ConcurrentLinkedQueue<>();
        AtomicInteger served = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        long next = System.nanoTime();
        for (int i = 0; i < clients; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                String got = ask(gateway, stream);
                served.incrementAndGet();
                if (!got.contains("知识库版本")) {
                    poor.add(got);
                }
            }));
            next += i < ALONE ? EVERY_FIRST : EVERY;
            LockSupport.parkNanos(next - System.nanoTime());
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(served).hasValue(clients);
        return List.copyOf(poor);
    }

    private static String ask(TestGateway gateway, boolean stream) {
        try (RawClient client = new RawClient(gateway.port())) {
            String body = "{\"query\":\"年假\",\"kb_name\":\"samples\",\"stream\":" + stream + "}";
            return Reply.ask(client, "POST", "/chat/kb_chat", body).text();
        } catch (IOException e) {
            return e.toString();
        }
    }
}
