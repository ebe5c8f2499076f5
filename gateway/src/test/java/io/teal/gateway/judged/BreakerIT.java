package io.teal.gateway.judged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.PlainClient.Answer;
import io.teal.gateway.testing.TestGateway;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.SimulatedServer;
import io.teal.simulator.Timing;
import io.teal.simulator.fault.Fault;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An upstream that fails as a whole gets no request for a while; its fallback does, where it has one. */
class BreakerIT {
    private static final int MINIMUM = 4;

    private Fleet fleet;
    private SimulatedServer blue;
    private SimulatedServer green;

    @BeforeEach
    void start() {
        fleet = Fleet.start(
                Instance.named("blue-1").withTiming(Timing.instant()),
                Instance.named("green-1").withTiming(Timing.instant()));
        blue = fleet.server("blue-1");
        green = fleet.server("green-1");
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    private TestGateway gateway(String more) {
        return TestGateway.start("""
                services:
                  chat:
                    upstreams:
                      blue: {servers: ["%s"]}
                      green:
                        servers: [{address: "%s", max_fails: 0}]
                        breaker: {failure_rate: 50%%, slow_rate: 50%%, slow: 150ms, window: 10, minimum: %d, open: 1s,
                                  trials: 2%s}
                    traffic: {split: {blue: 0, green: 100}}
                routes:
                  - {name: all, match: {path: /}, service: chat, answers: chatchat, retry: {attempts: 0}}
                """.formatted(blue.address(), green.address(), MINIMUM, more));
    }

    private static Answer ask(PlainClient client) throws IOException {
        return client.ask("POST", "/chat/kb_chat", "{\"query\":\"q\",\"kb_name\":\"samples\",\"max_tokens\":3}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DOCS_ONLY", "SLOW_FIRST_TOKEN"})
    void opensTellsSoAndClosesAgain(Fault fault) throws IOException {
        green.faults().set(fault, 1, Map.of("ms", "200"));
        try (TestGateway gateway = gateway("");
                PlainClient client = new PlainClient(gateway.port())) {
            for (int i = 0; i < MINIMUM; i++) {
                assertThat(ask(client).status()).isEqualTo(200);
            }
            await().until(() -> gateway.leases() == 0);

            // When
            Answer refused = ask(client);

            // Then
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.field("Retry-After")).isEqualTo("1");
            assertThat(refused.field("X-Teal-Outcome")).isEqualTo("rejected");
            assertThat(refused.body()).contains("\"type\":\"circuit_open\"");
            assertThat(green.stats().requests()).isEqualTo(MINIMUM);

            // And when it is well again
            green.faults().clear();
            await().until(() -> ask(client).status() == 200);
            for (int i = 0; i < 10; i++) {
                await().until(() -> gateway.leases() == 0);
                assertThat(ask(client).status()).isEqualTo(200);
            }
            assertThat(gateway.gateway()
                            .upstreams()
                            .breakers()
                            .getFirst()
                            .state()
                            .toString())
                    .isEqualToIgnoringCase("closed");
        }
    }

    @Test
    void sendsRequestsToItsFallbackMeanwhile() throws IOException {
        green.faults().set(Fault.DOCS_ONLY);
        try (TestGateway gateway = gateway(", fallback: blue");
                PlainClient client = new PlainClient(gateway.port())) {
            for (int i = 0; i < MINIMUM; i++) {
                assertThat(ask(client).upstream()).isEqualTo("green");
            }
            await().until(() -> gateway.leases() == 0);

            Answer answer = ask(client);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.upstream()).isEqualTo("blue");
            assertThat(blue.stats().generationsFinished()).isEqualTo(1);
            await().until(() -> gateway.gateway().stats().of(Outcome.OK) == 1);
            assertThat(gateway.gateway().stats().requests())
                    .anyMatch(row -> row.upstream().equals("blue") && row.outcome() == Outcome.OK)
                    .anyMatch(row -> row.upstream().equals("green") && row.outcome() == Outcome.EMPTY);
        }
    }
}
