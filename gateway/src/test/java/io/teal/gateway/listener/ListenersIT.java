package io.teal.gateway.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The guard in front of a real server on plaintext HTTP/1.1. */
class ListenersIT {
    private final TestServer server = new TestServer(ListenerLimits.DEFAULT, null, TestServer::echo);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void servesRequestsOnOneConnection() throws IOException {
        try (RawClient client = RawClient.to(server.port())) {
            client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readUntil("GET /a []")).startsWith("HTTP/1.1 200 OK\r\n");
            client.send("POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("POST /b [hi]");
        }
    }

    @Test
    void refusesTheFirstRequest() throws IOException {
        try (RawClient client = RawClient.to(server.port())) {
            client.send(
                    "GET /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
            assertThat(client.readToEnd())
                    .startsWith("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n")
                    .endsWith("both Content-Length and Transfer-Encoding\n");
        }
        assertThat(server.seen()).isEmpty();
    }

    @Test
    void allEventLoopsShareOnePort() {
        assertThat(server.servers()).hasSize(2);
        assertThat(server.servers()).extracting(s -> s.actualPort()).containsOnly(server.port());
        assertThat(server.port()).isPositive();
    }
}
