package io.teal.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Delays are as long as asked for, to a few milliseconds, on an instance that takes no time otherwise. */
class PrecisionIT {
    private static final String QUESTION = "{\"query\":\"年假怎么申请？\",\"kb_name\":\"hr_faq\",\"max_tokens\":10}";
    private static final Duration PING = Duration.ofMillis(50);
    private static final int TRIES = 200;

    private final Fleet fleet =
            Fleet.start(Instance.named("blue-1").withTiming(Timing.instant().withPing(PING)));
    private final SimulatedServer server = fleet.server("blue-1");

    @AfterEach
    void stop() {
        fleet.close();
    }

    private Duration once(String fault) throws Exception {
        try (RawClient client = new RawClient(server)) {
            long start = System.nanoTime();
            client.post("/chat/kb_chat", QUESTION, "X-Fake-Fault: " + fault);
            assertThat(client.read().status()).isEqualTo(200);
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }

    private static String chunk(RawClient client) throws Exception {
        byte[] chunk = client.exactly(Integer.parseInt(client.line(), 16));
        client.line();
        return new String(chunk, java.nio.charset.StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "slow-first-token; ms=7, 7",
        "latency; ms=3, 3",
        "slow-first-token; ms=40, 40",
        "'latency; ms=12, slow-first-token; ms=15', 27",
        "'slow-drip; ms=4, tokens-then-end; after=10', 40"
    })
    void delaysAreExact(String fault, int millis) throws Exception {
        Duration longest = Duration.ofMillis(millis + 15);
        Duration last = once(fault);
        // Other programs may make a try longer, nothing may make one shorter.
        for (int i = 1; i < TRIES && last.compareTo(longest) > 0; i++) {
            assertThat(last).isGreaterThanOrEqualTo(Duration.ofMillis(millis));
            last = once(fault);
        }

        assertThat(last).isBetween(Duration.ofMillis(millis), longest);
    }

    @Test
    void pingsComeEveryFiftyMilliseconds() throws Exception {
        Duration longest = Duration.ofMillis(280);
        Duration last = fivePings();
        for (int i = 1; i < TRIES && last.compareTo(longest) > 0; i++) {
            last = fivePings();
        }

        assertThat(last).isBetween(Duration.ofMillis(250), longest);
    }

    private Duration fivePings() throws Exception {
        try (RawClient client = new RawClient(server)) {
            long start = System.nanoTime();
            client.post("/chat/kb_chat", QUESTION, "X-Fake-Fault: pings-only");
            client.head();
            for (int n = 0; n < 5; n++) {
                assertThat(chunk(client)).startsWith(": ping - ");
            }
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }

    @Test
    void pingsStopOnAllConnectionsWhileTheLoopIsBlocked() throws Exception {
        try (RawClient pinging = new RawClient(server);
                RawClient blocking = new RawClient(server)) {
            pinging.post("/chat/kb_chat", QUESTION, "X-Fake-Fault: pings-only");
            pinging.head();
            assertThat(chunk(pinging)).startsWith(": ping - ");

            blocking.post("/chat/kb_chat", QUESTION, "X-Fake-Fault: blocked-loop; ms=400");
            assertThat(blocking.head()).startsWith("HTTP/1.1 200 OK\r\n");
            // The first may have been on its way.
            long longest = 0;
            for (int n = 0; n < 3; n++) {
                long start = System.nanoTime();
                assertThat(chunk(pinging)).startsWith(": ping - ");
                longest = Math.max(longest, System.nanoTime() - start);
            }

            assertThat(Duration.ofNanos(longest)).isGreaterThan(Duration.ofMillis(250));
        }
    }
}
