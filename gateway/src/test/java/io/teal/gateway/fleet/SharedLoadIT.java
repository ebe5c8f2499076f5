package io.teal.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.RecordingBackend;
import io.teal.gateway.testing.TestGateway;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways in front of the same servers, with a real Redis between them. */
class SharedLoadIT {
    private static final Duration ANSWER = Duration.ofMillis(60);
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private final List<RawClient> held = new ArrayList<>();
    private final List<RecordingBackend> servers = new ArrayList<>();
    private Together together;

    @AfterEach
    void stop() {
        held.forEach(RawClient::close);
        if (together != null) {
            together.close();
        }
        servers.forEach(RecordingBackend::close);
    }

    private RecordingBackend server(Duration delay) {
        RecordingBackend server = RecordingBackend.answeringAfter(delay);
        servers.add(server);
        return server;
    }

    private static String routing(String blue) {
        return """
                services: {chat: {upstreams: {blue: {%s}}}}
                routes: [{name: all, match: {path: /}, service: chat}]
                """.formatted(blue);
    }

    /** Requests that are not answered for long, one after the other. */
    private void hold(TestGateway gateway, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            int before = gateway.leases();
            held.add(new RawClient(gateway.port()).send("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
            Together.soon().until(() -> gateway.leases() == before + 1);
        }
    }

    private static int elsewhere(TestGateway gateway, RecordingBackend server) {
        return gateway.server(server.address()).elsewhere();
    }

    @Test
    void eachKnowsWhatTheOtherHasForAsLongAsItIsHeard() throws IOException {
        RecordingBackend server = server(LONG);
        together = Together.start(folder, 2, routing("servers: [\"%s\"]".formatted(server.address())));
        TestGateway one = together.gateway(0);
        TestGateway other = together.gateway(1);

        hold(one, 3);
        Together.soon().atMost(Duration.ofSeconds(3)).until(() -> elsewhere(other, server) == 3);
        assertThat(elsewhere(one, server)).isZero();
        assertThat(other.leases()).isZero();

        together.end(one);
        Together.soon().atMost(Duration.ofSeconds(3)).until(() -> elsewhere(other, server) == 0);
        assertThat(Together.status(other).gateways()).isZero();
    }

    @Test
    void aServerThatIsBusyForOneIsBusyForBoth() throws IOException {
        RecordingBackend left = server(LONG);
        RecordingBackend right = server(LONG);
        together = Together.start(
                folder, 2, routing("servers: [\"%s\", \"%s\"]".formatted(left.address(), right.address())));
        TestGateway one = together.gateway(0);
        TestGateway other = together.gateway(1);
        assertThat(one.gateway().upstreams().drain(one.server(right.address()).key()))
                .isTrue();
        hold(one, 10);
        Together.soon().until(() -> elsewhere(other, left) == 10);

        // Not more uneven than when the first did as much meanwhile as it did before; then it is known that it did not.
        hold(other, 16);
        assertThat(other.server(right.address()).leases()).isBetween(10, 14);
        pass(Duration.ofMillis(700));
        hold(other, 8);

        assertThat(other.server(right.address()).leases()).isBetween(16, 18);
    }

    @Test
    void bothTogetherKeepWithinThePlacesOfAServerAndShareThem() throws Exception {
        int places = 4;
        RecordingBackend server = server(ANSWER);
        together = Together.start(folder, 2, routing("""
                servers: [{address: "%s", max_conns: %d}], queue: {size: 100, wait: 20s}""".formatted(server.address(), places)));
        AtomicBoolean over = new AtomicBoolean();
        AtomicIntegerArray served = new AtomicIntegerArray(2);
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            int which = i % 2;
            clients.add(Thread.ofVirtual().start(() -> {
                try (PlainClient client =
                        new PlainClient(together.gateway(which).port())) {
                    while (!over.get()) {
                        PlainClient.Answer answer = client.get("/");
                        if (answer.status() != 200) {
                            failures.add(answer.head() + answer.body());
                        }
                        var unused = served.incrementAndGet(which);
                    }
                } catch (IOException e) {
                    failures.add(e.toString());
                }
            }));
        }
        // So long they may take to hear of each other, and what was too much to end.
        pass(Duration.ofMillis(700));
        server.forget();
        served.set(0, 0);
        served.set(1, 0);

        pass(Duration.ofMillis(1500));

        assertThat(server.mostInFlight()).isLessThanOrEqualTo(places);
        int possible = (int) (places * 1500L / ANSWER.toMillis());
        assertThat(served.get(0) + served.get(1)).isGreaterThan(possible / 2);
        assertThat(served.get(0)).isGreaterThan(possible / 6);
        assertThat(served.get(1)).isGreaterThan(possible / 6);

        // Without Redis each goes by what it has itself, and none fails or waits for ever.
        together.redis().kill();
        pass(Duration.ofMillis(1300));
        server.forget();
        pass(Duration.ofMillis(300));
        assertThat(server.mostInFlight()).isEqualTo(2 * places);
        assertThat(elsewhere(together.gateway(0), server)).isZero();

        together.redis().restart();
        together.awaitRedis();
        together.awaitEachOther();
        pass(Duration.ofMillis(700));
        server.forget();
        pass(Duration.ofMillis(600));
        assertThat(server.mostInFlight()).isLessThanOrEqualTo(places);

        over.set(true);
        for (Thread client : clients) {
            client.join();
        }
        assertThat(failures).isEmpty();
        assertThat(together.gateway(0).gateway().stats().of(Outcome.INTERNAL)).isZero();
    }

    private static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        await().pollInterval(Duration.ofMillis(5)).until(() -> System.nanoTime() >= end);
    }
}
