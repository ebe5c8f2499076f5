package io.teal.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.ScriptedServer;
import io.teal.gateway.testing.TestGateway;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are not HTTP, or HTTP at its edges: of the former nothing passes. */
class InvalidAnswersIT {
    private static final String FIVE = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nfirst";

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
                "chunk-without-crlf",
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
    @CsvSource({"missing-last-chunk, 200", "short-body, 200"})
    void aBodyThatBreaksItsFramingIsBrokenOff(String name, int status) throws IOException {
        try (RawClient client = new RawClient(raw.port())) {
            client.send("GET /__fake/raw?case=" + name + " HTTP/1.1\r\nHost: h\r\n\r\n");

            assertThat(RawClient.status(client.head())).isEqualTo(status);
            assertThat(client.rest()).doesNotContain("\r\n0\r\n", "XX").hasSizeLessThan(100);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "HTTP/1.1 200 OK\r\nx-a: ", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"})
    void aConnectionWithMoreThanTheAnswerIsNotUsedAgain(String surplus) throws IOException {
        try (ScriptedServer server = new ScriptedServer((peer, n) -> {
                    String unused = peer.head();
                    peer.send(FIVE + surplus);
                    String unusedNext = peer.head();
                    peer.send("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecond");
                    String unusedRest = peer.rest();
                });
                TestGateway gateway = TestGateway.start(BrokenAnswersIT.routing(server.address()));
                RawClient client = new RawClient(gateway.port())) {
            // When
            client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(RawClient.status(client.head())).isEqualTo(200);
            assertThat(client.body(5)).isEqualTo("first");
            await().until(() -> gateway.leases() == 0);
            client.send("GET /b HTTP/1.1\r\nHost: h\r\n\r\n");

            // Then
            String head = client.head();
            assertThat(RawClient.field(head, "x-a")).isEmpty();
            assertThat(client.body(Integer.parseInt(RawClient.field(head, "content-length"))))
                    .isEqualTo(surplus.isEmpty() ? "second" : "first");
            assertThat(server.connections()).isEqualTo(surplus.isEmpty() ? 1 : 2);
        }
    }

    @Test
    void bytesNobodyAskedForCloseTheConnection() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer((peer, n) -> {
                    String unused = peer.head();
                    peer.send(FIVE);
                    if (n == 0 && awaited(taken)) {
                        peer.send("HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\n\r\n");
                    }
                    try {
                        String unusedRest = peer.rest();
                    } finally {
                        closed.countDown();
                    }
                });
                TestGateway gateway = TestGateway.start(BrokenAnswersIT.routing(server.address()));
                RawClient client = new RawClient(gateway.port())) {
            client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(RawClient.status(client.head())).isEqualTo(200);
            assertThat(client.body(5)).isEqualTo("first");
            await().until(() -> gateway.leases() == 0);

            // When
            taken.countDown();

            // Then
            assertThat(awaited(closed)).isTrue();
            client.send("GET /b HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(RawClient.status(client.head())).isEqualTo(200);
            assertThat(client.body(5)).isEqualTo("first");
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(8, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void anAnswerToHeadHasNoBodyEvenAfterAnInterimOne() throws IOException {
        String hints = "HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n";
        try (ScriptedServer server = new ScriptedServer((peer, n) -> {
                    while (peer.head().startsWith("HEAD ")) {
                        peer.send(hints + "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n");
                    }
                    peer.send(FIVE);
                    String unused = peer.rest();
                });
                TestGateway gateway = TestGateway.start(BrokenAnswersIT.routing(server.address()));
                RawClient client = new RawClient(gateway.port())) {
            // When
            client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n");
            String interim = client.head();
            String head = client.head();
            await().until(() -> gateway.leases() == 0);
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");

            // Then
            assertThat(RawClient.status(interim)).isEqualTo(103);
            assertThat(RawClient.status(head)).isEqualTo(200);
            assertThat(RawClient.field(head, "content-length")).isEqualTo("5");
            assertThat(RawClient.status(client.head())).isEqualTo(200);
            assertThat(client.body(5)).isEqualTo("first");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void chunkExtensionsAreValid() throws IOException {
        try (ScriptedServer server = new ScriptedServer((peer, n) -> {
                    String unused = peer.head();
                    peer.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
                            .send("2;name=value\r\nab\r\n1;a=\"b\"\r\nc\r\n0;last\r\n\r\n");
                    String unusedRest = peer.rest();
                });
                TestGateway gateway = TestGateway.start(BrokenAnswersIT.routing(server.address()));
                RawClient client = new RawClient(gateway.port())) {
            // When
            client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

            // Then
            assertThat(RawClient.status(client.head())).isEqualTo(200);
            assertThat(client.rest().replaceAll("\r\n|[0-9]", "")).isEqualTo("abc");
        }
    }
}
