package io.teal.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.testing.Arriving;
import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.PlainClient.Answer;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.TestGateway;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardingIT {
    private static Fleet fleet;
    private static TestGateway gateway;

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
    void methodTargetAndBodyArrive(String method) throws IOException {
        // Given
        String body = method.equals("GET") ? "" : "年假";
        try (PlainClient client = new PlainClient(gateway.port())) {
            // When
            Answer answer = client.ask(method, "/__fake/echo/a%20b?x=%2F&y", body);

            // Then
            JsonObject seen = new JsonObject(answer.body());
            assertThat(answer.status()).isEqualTo(200);
            assertThat(seen.getString("method")).isEqualTo(method);
            assertThat(seen.getString("target")).isEqualTo("/__fake/echo/a%20b?x=%2F&y");
            assertThat(seen.getString("body_sha256")).isEqualTo(StreamingIT.sha256(body));
        }
    }

    @Test
    void aChatAnswerComesThrough() throws IOException {
        try (PlainClient client = new PlainClient(gateway.port())) {
            // When
            Answer answer = client.ask(
                    "POST",
                    "/chat/kb_chat",
                    "{\"query\":\"年假怎么申请？\",\"kb_name\":\"hr_faq\"}",
                    "Content-Type: application/json");

            // Then
            assertThat(answer.field("Content-Type")).isEqualTo("text/event-stream; charset=utf-8");
            assertThat(answer.field("X-Accel-Buffering")).isEqualTo("no");
            assertThat(answer.field("X-Teal-Upstream")).isEqualTo("blue");
            assertThat(answer.field("X-Teal-Revision")).isEqualTo("1");
            assertThat(answer.body()).startsWith("data: {\"id\"").endsWith("\r\n\r\n");
        }
    }

    @Test
    void aConnectionServesManyRequests() throws IOException {
        try (PlainClient client = new PlainClient(gateway.port())) {
            for (int i = 0; i < 3; i++) {
                Answer answer = client.get("/__fake/small");

                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).isNotEmpty();
            }
        }
    }

    @Test
    void aHeadAnswerHasNoBodyAndKeepsTheConnection() throws IOException {
        try (PlainClient client = new PlainClient(gateway.port())) {
            // When
            Answer first = client.ask("HEAD", "/__fake/bytes?n=5", "");
            Answer second = client.get("/__fake/bytes?n=5");

            // Then
            assertThat(first.status()).isEqualTo(200);
            assertThat(first.field("content-length")).isEqualTo("5");
            assertThat(first.body()).isEmpty();
            assertThat(second.status()).isEqualTo(200);
            assertThat(second.body()).hasSize(5);
        }
    }

    @Test
    @Tag("h1")
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
    void aBodyOfUnknownLengthOverTheLimitIsRefused() throws IOException {
        try (PlainClient client = new PlainClient(gateway.port())) {
            String body = "x".repeat(40 * 0x8000);

            assertThat(client.ask("POST", "/__fake/upload", body, "Transfer-Encoding: chunked")
                            .status())
                    .isEqualTo(413);
        }
    }

    @Test
    @Tag("h1")
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
        try (PlainClient client = new PlainClient(gateway.port())) {
            Arriving answer = client.open("GET", "/__fake/early-hints", new byte[0]);

            assertThat(answer.interim()).containsExactly(103);
            assertThat(answer.status()).isEqualTo(200);
        }
    }

    @Test
    void trailersAreKept() throws IOException {
        try (PlainClient client = new PlainClient(gateway.port())) {
            Arriving answer =
                    client.open("GET", "/__fake/trailers", new byte[0], "TE: trailers", "Connection: TE, close");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.rest()).isNotEmpty();
            assertThat(answer.trailers().toLowerCase(Locale.ROOT)).matches("([a-z-]+: .+\r\n)+");
        }
    }

    @Test
    @Tag("h1")
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
    @Tag("h1")
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
