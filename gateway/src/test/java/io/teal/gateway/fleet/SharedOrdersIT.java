package io.teal.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.routing.ServerKey;
import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.RecordingBackend;
import io.teal.gateway.testing.TestGateway;
import io.teal.gateway.upstream.ServerStatus.State;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator orders of a server at one gateway counts at all that share a real Redis. */
class SharedOrdersIT {
    @TempDir
    Path folder;

    private RecordingBackend left;
    private RecordingBackend right;
    private Together together;
    private TestGateway one;
    private TestGateway other;

    @BeforeEach
    void start() throws IOException {
        left = RecordingBackend.start();
        right = RecordingBackend.start();
        together = Together.start(folder, 2, routing(left, right));
        one = together.gateway(0);
        other = together.gateway(1);
    }

    @AfterEach
    void stop() {
        together.close();
        left.close();
        right.close();
    }

    private static String routing(RecordingBackend... servers) {
        StringBuilder list = new StringBuilder();
        for (RecordingBackend server : servers) {
            list.append(list.isEmpty() ? "" : ", ")
                    .append('"')
                    .append(server.address())
                    .append('"');
        }
        return """
                services: {chat: {upstreams: {blue: {servers: [%s]}}}}
                routes: [{name: all, match: {path: /}, service: chat}]
                """.formatted(list);
    }

    private static ServerKey key(TestGateway gateway, RecordingBackend server) {
        return gateway.server(server.address()).key();
    }

    private static State state(TestGateway gateway, RecordingBackend server) {
        return gateway.server(server.address()).state();
    }

    private static ServerControl.Given given(CompletionStage<ServerControl.Given> order) throws Exception {
        return order.toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    private ServerControl.Given drain(TestGateway at, RecordingBackend server) throws Exception {
        return given(at.gateway().servers().drain(key(at, server), "adam"));
    }

    private ServerControl.Given resume(TestGateway at, RecordingBackend server) throws Exception {
        return given(at.gateway().servers().resume(key(at, server), "adam"));
    }

    @Test
    void aDrainIsOneForAllWithinATenthOfASecond() throws Exception {
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long began = System.nanoTime();
            assertThat(drain(one, left)).isEqualTo(new ServerControl.Given(true, true));
            Together.soon().until(() -> state(other, left) == State.DRAINING);
            best = Math.min(best, System.nanoTime() - began);
            assertThat(state(one, left)).isEqualTo(State.DRAINING);

            assertThat(resume(other, left)).isEqualTo(new ServerControl.Given(true, true));
            Together.soon().until(() -> state(one, left) == State.UP);
        }
        assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(100));
    }

    @Test
    void anEjectionIsOneForAllAndSoIsItsEnd() throws Exception {
        assertThat(given(one.gateway().servers().eject(key(one, left), Duration.ofHours(1), "adam")))
                .isEqualTo(new ServerControl.Given(true, true));
        Together.soon().until(() -> state(other, left) == State.EJECTED);
        assertThat(other.server(left.address()).ejectedFor()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));

        assertThat(given(other.gateway().servers().restore(key(other, left), "eve")))
                .isEqualTo(new ServerControl.Given(true, true));
        Together.soon().until(() -> state(one, left) == State.UP);
    }

    @Test
    void aGatewayThatIsStartedLaterSendsNothingToADrainedServer() throws Exception {
        assertThat(drain(one, left).shared()).isTrue();

        TestGateway later = together.add(routing(left, right), "");

        assertThat(state(later, left)).isEqualTo(State.DRAINING);
        try (PlainClient client = new PlainClient(later.port())) {
            for (int i = 0; i < 6; i++) {
                assertThat(client.get("/").status()).isEqualTo(200);
            }
        }
        assertThat(left.requests()).isEmpty();
        assertThat(right.requests()).hasSize(6);
    }

    @Test
    void anOrderWaitsForItsServerAtAGatewayThatDoesNotHaveItYet() throws Exception {
        TestGateway third = together.add(routing(right), "");
        assertThat(drain(one, left).shared()).isTrue();
        Together.soon().until(() -> state(other, left) == State.DRAINING);

        third.publish(TestGateway.routing(routing(left, right)));

        assertThat(state(third, left)).isEqualTo(State.DRAINING);
        try (PlainClient client = new PlainClient(third.port())) {
            for (int i = 0; i < 6; i++) {
                assertThat(client.get("/").status()).isEqualTo(200);
            }
        }
        assertThat(left.requests()).isEmpty();
    }

    @Test
    void aServerNobodyHasIsNotOrderedAround() throws Exception {
        ServerKey unknown = new ServerKey("chat", "green", key(one, left).address());

        assertThat(given(one.gateway().servers().drain(unknown, "adam")))
                .isEqualTo(new ServerControl.Given(false, false));
        assertThat(together.redis().ask("EXISTS", SharedOrders.KEY)).startsWith(":0");
    }

    @Test
    void whatWasOrderedWithoutRedisIsToldLaterAndWhatRedisHasLostIsToldAgain() throws Exception {
        assertThat(drain(one, left).shared()).isTrue();
        Together.soon().until(() -> state(other, left) == State.DRAINING);

        together.redis().kill();
        Together.soon().until(() -> !Together.usable(one.gateway()));
        assertThat(drain(one, right)).isEqualTo(new ServerControl.Given(true, false));
        assertThat(state(one, right)).isEqualTo(State.DRAINING);
        assertThat(Together.status(one).ordersHeld()).isEqualTo(1);
        assertThat(state(other, right)).isEqualTo(State.UP);

        together.redis().restart();
        Together.soon().until(() -> state(other, right) == State.DRAINING);
        Together.soon().until(() -> Together.status(one).ordersHeld() == 0);
        Together.soon()
                .until(() -> together.redis().ask("HLEN", SharedOrders.KEY).startsWith(":2"));
        TestGateway later = together.add(routing(left, right), "");
        assertThat(state(later, left)).isEqualTo(State.DRAINING);
    }

    @Test
    void ofOrdersThatWereGivenWithoutRedisTheLastWins() throws Exception {
        together.redis().kill();
        Together.soon().until(() -> !Together.usable(one.gateway()) && !Together.usable(other.gateway()));
        assertThat(drain(one, left).shared()).isFalse();
        assertThat(drain(other, right).shared()).isFalse();
        assertThat(resume(other, left).shared()).isFalse();
        assertThat(resume(one, right).shared()).isFalse();

        together.redis().restart();

        Together.soon()
                .until(() -> Together.status(one).ordersHeld()
                                + Together.status(other).ordersHeld()
                        == 0);
        for (RecordingBackend server : new RecordingBackend[] {left, right}) {
            Together.soon().until(() -> state(one, server) == State.UP && state(other, server) == State.UP);
        }
    }

    @Test
    void whateverComesOfASilentRedisAllAgreeInTheEnd() throws Exception {
        together.redis().freeze();
        assertThat(drain(one, left)).isEqualTo(new ServerControl.Given(true, false));
        assertThat(resume(other, left)).isEqualTo(new ServerControl.Given(true, false));
        assertThat(drain(other, left)).isEqualTo(new ServerControl.Given(true, false));

        together.redis().thaw();

        Together.soon()
                .until(() -> Together.status(one).ordersHeld()
                                + Together.status(other).ordersHeld()
                        == 0);
        Together.soon().until(() -> state(one, left) == state(other, left));
        Together.soon().until(() -> drain(one, left).shared());
        Together.soon().until(() -> state(other, left) == State.DRAINING);
    }
}
