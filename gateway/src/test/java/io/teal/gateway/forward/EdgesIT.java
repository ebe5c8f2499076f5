package io.teal.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.Http2Client;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.ScriptedServer;
import io.teal.gateway.testing.TestGateway;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.SimulatedServer;
import io.teal.simulator.Timing;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and answers at the edges of what HTTP allows, and ends that come at an odd moment. */
class EdgesIT {
    private static final Duration LONG = Duration.ofSeconds(15);
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String CHUNKED = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";

    private Fleet fleet;
    private SimulatedServer server;

    @BeforeEach
    void start() {
        fleet = Fleet.start(Instance.named("blue-1").withTiming(Timing.instant()));
        server = fleet.server("blue-1");
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    private static TestGateway before(String address, String timeouts) {
        return TestGateway.start("""
                services: {chat: {upstreams: {blue: {servers: ["%s"]}}}}
                routes:
                  - {name: all, match: {path: /}, service: chat, limits: {body: none}, timeouts: %s}
                """.formatted(address, timeouts));
    }

    private static TestGateway before(String address) {
        return before(address, "{total: 1m}");
    }

    /** Waits until the latch is open or the time has passed, whichever comes first. */
    private static void pass(CountDownLatch latch, long millis) {
        try {
            boolean unused = latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends as long as somebody takes it. */
    private static void sendOn(RawClient client, int blocks) {
        String block = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
        var unused = Thread.ofVirtual().start(() -> {
            try {
                for (int i = 0; i < blocks; i++) {
                    client.send(block);
                }
            } catch (IOException e) {
                // The gateway has closed, as it may once it has answered.
            }
        });
    }

    private record Answer(int status, String body) {}

    /** The whole answer of a stream. */
    private static Answer answer(Future<HttpClientResponse> head) {
        return Http2Client.await(whole(head));
    }

    /** The answer to come; to be asked for before the request goes out, or its end may pass unseen. */
    private static Future<Answer> whole(Future<HttpClientResponse> head) {
        return head.compose(
                response -> response.body().map(body -> new Answer(response.statusCode(), body.toString())));
    }

    private static void assertNothingCounted(TestGateway gateway, String address) {
        await().atMost(LONG).until(() -> gateway.leases() == 0);
        assertThat(gateway.server(address).failures()).isZero();
    }

    @Test
    void queryConditionsReadWhatCannotBeDecodedAndTheLastOfManyParameters() throws IOException {
        try (TestGateway gateway = TestGateway.start("""
                        services: {chat: {upstreams: {blue: {servers: ["%s"]}}}}
                        routes:
                          - {name: odd, match: {path: /, query: {a: "%%zz"}}, respond: {status: 403}}
                          - {name: last, match: {path: /, query: {last: "yes"}}, respond: {status: 409}}
                          - {name: all, match: {path: /}, service: chat}
                        """.formatted(server.address()));
                RawClient client = new RawClient(gateway.port())) {
            assertThat(statusOf(client, "/x?a=%zz")).isEqualTo(403);
            assertThat(statusOf(client, "/x?" + "p&".repeat(1999) + "last=yes")).isEqualTo(409);
            assertThat(statusOf(client, "/__fake/small?a=%z&b=%")).isEqualTo(200);
        }
    }

    private static int statusOf(RawClient client, String target) throws IOException {
        client.send("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
        String head = client.head();
        String unused = client.body(Integer.parseInt(RawClient.field(head, "content-length")));
        return RawClient.status(head);
    }

    @Test
    void anAnswerThatIsNotModifiedGetsNoLength() throws IOException {
        try (ScriptedServer origin = new ScriptedServer((peer, n) -> {
                    while (!peer.head().isEmpty()) {
                        peer.send("HTTP/1.1 304 Not Modified\r\netag: \"1\"\r\n\r\n");
                    }
                });
                TestGateway gateway = before(origin.address());
                RawClient client = new RawClient(gateway.port())) {
            for (int i = 0; i < 3; i++) {
                client.send(GET);
                String head = client.head();

                assertThat(RawClient.status(head)).isEqualTo(304);
                assertThat(RawClient.field(head, "etag")).isEqualTo("\"1\"");
                assertThat(head).doesNotContainIgnoringCase("content-length", "transfer-encoding");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 300})
    void anOldClientThatKeepsItsConnectionReadsUntilTheClose(int millis) throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        try (ScriptedServer origin = new ScriptedServer((peer, n) -> {
                    String unused = peer.head();
                    peer.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
                    pass(never, millis);
                    peer.send("5\r\nhello\r\n");
                    pass(never, millis);
                    peer.send("6\r\n again\r\n0\r\n\r\n");
                });
                TestGateway gateway = before(origin.address());
                RawClient client = new RawClient(gateway.port())) {
            client.send("GET / HTTP/1.0\r\nHost: h\r\nConnection: keep-alive\r\n\r\n");

            String head = client.head();
            assertThat(RawClient.status(head)).isEqualTo(200);
            assertThat(head).doesNotContainIgnoringCase("content-length", "transfer-encoding", "keep-alive");
            assertThat(client.rest()).isEqualTo("hello again");
            assertNothingCounted(gateway, origin.address());
        }
    }

    @ParameterizedTest
    @CsvSource({"'{size: 1, wait: 60s}', 429", "'{size: 50, wait: 100ms}', 503"})
    void uploadsThatWaitInVainLeaveTheHttp2ConnectionFree(String queue, int status) throws IOException {
        try (TestGateway gateway = TestGateway.start("""
                        services:
                          chat: {upstreams: {blue: {servers: [{address: "%s", max_conns: 1}], queue: %s}}}
                        routes: [{name: all, match: {path: /}, service: chat, limits: {body: none}}]
                        """.formatted(server.address(), queue));
                RawClient first = new RawClient(gateway.port());
                RawClient second = new RawClient(gateway.port());
                Http2Client http2 = new Http2Client(gateway.port())) {
            // Given: the only place is taken, and where the queue has one place that too
            first.send("GET /__fake/slow?ms=60000 HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> gateway.leases() == 1);
            if (status == 429) {
                second.send(GET);
                await().until(() -> gateway.server(server.address()).queued() == 1);
            }

            // When, Then
            for (int i = 0; i < 40; i++) {
                HttpClientRequest request = http2.request(HttpMethod.POST, "/__fake/upload");
                HttpClientRequest unused = request.exceptionHandler(reset -> {}).setChunked(true);
                Future<Answer> coming = whole(request.response());
                var unusedEnd = request.end("x".repeat(200_000));
                Answer answer = Http2Client.await(coming);
                assertThat(answer.status()).isEqualTo(status);
                assertThat(answer.body()).contains("request_id");
            }
            second.socket().close();
            first.socket().close();
            await().atMost(LONG).until(() -> gateway.leases() == 0);
            HttpClientRequest last = http2.request(HttpMethod.POST, "/__fake/upload");
            Answer answer = answer(last.send("x".repeat(200_000)));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(new JsonObject(answer.body()).getInteger("size")).isEqualTo(200_000);
        }
    }

    @Test
    void aReaderThatIsTooSlowIsCutOffAndTheServerNotBlamed() throws IOException {
        try (ScriptedServer endless = new ScriptedServer((peer, n) -> {
                    String unused = peer.head();
                    peer.send("HTTP/1.1 200 OK\r\ncontent-length: 1000000000000\r\n\r\n");
                    while (true) {
                        peer.send(new byte[1 << 16]);
                    }
                });
                TestGateway gateway = before(endless.address(), "{total: 1s}");
                RawClient client = new RawClient(gateway.port())) {
            client.send(GET);
            assertThat(RawClient.status(client.head())).isEqualTo(200);

            assertNothingCounted(gateway, endless.address());
            assertThat(client.rest()).isNotEmpty();
        }
    }

    @Test
    void anUploaderThatIsTooSlowIsCutOffAndTheServerNotBlamed() throws IOException {
        try (TestGateway gateway = before(server.address(), "{total: 1s}");
                RawClient client = new RawClient(gateway.port())) {
            client.send("POST /__fake/upload HTTP/1.1\r\nHost: h\r\nContent-Length: 9000000\r\n\r\n")
                    .send(new byte[100_000]);
            await().until(() -> gateway.leases() == 1);

            assertNothingCounted(gateway, server.address());
            assertThat(client.rest()).doesNotContain("200 OK");
            await().atMost(LONG).until(() -> server.stats().connectionsOpen() == 0);
        }
    }

    @Test
    void aServerThatTakesNothingOfAnUploadIsSilentAndBlamed() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedServer deaf = new ScriptedServer((peer, n) -> {
                    String unused = peer.head();
                    pass(over, 20_000);
                });
                TestGateway gateway = before(deaf.address(), "{idle: 500ms, first_byte: 30s, total: 1m}");
                RawClient client = new RawClient(gateway.port())) {
            client.send(CHUNKED);
            sendOn(client, 4096);

            String head = client.head();
            assertThat(RawClient.status(head)).isEqualTo(504);
            assertThat(client.body(Integer.parseInt(RawClient.field(head, "content-length"))))
                    .contains("\"type\":\"timeout_idle\"");
            assertThat(gateway.server(deaf.address()).failures()).isEqualTo(1);
            await().atMost(LONG).until(() -> gateway.leases() == 0);
            over.countDown();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 60, 100, 1000})
    void anEventStreamOfDeclaredLengthIsNotFilledUpByTheErrorEvent(int declared) throws IOException {
        try (ScriptedServer origin = new ScriptedServer((peer, n) -> {
                    String unused = peer.head();
                    peer.send("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: " + declared
                            + "\r\n\r\ndata: 1\n\n");
                });
                TestGateway gateway = before(origin.address());
                RawClient client = new RawClient(gateway.port())) {
            client.send(GET);

            String head = client.head();
            assertThat(RawClient.status(head)).isEqualTo(200);
            assertThat(RawClient.field(head, "content-length")).isEqualTo(Integer.toString(declared));
            assertThat(client.rest()).startsWith("data: 1\n\n").hasSizeLessThan(declared);
        }
    }

    @Test
    void earlyHintsReachHttp2ButNotOldClients() throws IOException {
        try (TestGateway gateway = before(server.address());
                Http2Client http2 = new Http2Client(gateway.port());
                RawClient old = new RawClient(gateway.port())) {
            AtomicReference<MultiMap> hints = new AtomicReference<>();
            HttpClientRequest request =
                    http2.request(HttpMethod.GET, "/__fake/early-hints").earlyHintsHandler(hints::set);
            assertThat(Http2Client.await(request.send()).statusCode()).isEqualTo(200);
            assertThat(hints.get()).isNotNull();
            assertThat(hints.get().get("link")).isEqualTo("</style.css>; rel=preload; as=style");

            old.send("GET /__fake/early-hints HTTP/1.0\r\nHost: h\r\n\r\n");
            assertThat(RawClient.status(old.head())).isEqualTo(200);
            assertThat(old.rest()).isEqualTo("{\"hinted\":true}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HELLO WORLD\r\n\r\n", "refused"})
    void theServersAddressStaysInside(String answer) throws IOException {
        server.kill();
        try (ScriptedServer broken = new ScriptedServer((peer, n) -> {
                    String unused = peer.head();
                    peer.send(answer);
                });
                TestGateway gateway = before(answer.equals("refused") ? server.address() : broken.address());
                RawClient client = new RawClient(gateway.port())) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nX-Request-ID: one-7\r\nContent-Length: 2\r\n\r\nhi");

            String head = client.head();
            assertThat(RawClient.status(head)).isEqualTo(502);
            String body = client.body(Integer.parseInt(RawClient.field(head, "content-length")));
            assertThat(body)
                    .doesNotContain(
                            "127.0.0.1", ":" + server.port(), broken.address().substring(9));
            assertThat(new JsonObject(body).getJsonObject("error").getString("request_id"))
                    .isEqualTo("one-7");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAnswerBeforeTheEndOfTheRequestCanBeRead(boolean readsOn) throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedServer hasty = new ScriptedServer((peer, n) -> {
                    String unused = peer.head();
                    peer.send("HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\nno");
                    if (readsOn) {
                        String unusedRest = peer.rest();
                    } else {
                        pass(over, 10_000);
                    }
                });
                TestGateway gateway = before(hasty.address());
                RawClient client = new RawClient(gateway.port())) {
            // When: all of it is sent before the answer is looked at
            client.send(CHUNKED);
            for (int i = 0; i < 128; i++) {
                client.send("10000\r\n" + "x".repeat(0x10000) + "\r\n");
            }
            client.send("0\r\n\r\n");

            // Then
            assertThat(RawClient.status(client.head())).isEqualTo(403);
            assertThat(client.body(2)).isEqualTo("no");
            assertNothingCounted(gateway, hasty.address());
            over.countDown();
        }
    }
}
