package io.teal.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.TestGateway;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardingIT {
    private static Fleet fleet;
    private static TestGateway gateway;
    private static final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        fleet = Fleet.start(Instance.named("blue-1").withTiming(Timing.instant()));
        gateway = TestGateway.start("""
                services:
                  chat:
                    upstreams: {blue: {servers: [%s]}}
                routes:
                  - {name: small, match: {path: /__fake/upload}, service: chat, limits: {body: 1MiB}}
                  - {name: all, match: {path: /}, service: chat}
                """.formatted(fleet.server("blue-1").address()));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        fleet.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void methodTargetAndBodyArrive(String method) throws Exception {
        // Given
        HttpRequest request = HttpRequest.newBuilder(gateway.uri("/__fake/echo/a%20b?x=%2F&y"))
                .method(method, method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("年假"))
                .build();

        // When
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());

        // Then
        JsonObject seen = new JsonObject(response.body());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(seen.getString("method")).isEqualTo(method);
        assertThat(seen.getString("target")).isEqualTo("/__fake/echo/a%20b?x=%2F&y");
    }

    @Test
    void aChatAnswerComesThrough() throws Exception {
        // Given
        HttpRequest request = HttpRequest.newBuilder(gateway.uri("/chat/kb_chat"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"query\":\"年假怎么申请？\",\"kb_name\":\"hr_faq\"}"))
                .build();

        // When
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());

        // Then
        assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream; charset=utf-8");
        assertThat(response.headers().firstValue("X-Accel-Buffering")).contains("no");
        assertThat(response.headers().firstValue("X-Teal-Upstream")).contains("blue");
        assertThat(response.headers().firstValue("X-Teal-Revision")).contains("1");
        assertThat(response.body()).startsWith("data: {\"id\"").endsWith("\r\n\r\n");
    }

    @Test
    void aConnectionServesManyRequests() throws IOException {
        try (RawClient raw = new RawClient(gateway.port())) {
            for (int i = 0; i < 3; i++) {
                // When
                raw.send("GET /__fake/small HTTP/1.1\r\nHost: h\r\n\r\n");

                // Then
                String head = raw.head();
                assertThat(RawClient.status(head)).isEqualTo(200);
                assertThat(raw.body(Integer.parseInt(RawClient.field(head, "content-length"))))
                        .isNotEmpty();
            }
        }
    }

    @Test
    void aHeadAnswerHasNoBodyAndKeepsTheConnection() throws IOException {
        try (RawClient raw = new RawClient(gateway.port())) {
            // When
            raw.send("HEAD /__fake/bytes?n=5 HTTP/1.1\r\nHost: h\r\n\r\n");
            String first = raw.head();
            raw.send("GET /__fake/bytes?n=5 HTTP/1.1\r\nHost: h\r\n\r\n");
            String second = raw.head();

            // Then
            assertThat(RawClient.status(first)).isEqualTo(200);
            assertThat(RawClient.field(first, "content-length")).isEqualTo("5");
            assertThat(RawClient.status(second)).isEqualTo(200);
            assertThat(raw.body(5)).hasSize(5);
        }
    }

    @Test
    void aBodyOverTheLimitIsRefusedBeforeItIsSent() throws IOException {
        // Given
        fleet.server("blue-1").resetStats();
        try (RawClient raw = new RawClient(gateway.port())) {
            // When
            raw.send(
                    "POST /__fake/upload HTTP/1.1\r\nHost: h\r\nContent-Length: 2000000\r\nExpect: 100-continue\r\n\r\n");

            // Then
            assertThat(RawClient.status(raw.head())).isEqualTo(413);
            assertThat(fleet.server("blue-1").stats().requests()).isZero();
        }
    }

    @Test
    void aChunkedBodyOverTheLimitIsRefused() throws IOException {
        try (RawClient raw = new RawClient(gateway.port())) {
            // When
            raw.send("POST /__fake/upload HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "8000\r\n" + "x".repeat(0x8000) + "\r\n";
            for (int i = 0; i < 40; i++) {
                raw.send(chunk);
            }

            // Then
            assertThat(RawClient.status(raw.head())).isEqualTo(413);
        }
    }

    @Test
    void continueIsSaidOnceTheBodyIsWelcome() throws IOException {
        try (RawClient raw = new RawClient(gateway.port())) {
            // When
            raw.send("POST /__fake/upload HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");

            // Then
            assertThat(RawClient.status(raw.head())).isEqualTo(100);
            raw.send("hello");
            assertThat(RawClient.status(raw.head())).isEqualTo(200);
        }
    }

    @Test
    void earlyHintsComeFirst() throws IOException {
        try (RawClient raw = new RawClient(gateway.port())) {
            // When
            raw.send("GET /__fake/early-hints HTTP/1.1\r\nHost: h\r\n\r\n");

            // Then
            assertThat(RawClient.status(raw.head())).isEqualTo(103);
            assertThat(RawClient.status(raw.head())).isEqualTo(200);
        }
    }

    @Test
    void trailersAreKept() throws IOException {
        try (RawClient raw = new RawClient(gateway.port())) {
            // When
            raw.send("GET /__fake/trailers HTTP/1.1\r\nHost: h\r\nTE: trailers\r\nConnection: TE, close\r\n\r\n");

            // Then
            assertThat(RawClient.status(raw.head())).isEqualTo(200);
            assertThat(raw.rest().toLowerCase(java.util.Locale.ROOT))
                    .containsPattern("\r\n0\r\n([a-z-]+: .+\r\n)+\r\n$");
        }
    }

    @Test
    void anHttp10ClientGetsABodyThatEndsWithTheConnection() throws IOException {
        try (RawClient raw = new RawClient(gateway.port())) {
            // When
            raw.send("GET /__fake/bytes?n=100000&chunked=1 HTTP/1.0\r\nHost: h\r\n\r\n");

            // Then
            String head = raw.head();
            assertThat(RawClient.status(head)).isEqualTo(200);
            assertThat(RawClient.field(head, "transfer-encoding")).isEmpty();
            assertThat(raw.rest()).hasSize(100_000);
        }
    }

    @Test
    void anAbsoluteTargetIsSentInOriginForm() throws IOException {
        try (RawClient raw = new RawClient(gateway.port())) {
            // When
            raw.send("GET http://h/__fake/echo?a=1 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

            // Then
            assertThat(RawClient.status(raw.head())).isEqualTo(200);
            assertThat(new JsonObject(raw.rest()).getString("target")).isEqualTo("/__fake/echo?a=1");
        }
    }
}
