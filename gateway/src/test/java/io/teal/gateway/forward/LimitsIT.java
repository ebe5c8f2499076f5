package io.teal.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.Http2Client;
import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.PlainClient.Answer;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.TestGateway;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.SimulatedServer;
import io.teal.simulator.Timing;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a body may be, and what is said to a client that asks before it sends. */
class LimitsIT {
    private static final int LIMIT = 256 << 10;
    private static final Duration LONG = Duration.ofSeconds(10);

    private Fleet fleet;
    private SimulatedServer server;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        fleet = Fleet.start(Instance.named("blue-1").withTiming(Timing.instant()));
        server = fleet.server("blue-1");
        gateway = TestGateway.start("""
                services: {chat: {upstreams: {blue: {servers: [{address: "%s", max_fails: 0}]}}}}
                routes: [{name: all, match: {path: /}, service: chat, limits: {body: 256KiB}}]
                """.formatted(server.address()));
    }

    @AfterEach
    void stop() {
        gateway.close();
        fleet.close();
    }

    private static String declared(long length, String more) {
        return "POST /__fake/upload HTTP/1.1\r\nHost: h\r\nContent-Length: " + length + "\r\n" + more + "\r\n";
    }

    private static String chunked(String more) {
        return "POST /__fake/upload HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n" + more + "\r\n";
    }

    private static Answer ask(PlainClient client, int length, boolean inChunks) throws IOException {
        String[] fields = inChunks ? new String[] {"Transfer-Encoding: chunked"} : new String[0];
        return client.ask("POST", "/__fake/upload", "x".repeat(length), fields);
    }

    private static void assertTooLarge(Answer answer) {
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.field("connection")).isEqualTo(PlainClient.HTTP_2 ? "" : "close");
        assertThat(answer.body()).contains("\"type\":\"body_too_large\"", "request_id");
    }

    private static void assertTooLarge(RawClient client) throws IOException {
        String head = client.head();
        assertTooLarge(new Answer(
                RawClient.status(head), head, client.body(Integer.parseInt(RawClient.field(head, "content-length")))));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBodyOfExactlyTheLimitPasses(boolean inChunks) throws IOException {
        try (PlainClient client = new PlainClient(gateway.port())) {
            assertThat(ask(client, LIMIT, inChunks).status()).isEqualTo(200);
        }
    }

    @Test
    void aByteMoreIsRefusedBeforeAServerIsAsked() throws IOException {
        try (PlainClient client = new PlainClient(gateway.port())) {
            assertTooLarge(ask(client, LIMIT + 1, false));
            assertThat(server.stats().requests()).isZero();
            assertThat(gateway.leases()).isZero();
        }
    }

    @Test
    @Tag("h1")
    void aByteMoreIsRefusedBeforeAnyOfItIsSent() throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(declared(LIMIT + 1, ""));

            assertTooLarge(client);
            assertThat(server.stats().requests()).isZero();
            assertThat(gateway.leases()).isZero();
        }
    }

    @Test
    void aBodyOfUnknownLengthIsRefusedWhereItPassesTheLimit() throws IOException {
        try (PlainClient client = new PlainClient(gateway.port())) {
            assertTooLarge(ask(client, LIMIT + 1, true));
            await().atMost(LONG).until(() -> gateway.leases() == 0);
            await().atMost(LONG).until(() -> server.stats().connectionsOpen() == 0);
            assertThat(gateway.server(server.address()).failures()).isZero();
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    @Tag("h1")
    void aChunkIsRefusedWhereItPassesTheLimit() throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(chunked("")).send("40001\r\n" + "x".repeat(LIMIT + 1) + "\r\n");

            assertTooLarge(client);
        }
    }

    /** All of it is sent before the answer is looked at. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClientThatStillSendsCanReadTheRefusal(boolean inChunks) throws IOException {
        try (PlainClient client = new PlainClient(gateway.port())) {
            assertTooLarge(ask(client, 8 << 20, inChunks));
        }
    }

    @ParameterizedTest
    @Tag("h2")
    @CsvSource({"true, 300000", "false, 300000"})
    void http2IsToldSoAndItsConnectionGoesOn(boolean declared, int length) {
        try (Http2Client client = new Http2Client(gateway.port())) {
            HttpClientRequest request = client.request(HttpMethod.POST, "/__fake/upload");
            HttpClientRequest unused = request.exceptionHandler(reset -> {});
            if (declared) {
                unused = request.putHeader("content-length", Integer.toString(length));
            } else {
                unused = request.setChunked(true);
            }
            var unusedEnd = request.end("x".repeat(length));

            HttpClientResponse response = Http2Client.await(request.response());
            assertThat(response.statusCode()).isEqualTo(413);
            for (int i = 0; i < 8; i++) {
                HttpClientRequest next = client.request(HttpMethod.POST, "/__fake/upload");
                HttpClientResponse answer = Http2Client.await(next.send("x".repeat(LIMIT)));
                assertThat(answer.statusCode()).isEqualTo(200);
            }
            await().atMost(LONG).until(() -> gateway.leases() == 0);
        }
    }

    @Test
    @Tag("h2")
    void theWindowOfAnHttp2ConnectionOutlivesManyRefusals() {
        try (Http2Client client = new Http2Client(gateway.port())) {
            for (int i = 0; i < 30; i++) {
                HttpClientRequest request = client.request(HttpMethod.POST, "/__fake/upload");
                HttpClientRequest unused = request.exceptionHandler(reset -> {}).setChunked(true);
                var unusedEnd = request.end("x".repeat(LIMIT + 60_000));
                assertThat(Http2Client.await(request.response()).statusCode()).isEqualTo(413);
            }
            HttpClientRequest last = client.request(HttpMethod.POST, "/__fake/upload");
            assertThat(Http2Client.await(last.send("hello")).statusCode()).isEqualTo(200);
        }
    }

    @Test
    @Tag("h1")
    void continueIsSaidOnceForLengthAndChunks() throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(declared(100_000, "Expect: 100-continue\r\n"));
            assertThat(RawClient.status(client.head())).isEqualTo(100);
            client.send(new byte[100_000]);
            String head = client.head();
            assertThat(RawClient.status(head)).isEqualTo(200);
            assertThat(client.body(Integer.parseInt(RawClient.field(head, "content-length"))))
                    .contains("100000");

            client.send(chunked("Expect: 100-continue\r\n"));
            assertThat(RawClient.status(client.head())).isEqualTo(100);
            client.send("5\r\nhello\r\n0\r\n\r\n");
            assertThat(RawClient.status(client.head())).isEqualTo(200);
        }
    }

    @Test
    @Tag("h1")
    void aClientThatDoesNotWaitForContinueIsServedToo() throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(declared(5, "Expect: 100-continue\r\n") + "hello");

            String head = client.head();
            assertThat(RawClient.status(RawClient.status(head) == 100 ? client.head() : head))
                    .isEqualTo(200);
        }
    }

    @Test
    @Tag("h1")
    void whoAsksWithTooMuchIsRefusedWithoutContinue() throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(declared(LIMIT + 1, "Expect: 100-continue\r\n"));

            assertTooLarge(client);
        }
    }

    @Test
    @Tag("h1")
    void theExpectationIsNotPassedOn() throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send("POST /__fake/echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\nhi");

            String head = client.head();
            head = RawClient.status(head) == 100 ? client.head() : head;
            assertThat(client.body(Integer.parseInt(RawClient.field(head, "content-length"))))
                    .doesNotContainIgnoringCase("\"expect\"");
        }
    }
}
