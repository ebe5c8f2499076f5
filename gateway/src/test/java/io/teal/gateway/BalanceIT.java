package io.teal.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.Load;
import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.PlainClient.Answer;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.RecordingBackend;
import io.teal.gateway.testing.TestGateway;
import io.teal.gateway.upstream.ServerStatus;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.SimulatedServer;
import io.teal.simulator.Timing;
import io.teal.simulator.fault.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which server of a colour gets a request, who waits, and who is sent away. */
class BalanceIT {
    private static final Logger log = LoggerFactory.getLogger(BalanceIT.class);

    private static Fleet fleet;
    private static SimulatedServer one;
    private static SimulatedServer two;
    private static SimulatedServer three;

    @BeforeAll
    static void startServers() {
        fleet = Fleet.start(
                Instance.named("one").withTiming(Timing.instant()),
                Instance.named("two").withTiming(Timing.instant()),
                Instance.named("three").withTiming(Timing.instant()));
        one = fleet.server("one");
        two = fleet.server("two");
        three = fleet.server("three");
    }

    @AfterAll
    static void stopServers() {
        fleet.close();
    }

    @BeforeEach
    void resetServers() {
        fleet.servers().forEach(server -> {
            server.faults().clear();
            server.resetStats();
        });
    }

    @AfterEach
    void everyRequestHasEnded() {
        for (SimulatedServer server : fleet.servers()) {
            await().until(() -> server.stats().inFlight() == 0);
        }
    }

    /** A gateway with one colour; {@code %1$s} and so on are the addresses of the servers. */
    private static TestGateway gateway(String upstream) {
        return TestGateway.start("""
                services: {chat: {upstreams: {blue: %s}}}
                routes: [{name: all, match: {path: /}, service: chat}]
                """.formatted(upstream.formatted(one.address(), two.address(), three.address())));
    }

    /**
     * With least_conn each server has the same number of leases, here 32 / 3. A server that takes ten times as long hands a
     * lease back a tenth as often, so it gets 0.1 of 1 + 1 + 0.1, 4.8 % of all requests. A share below that means that it
     * starves. Above it, the start counts, where all are alike (11 of 1500 are 0.7 %), and a busy machine, which adds the
     * same time to fast and slow answers.
     */
    @Test
    void aServerTenTimesSlowerGetsATenthOfTheOthers() throws Exception {
        // Given
        one.faults().set(Fault.LATENCY, 1, Map.of("ms", "40"));
        two.faults().set(Fault.LATENCY, 1, Map.of("ms", "40"));
        three.faults().set(Fault.LATENCY, 1, Map.of("ms", "400"));
        try (TestGateway gateway = gateway("{balance: least_conn, servers: [%s, %s, %s]}")) {
            // When
            assertThat(Load.run(gateway.port(), 32, 1500, BalanceIT::succeeds)).isEmpty();

            // Then
            double slow = three.stats().requests() / 1500.0;
            log.info("the server that is ten times slower got {} of all requests", slow);
            assertThat(slow).isBetween(0.03, 0.12);
            assertThat(one.stats().requests() / 1500.0).isBetween(0.40, 0.55);
            assertThat(one.stats().requests()
                            + two.stats().requests()
                            + three.stats().requests())
                    .isEqualTo(1500);
            await().until(() -> gateway.leases() == 0);
        }
    }

    private static void succeeds(PlainClient client, int who, long request) throws IOException {
        assertThat(client.get("/__fake/small").status()).isEqualTo(200);
    }

    @Test
    void roundRobinIsExact() throws Exception {
        try (TestGateway gateway =
                gateway("{balance: round_robin, servers: [{address: %s, weight: 5}, %s, {address: %s, weight: 1}]}")) {
            // When
            assertThat(Load.run(gateway.port(), 16, 700, BalanceIT::succeeds)).isEmpty();

            // Then
            assertThat(one.stats().requests()).isEqualTo(500);
            assertThat(two.stats().requests()).isEqualTo(100);
            assertThat(three.stats().requests()).isEqualTo(100);
            await().until(() -> gateway.leases() == 0);
        }
    }

    @Test
    void aHashKeepsASenderWithItsServer() throws IOException {
        try (TestGateway gateway = gateway("{balance: 'hash(header:X-Tenant)', servers: [%s, %s, %s]}");
                PlainClient client = new PlainClient(gateway.port())) {
            // When
            Map<String, Set<String>> seen = new HashMap<>();
            for (int i = 0; i < 300; i++) {
                String tenant = "tenant-" + i % 60;
                seen.computeIfAbsent(tenant, key -> new HashSet<>())
                        .add(client.get("/__fake/small", "X-Tenant: " + tenant).instance());
            }

            // Then
            assertThat(seen.values()).allMatch(servers -> servers.size() == 1);
            assertThat(seen.values().stream().flatMap(Set::stream).distinct()).hasSize(3);
        }
    }

    @Test
    void aLimitOfConnectionsIsHard() throws Exception {
        // A server that counts a request as ended before it writes the answer: no other can have begun because of it.
        try (RecordingBackend small = RecordingBackend.answeringAfter(Duration.ofMillis(10));
                RecordingBackend large = RecordingBackend.answeringAfter(Duration.ofMillis(10));
                TestGateway gateway = gateway("""
                        {servers: [{address: '%s', max_conns: 3}, {address: '%s', max_conns: 5}],
                         queue: {size: 64, wait: 30s}}""".formatted(small.address(), large.address()))) {
            // When
            assertThat(Load.run(gateway.port(), 64, 1000, BalanceIT::succeeds)).isEmpty();

            // Then
            assertThat(small.mostInFlight()).isEqualTo(3);
            assertThat(large.mostInFlight()).isEqualTo(5);
            assertThat(small.requests().size() + large.requests().size()).isEqualTo(1000);
            await().until(() -> gateway.leases() == 0);
        }
    }

    @Test
    void aFullQueueSendsAwayAndALongWaitEnds() throws IOException {
        try (TestGateway gateway = gateway("{servers: [{address: %s, max_conns: 1}], queue: {size: 1, wait: 1s}}");
                RawClient running = new RawClient(gateway.port());
                RawClient waiting = new RawClient(gateway.port());
                PlainClient third = new PlainClient(gateway.port())) {
            // Given
            running.send("GET /__fake/slow?ms=3000 HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> gateway.leases() == 1);
            waiting.send("GET /__fake/small HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> gateway.server(one.address()).queued() == 1);

            // When
            Answer full = third.get("/__fake/small");
            String tooLong = waiting.head();

            // Then
            assertThat(full.status()).isEqualTo(429);
            assertThat(full.body()).contains("\"queue_full\"");
            assertThat(Integer.parseInt(full.field("Retry-After"))).isBetween(1, 60);
            assertThat(RawClient.status(tooLong)).isEqualTo(503);
            assertThat(Integer.parseInt(RawClient.field(tooLong, "Retry-After")))
                    .isBetween(1, 60);
            assertThat(RawClient.status(running.head())).isEqualTo(200);
            assertThat(one.stats().requests()).isEqualTo(1);
            await().until(() -> gateway.leases() == 0);
        }
    }

    @Test
    void theLineIsServedInItsOrder() throws Exception {
        try (TestGateway gateway = gateway("{servers: [{address: %s, max_conns: 1}], queue: {size: 8, wait: 30s}}");
                RawClient running = new RawClient(gateway.port())) {
            // Given
            running.send("GET /__fake/slow?ms=3000 HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> gateway.leases() == 1);

            // When
            List<Thread> clients = new ArrayList<>();
            for (int i = 1; i <= 5; i++) {
                String target = "/__fake/echo/" + i;
                clients.add(Thread.ofVirtual().start(() -> {
                    try (PlainClient client = new PlainClient(gateway.port())) {
                        assertThat(client.get(target).status()).isEqualTo(200);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }));
                int waiting = i;
                await().pollInterval(5, TimeUnit.MILLISECONDS)
                        .until(() -> gateway.server(one.address()).queued() == waiting);
            }
            for (Thread client : clients) {
                client.join();
            }

            // Then
            assertThat(one.requests().stream()
                            .map(request -> request.head().target())
                            .toList())
                    .containsExactly(
                            "/__fake/slow?ms=3000",
                            "/__fake/echo/1",
                            "/__fake/echo/2",
                            "/__fake/echo/3",
                            "/__fake/echo/4",
                            "/__fake/echo/5");
        }
    }

    @Test
    void aDrainedServerFinishesWhatItHasAndGetsNothingNew() throws Exception {
        try (TestGateway gateway = gateway("{servers: [%s, %s]}");
                PlainClient client = new PlainClient(gateway.port())) {
            // Given
            Thread[] readers = new Thread[2];
            Map<Integer, Answer> streams = new ConcurrentHashMap<>();
            for (int i = 0; i < 2; i++) {
                int who = i;
                readers[i] = Thread.ofVirtual().start(() -> {
                    try (PlainClient reader = new PlainClient(gateway.port())) {
                        streams.put(who, reader.get("/__fake/sse?events=20&interval_ms=50"));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
            }
            await().until(() -> gateway.server(one.address()).leases() == 1
                    && gateway.server(two.address()).leases() == 1);

            // When
            assertThat(gateway.gateway()
                            .upstreams()
                            .drain(gateway.server(one.address()).key()))
                    .isTrue();
            for (int i = 0; i < 50; i++) {
                assertThat(client.get("/__fake/small").instance()).isEqualTo("two");
            }
            for (Thread reader : readers) {
                reader.join();
            }

            // Then
            assertThat(one.stats().requests()).isEqualTo(1);
            assertThat(streams.values()).hasSize(2).allSatisfy(stream -> {
                assertThat(stream.status()).isEqualTo(200);
                assertThat(stream.body().split("\r\n\r\n", -1)).hasSize(21);
            });
            assertThat(gateway.server(one.address()).state()).isEqualTo(ServerStatus.State.DRAINING);
            assertThat(gateway.gateway()
                            .upstreams()
                            .resume(gateway.server(one.address()).key()))
                    .isTrue();
            await().until(() -> client.get("/__fake/small").instance().equals("one"));
        }
    }

    @Test
    void aBackupServesOnlyWhileNoPrimaryCan() throws IOException {
        try (TestGateway gateway = gateway("""
                {servers: [{address: %s, max_fails: 1, fail_timeout: 500ms}, {address: %s, backup: true}]}""");
                PlainClient client = new PlainClient(gateway.port())) {
            // Given
            for (int i = 0; i < 20; i++) {
                assertThat(client.get("/__fake/small").instance()).isEqualTo("one");
            }

            // When
            one.kill();
            Answer retried = client.get("/__fake/small");

            // Then
            assertThat(retried.status()).isEqualTo(200);
            assertThat(retried.instance()).isEqualTo("two");
            for (int i = 0; i < 20; i++) {
                assertThat(client.get("/__fake/small").instance()).isEqualTo("two");
            }
            one.restart();
            await().until(() -> client.get("/__fake/small").instance().equals("one"));
            for (int i = 0; i < 20; i++) {
                assertThat(client.get("/__fake/small").instance()).isEqualTo("one");
            }
        }
    }
}
