package io.teal.gateway.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.RecordingBackend;
import io.teal.gateway.testing.TestGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway saw the protocol that the run of the suite is for; each run leaves the other's test out by its tag. */
class ClientProtocolIT {
    @TempDir
    Path directory;

    private String logged() throws IOException {
        Path file = directory.resolve("access.log");
        try (RecordingBackend server = RecordingBackend.start();
                TestGateway gateway = TestGateway.start(
                        """
                        services: {chat: {upstreams: {blue: {servers: [{address: "%s"}]}}}}
                        routes:
                          - {name: all, match: {path: /}, service: chat}
                        """.formatted(server.address()), "access_log: {path: " + file + ", format: combined}");
                PlainClient client = new PlainClient(gateway.port())) {
            assertThat(client.get("/chat").status()).isEqualTo(200);
            await().until(() -> gateway.gateway().accessLog().written() == 1);
        }
        return Files.readString(file);
    }

    @Test
    @Tag("h1")
    void clientsOfTheFirstRunSpeakHttp1() throws IOException {
        assertThat(logged()).contains("\"GET /chat HTTP/1.1\"");
    }

    @Test
    @Tag("h2")
    void clientsOfTheSecondRunSpeakHttp2() throws IOException {
        assertThat(logged()).contains("\"GET /chat HTTP/2");
    }
}
