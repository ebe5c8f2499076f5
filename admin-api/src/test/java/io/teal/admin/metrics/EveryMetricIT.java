package io.teal.admin.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All that a gateway can tell Prometheus, after real requests to which everything happened that is counted. */
class EveryMetricIT {
    @TempDir
    static Path directory;

    private static BusyGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = new BusyGateway(directory);
        gateway.run();
        await().untilAsserted(() ->
                assertThat(gateway.scrape().rows().keySet()).anyMatch(row -> row.contains("phase=\"streaming\"")));
        Files.writeString(
                Path.of("target/metrics.txt"), gateway.rig().get("/metrics").text());
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @Test
    void dump() {
        assertThat(gateway).isNotNull();
    }
}
