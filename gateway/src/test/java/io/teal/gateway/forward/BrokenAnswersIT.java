package io.teal.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.Http2Client;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.ScriptedServer;
import io.teal.gateway.testing.TestGateway;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that end too early or come too late: what passed of them is visibly not whole. */
class BrokenAnswersIT {
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    private static final String EVENTS =
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
    }

    static String routing(String address) {
        return """
                services:
                  chat:
                    upstreams: {blue: {servers: [{address: "%s", max_fails: 0}]}}
                routes:
                  - name: short
                    match: {path: /short}
                    service: chat
                    timeouts: {connect: 300ms, first_byte: 300ms, idle: 300ms, total: 20s}
                    retry: {attempts: 0}
                  - name: total
                    match: {path: /total}
                    service: chat
                    timeouts: {first_byte: 20s, idle: 20s, total: 300ms}
                    retry: {attempts: 0}
                  - {name: all, match: {path: /}, service: chat, retry: {attempts: 0}}
                """.formatted(address);
    }

    /** A client of a gateway in front of a server that plays the script. */
    private RawClient before(ScriptedServer.Script script) {
        return clientOf(gatewayBefore(script));
    }

    private TestGateway gatewayBefore(ScriptedServer.Script script) {
        ScriptedServer server = new ScriptedServer(script);
        opened.add(server);
        TestGateway gateway = TestGateway.start(routing(server.address()));
        opened.add(gateway);
        return gateway;
    }

    private RawClient clientOf(TestGateway gateway) {
        RawClient client = new RawClient(gateway.port());
        opened.add(client);
        return client;
    }

    static void assertRefused(RawClient client, String head, String type) throws IOException {
        assertRefused(head, client.body(Integer.parseInt(RawClient.field(head, "content-length"))), type);
    }

    static void assertRefused(String head, String body, String type) {
        JsonObject error = new JsonObject(body).getJsonObject("error");
        assertThat(error.getString("type")).isEqualTo(type);
        assertThat(error.getString("request_id")).isNotEmpty().isEqualTo(RawClient.field(head, "x-request-id"));
        assertThat(head + body).doesNotContain("uvicorn", "ok\r\n", "injected", "smuggled", "x-name");
    }

    @Test
    void aTruncatedLengthIsBrokenOff() throws IOException {
        RawClient client = before((peer, n) -> {
            String unused = peer.head();
            peer.send("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly this");
        });

        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");

        assertThat(RawClient.status(client.head())).isEqualTo(200);
        assertThat(client.rest()).isEqualTo("only this");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTruncatedChunkedBodyHasNoLastChunk(boolean reset) throws IOException {
        CountDownLatch seen = new CountDownLatch(1);
        RawClient client = before((peer, n) -> {
            String unused = peer.head();
            peer.send(CHUNKED + "3\r\nabc\r\n");
            awaitQuietly(seen);
            if (reset) {
                peer.reset();
            }
        });

        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");

        assertThat(RawClient.status(client.head())).isEqualTo(200);
        assertThat(client.chunk()).isEqualTo("abc");
        seen.countDown();
        assertThat(client.rest()).isEmpty();
    }

    /** The end of the connection is the end of such a body, and a reset is no end. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBodyWithoutLengthEndsWithItsConnectionUnlessThatIsReset(boolean reset) throws IOException {
        CountDownLatch seen = new CountDownLatch(1);
        RawClient client = before((peer, n) -> {
            String unused = peer.head();
            peer.send("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\nabc");
            awaitQuietly(seen);
            if (reset) {
                peer.reset();
            }
        });

        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");

        assertThat(RawClient.status(client.head())).isEqualTo(200);
        assertThat(client.chunk()).isEqualTo("abc");
        seen.countDown();
        if (reset) {
            assertThat(client.rest()).isEmpty();
        } else {
            assertThat(client.chunk()).isEmpty();
        }
    }

    @Test
    void aBadChunkAfterTheHeadIsBrokenOff() throws IOException {
        CountDownLatch seen = new CountDownLatch(1);
        RawClient client = before((peer, n) -> {
            String unused = peer.head();
            peer.send(CHUNKED + "3\r\nabc\r\n");
            awaitQuietly(seen);
            peer.send("xyz\r\nbad\r\n0\r\n\r\n");
            String unusedRest = peer.rest();
        });

        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");

        assertThat(RawClient.status(client.head())).isEqualTo(200);
        assertThat(client.chunk()).isEqualTo("abc");
        seen.countDown();
        assertThat(client.rest()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTruncatedEventStreamEndsWithAnErrorAndNoLastChunk(boolean inTheMiddle) throws IOException {
        CountDownLatch seen = new CountDownLatch(1);
        RawClient client = before((peer, n) -> {
            String unused = peer.head();
            String event = "data: {\"a\": 1}\r\n\r\n" + (inTheMiddle ? "data: {\"a" : "");
            peer.send(EVENTS + Integer.toHexString(event.length()) + "\r\n" + event + "\r\n");
            awaitQuietly(seen);
            peer.reset();
        });

        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");

        assertThat(RawClient.status(client.head())).isEqualTo(200);
        assertThat(client.chunk()).startsWith("data: {\"a\": 1}\r\n\r\n");
        seen.countDown();
        String error = client.chunk();
        assertThat(error).startsWith(inTheMiddle ? "\r\n\r\ndata: {\"error\":" : "data: {\"error\":");
        assertThat(error).contains("truncated", "request_id").endsWith("}\r\n\r\n");
        assertThat(client.rest()).isEmpty();
    }

    @Test
    void aTruncatedEventStreamResetsTheStreamOfHttp2() {
        CountDownLatch seen = new CountDownLatch(1);
        TestGateway gateway = gatewayBefore((peer, n) -> {
            String unused = peer.head();
            peer.send(EVENTS + "d\r\ndata: one\r\n\r\n\r\n");
            awaitQuietly(seen);
        });
        try (Http2Client client = new Http2Client(gateway.port())) {
            // When
            HttpClientResponse response =
                    Http2Client.await(client.request(HttpMethod.GET, "/").send().map(HttpClientResponse::pause));
            Buffer body = Buffer.buffer();
            List<Throwable> failures = new ArrayList<>();
            response.handler(chunk -> {
                body.appendBuffer(chunk);
                seen.countDown();
            });
            response.exceptionHandler(failures::add);
            HttpClientResponse unused = response.resume();

            // Then
            await().atMost(Duration.ofSeconds(10)).until(() -> !failures.isEmpty());
            assertThat(failures.get(0)).isInstanceOf(StreamResetException.class);
            assertThat(body.toString()).startsWith("data: one").contains("data: {\"error\":");
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            boolean unused = latch.await(10, java.util.concurrent.TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aServerThatSaysNothingIs504() throws IOException {
        RawClient client = before((peer, n) -> {
            String unused = peer.rest();
        });

        client.send("GET /short HTTP/1.1\r\nHost: h\r\n\r\n");

        String head = client.head();
        assertThat(RawClient.status(head)).isEqualTo(504);
        assertRefused(client, head, "timeout_first_byte");
    }

    @Test
    void silenceInABodyBreaksItOff() throws IOException {
        RawClient client = before((peer, n) -> {
            String unused = peer.head();
            peer.send(EVENTS + "d\r\ndata: one\r\n\r\n\r\n");
            String unusedRest = peer.rest();
        });

        client.send("GET /short HTTP/1.1\r\nHost: h\r\n\r\n");

        assertThat(RawClient.status(client.head())).isEqualTo(200);
        assertThat(client.chunk()).isEqualTo("data: one\r\n\r\n");
        assertThat(client.chunk()).contains("data: {\"error\":", "timeout_idle");
        assertThat(client.rest()).isEmpty();
    }

    @Test
    void theTotalClockRunsBeforeAndInsideTheAnswer() throws IOException {
        TestGateway gateway = gatewayBefore((peer, n) -> {
            if (peer.head().contains("/total/body")) {
                peer.send(CHUNKED + "3\r\nabc\r\n");
            }
            String unusedRest = peer.rest();
        });
        RawClient waiting = clientOf(gateway);
        RawClient reading = clientOf(gateway);

        waiting.send("GET /total HTTP/1.1\r\nHost: h\r\n\r\n");
        reading.send("GET /total/body HTTP/1.1\r\nHost: h\r\n\r\n");

        String head = waiting.head();
        assertThat(RawClient.status(head)).isEqualTo(504);
        assertRefused(waiting, head, "timeout_total");
        assertThat(RawClient.status(reading.head())).isEqualTo(200);
        assertThat(reading.chunk()).isEqualTo("abc");
        assertThat(reading.rest()).isEmpty();
    }

    @Test
    void aServerThatAcceptsNobodyIs504() throws IOException {
        // Given: a listening socket whose backlog is full
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 4; i++) {
                Socket filler = new Socket();
                opened.add(filler);
                try {
                    filler.connect(new InetSocketAddress(full.getInetAddress(), full.getLocalPort()), 100);
                } catch (java.net.SocketTimeoutException e) {
                    break;
                }
            }
            TestGateway gateway = TestGateway.start(routing("127.0.0.1:" + full.getLocalPort()));
            opened.add(gateway);
            RawClient client = clientOf(gateway);

            // When
            client.send("GET /short HTTP/1.1\r\nHost: h\r\n\r\n");

            // Then
            String head = client.head();
            assertThat(RawClient.status(head)).isEqualTo(504);
            assertRefused(client, head, "timeout_connect");
        }
    }

    @Test
    void aLargeHeaderWithinBoundsPasses() throws IOException {
        String large = "h".repeat(60_000);
        RawClient client = before((peer, n) -> {
            String unused = peer.head();
            peer.send("HTTP/1.1 200 OK\r\nx-large: " + large + "\r\ncontent-length: 2\r\n\r\nok");
        });

        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");

        assertThat(RawClient.field(client.head(), "x-large")).isEqualTo(large);
        assertThat(client.body(2)).isEqualTo("ok");
    }

    @Test
    void theBodyOfAHeadAnswerIsNotWaitedFor() throws IOException {
        RawClient client = before((peer, n) -> {
            String unused = peer.head();
            peer.send("HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n");
            String unusedSecond = peer.head();
            peer.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        });

        client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n");
        String head = client.head();
        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");

        assertThat(RawClient.field(head, "content-length")).isEqualTo("7");
        assertThat(RawClient.field(client.head(), "content-length")).isEqualTo("2");
        assertThat(client.body(2)).isEqualTo("ok");
    }
}
