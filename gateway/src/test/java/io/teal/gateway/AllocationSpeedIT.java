package io.teal.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.testing.Allocations;
import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.Questions;
import io.teal.gateway.testing.TestGateway;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much heap a request takes, so that it does not grow unseen: what is allocated has to be collected, and that is time. The
 * ceilings are about a fifth above what was measured when they were set.
 */
class AllocationSpeedIT {
    private static final Logger log = LoggerFactory.getLogger(AllocationSpeedIT.class);
    private static final int ROUNDS = 6;
    private static final int STEPS = 5_000;
    private static final int EVENTS = 20_000;

    private static Fleet fleet;
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        fleet = Fleet.start(Instance.named("blue-1").withTiming(Timing.instant()));
        gateway = TestGateway.start("""
                services: {chat: {upstreams: {blue: {servers: ["%s"]}}}}
                routes:
                  - {name: kept, match: {path: /chat/}, service: chat, answers: chatchat, cache: {}}
                  - {name: read, match: {path: /__fake/sse}, service: chat, answers: openai}
                  - {name: all, match: {path: /}, service: chat}
                """.formatted(fleet.server("blue-1").address()));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        fleet.close();
    }

    @Test
    void aRequestThatIsPassedOn() throws Exception {
        try (PlainClient client = new PlainClient(gateway.port())) {
            assertAtMost(13_000, "a request", STEPS, () -> {
                assertThat(client.get("/__fake/small").status()).isEqualTo(200);
            });
        }
    }

    @Test
    void aRequestWithABodyThatIsPassedOn() throws Exception {
        try (PlainClient client = new PlainClient(gateway.port())) {
            assertAtMost(14_500, "a request with a body", STEPS, () -> {
                assertThat(client.ask("POST", "/__fake/small", "{\"n\": 1}").status())
                        .isEqualTo(200);
            });
        }
    }

    @Test
    void anAnswerFromTheCache() throws Exception {
        try (PlainClient client = new PlainClient(gateway.port())) {
            assertThat(client.ask("POST", "/chat/kb_chat", Questions.body(true)).status())
                    .isEqualTo(200);
            assertAtMost(15_000, "an answer from the cache", STEPS, () -> {
                assertThat(client.ask("POST", "/chat/kb_chat", Questions.body(true))
                                .field("X-Teal-Cache"))
                        .isEqualTo("hit");
            });
        }
    }

    @Test
    void anEventThatIsRead() throws Exception {
        try (PlainClient client = new PlainClient(gateway.port())) {
            long bytes = least(1, () -> {
                assertThat(client.get("/__fake/sse?interval_ms=0&events=" + EVENTS)
                                .body())
                        .hasSizeGreaterThan(EVENTS);
            });
            assertBelow(1_000, "an event", bytes / EVENTS);
        }
    }

    private static void assertAtMost(long ceiling, String what, int steps, Allocations.Step step) throws Exception {
        assertBelow(ceiling, what, least(steps, step));
    }

    private static void assertBelow(long ceiling, String what, long bytes) {
        log.info("{} bytes allocated for {}", bytes, what);
        assertThat(bytes).as("bytes allocated for %s", what).isPositive().isLessThan(ceiling);
    }

    /** The compiler gets better at it with each round. */
    private static long least(int steps, Allocations.Step step) throws Exception {
        Allocations allocations = Allocations.of(gateway);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            least = Math.min(least, allocations.perStep(steps, step));
        }
        return least;
    }
}
