package io.teal.gateway.judged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.TestGateway;
import io.teal.gateway.upstream.ServerStatus;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.SimulatedServer;
import io.teal.simulator.Timing;
import io.teal.simulator.fault.Fault;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that goes on computing for a client that left is as busy as before, and gets its requests accordingly. */
class GhostIT {
    private static final int CLIENTS = 5;
    private static final String OF_KNOWLEDGE = "{\"query\":\"q\",\"kb_name\":\"samples\"}";
    private static final String OF_A_MODEL =
            "{\"model\":\"qwen2-instruct\",\"stream\":true," + "\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]}";

    private Fleet fleet;
    private SimulatedServer left;
    private SimulatedServer other;

    @BeforeEach
    void start() {
        fleet = Fleet.start(
                Instance.named("left").withTiming(Timing.instant()),
                Instance.named("other").withTiming(Timing.instant()));
        left = fleet.server("left");
        other = fleet.server("other");
        for (SimulatedServer server : fleet.servers()) {
            server.faults().set(Fault.SLOW_DRIP, 1, Map.of("ms", "20000"));
        }
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    private TestGateway gateway(String dialect, String cancels) {
        return TestGateway.start("""
                services:
                  chat:
                    upstreams:
                      blue: {servers: ["%s", {address: "%s", down: true}]%s}
                routes:
                  - {name: all, match: {path: /}, service: chat, answers: %s}
                """.formatted(left.address(), other.address(), cancels, dialect));
    }

    private static RawClient ask(TestGateway gateway, String target) throws IOException {
        String question = target.startsWith("/v1/") ? OF_A_MODEL : OF_KNOWLEDGE;
        return new RawClient(gateway.port())
                .send("POST " + target + " HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: "
                        + question.length() + "\r\n\r\n" + question);
    }

    /** Nothing is learned yet, so a ghost decays over ten seconds. */
    @ParameterizedTest
    @CsvSource({
        "chatchat, /chat/kb_chat,         '',                true",
        "chatchat, /chat/kb_chat,         ', cancels: true', false",
        "chatchat, /v1/chat/completions,  '',                false",
        "openai,   /v1/chat/completions,  '',                false",
        "openai,   /v1/chat/completions,  ', cancels: false', true",
        "none,     /chat/kb_chat,         '',                false"
    })
    void weighsWhereTheServerGoesOn(String dialect, String target, String cancels, boolean haunted) throws IOException {
        try (TestGateway gateway = gateway(dialect, cancels)) {
            // Given: five clients of one server that leave in the middle of their answers
            for (int i = 0; i < CLIENTS; i++) {
                try (RawClient client = ask(gateway, target)) {
                    assertThat(RawClient.status(client.head())).isEqualTo(200);
                }
            }
            await().until(() -> gateway.leases() == 0);
            ServerStatus status = gateway.server(left.address());
            if (haunted) {
                assertThat(status.ghosts()).isBetween(CLIENTS * 0.5, (double) CLIENTS);
            } else {
                assertThat(status.ghosts()).isZero();
            }

            // When: the other server serves, too
            gateway.publish(TestGateway.routing(io.teal.gateway.config.RoutingText.toYaml(
                            gateway.gateway().revision().routing())
                    .replace("down: true", "down: false")));
            other.resetStats();
            try (RawClient first = ask(gateway, target);
                    RawClient second = ask(gateway, target)) {
                await().until(() -> gateway.leases() == 2);

                // Then: ghosts send both to it; without them each server gets one
                assertThat(gateway.server(other.address()).leases()).isEqualTo(haunted ? 2 : 1);
                assertThat(first.socket().isConnected() && second.socket().isConnected())
                        .isTrue();
            }
        }
    }
}
