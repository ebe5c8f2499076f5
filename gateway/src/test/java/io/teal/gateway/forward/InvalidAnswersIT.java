package io.teal.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.TestGateway;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are not HTTP, or HTTP at its edges: of the former nothing passes. */
class InvalidAnswersIT {
    private static Fleet fleet;
    private static TestGateway raw;

    @BeforeAll
    static void start() {
        fleet = Fleet.start(Instance.named("blue-1").withTiming(Timing.instant()));
        raw = TestGateway.start(BrokenAnswersIT.routing(fleet.server("blue-1").address()));
    }

    @AfterAll
    static void stop() {
        raw.close();
        fleet.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage-status",
                "garbage",
                "bad-version",
                "status-zero",
                "status-long",
                "status-text",
                "both-lengths",
                "two-lengths",
                "negative-length",
                "word-length",
                "unknown-coding",
                "bare-lf",
                "bad-chunk-size",
                "huge-chunk-size",
                "huge-header",
                "many-headers",
                "header-injection",
                "header-nul",
                "header-fold",
                "header-space",
                "header-no-colon",
                "header-empty-name",
                "switching-unasked",
                "interim-flood"
            })
    void whatIsNotHttpIs502(String name) throws IOException {
        try (RawClient client = new RawClient(raw.port())) {
            // When
            client.send("GET /__fake/raw?case=" + name + " HTTP/1.1\r\nHost: h\r\n\r\n");

            // Then
            String head = client.head();
            assertThat(RawClient.status(head)).isEqualTo(502);
            BrokenAnswersIT.assertRefused(client, head, "invalid_response");
            client.send("GET /__fake/bytes?n=5 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            assertThat(RawClient.status(client.head())).isEqualTo(200);
            assertThat(client.rest()).hasSize(5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"empty", "close-in-head"})
    void anEndBeforeTheHeadIsAResetConnection(String name) throws IOException {
        try (RawClient client = new RawClient(raw.port())) {
            // When
            client.send("GET /__fake/raw?case=" + name + " HTTP/1.1\r\nHost: h\r\nX-Request-ID: one\r\n\r\n");

            // Then
            String head = client.head();
            assertThat(RawClient.status(head)).isEqualTo(502);
            assertThat(RawClient.field(head, "x-request-id")).isEqualTo("one");
            BrokenAnswersIT.assertRefused(client, head, "reset");
        }
    }

    @ParameterizedTest
    @CsvSource({"until-close, until the end", "forbidden-trailer, ok"})
    void whatIsUnusualButValidPasses(String name, String body) throws IOException {
        try (RawClient client = new RawClient(raw.port())) {
            // When
            client.send("GET /__fake/raw?case=" + name + " HTTP/1.1\r\nHost: h\r\n\r\n");

            // Then
            assertThat(RawClient.status(client.head())).isEqualTo(200);
            assertThat(client.chunk()).isEqualTo(body);
            assertThat(client.chunk()).isEmpty();
            assertThat(client.body(2)).isEqualTo("\r\n");
        }
    }

    @Test
    void whatFollowsAnAnswerIsNeverAnotherAnswer() throws IOException {
        try (RawClient client = new RawClient(raw.port())) {
            // When
            client.send("GET /__fake/raw?case=long-body&hold=1 HTTP/1.1\r\nHost: h\r\n\r\n");
            String first = client.head();
            String firstBody = client.body(2);
            client.send("GET /__fake/bytes?n=5 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

            // Then
            assertThat(RawClient.status(first)).isEqualTo(200);
            assertThat(firstBody).isEqualTo("ok");
            assertThat(RawClient.field(client.head(), "content-length")).isEqualTo("5");
            assertThat(client.rest()).hasSize(5).doesNotContain("smuggled");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/__fake/raw?case=no-content-with-body", "/__fake/status/204", "/__fake/status/304"})
    void answersWithoutBodyHaveNone(String target) throws IOException {
        try (RawClient client = new RawClient(raw.port())) {
            // When
            client.send("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
            String head = client.head();
            client.send("GET /__fake/bytes?n=5 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

            // Then
            assertThat(RawClient.status(head)).isIn(204, 304);
            assertThat(RawClient.field(head, "transfer-encoding")).isEmpty();
            assertThat(RawClient.status(client.head())).isEqualTo(200);
            assertThat(client.rest()).hasSize(5);
        }
    }

    @ParameterizedTest
    @CsvSource({"chunk-without-crlf, 200", "missing-last-chunk, 200", "short-body, 200"})
    void aBodyThatBreaksItsFramingIsBrokenOff(String name, int status) throws IOException {
        try (RawClient client = new RawClient(raw.port())) {
            client.send("GET /__fake/raw?case=" + name + " HTTP/1.1\r\nHost: h\r\n\r\n");

            assertThat(RawClient.status(client.head())).isEqualTo(status);
            assertThat(client.rest()).doesNotContain("\r\n0\r\n", "XX").hasSizeLessThan(100);
        }
    }
}
