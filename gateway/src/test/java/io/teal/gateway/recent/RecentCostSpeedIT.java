package io.teal.gateway.recent;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.testing.Allocations;
import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.RecordingBackend;
import io.teal.gateway.testing.TestGateway;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What it costs to keep the last requests. */
class RecentCostSpeedIT {
    private static final Logger log = LoggerFactory.getLogger(RecentCostSpeedIT.class);
    private static final int REQUESTS = 5_000;
    private static final int ROUNDS = 4;
    private static final long MOST_BYTES = 600;

    @Test
    void a_request_takes_little_more_memory_than_one_that_is_not_kept() throws Exception {
        long without = Long.MAX_VALUE;
        long with = Long.MAX_VALUE;
        try (RecordingBackend server = RecordingBackend.start();
                TestGateway forgetful = gateway(server, 0);
                TestGateway keeping = gateway(server, 1_000)) {
            // The compiler gets better at it meanwhile: both are measured in turns.
            for (int round = 0; round < ROUNDS; round++) {
                without = Math.min(without, perRequest(forgetful));
                with = Math.min(with, perRequest(keeping));
                server.forget();
                log.info("bytes allocated for a request: {} without, {} with", without, with);
            }
        }

        assertThat(without).isPositive();
        assertThat(with - without)
                .as("%d bytes allocated for a request without, %d with", without, with)
                .isLessThan(MOST_BYTES);
    }

    private static TestGateway gateway(RecordingBackend server, int kept) {
        return TestGateway.start("""
                services: {chat: {upstreams: {blue: {servers: [{address: "%s"}]}}}}
                routes: [{name: all, match: {path: /}, service: chat}]
                """.formatted(server.address()), "recent_requests: " + kept);
    }

    /** Bytes that the event loops allocate for one request. */
    private static long perRequest(TestGateway gateway) throws Exception {
        try (PlainClient client = new PlainClient(gateway.port())) {
            return Allocations.of(gateway)
                    .perStep(REQUESTS, () -> assertThat(client.get("/chat").status())
                            .isEqualTo(200));
        }
    }
}
