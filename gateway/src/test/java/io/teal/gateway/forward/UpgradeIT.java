package io.teal.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.ScriptedServer;
import io.teal.gateway.testing.TestGateway;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.SimulatedServer;
import io.teal.simulator.Timing;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSockets through the gateway, and what only looks like one. */
class UpgradeIT {
    private static final int MIB = 1 << 20;

    /** What socket buffers and write queues may hold between two ends of which one does not read. */
    private static final long IN_TRANSIT = 80L << 20;

    private static final Duration LONG = Duration.ofSeconds(10);
    private static final HttpClient client = HttpClient.newHttpClient();

    private Fleet fleet;
    private SimulatedServer server;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        fleet = Fleet.start(Instance.named("blue-1").withTiming(Timing.instant()));
        server = fleet.server("blue-1");
        gateway = before(server.address());
    }

    private static TestGateway before(String address) {
        return TestGateway.start("""
                services: {chat: {upstreams: {blue: {servers: [{address: "%s", max_fails: 0}]}}}}
                routes: [{name: all, match: {path: /}, service: chat, timeouts: {idle: 300ms, first_byte: 5s}}]
                """.formatted(address));
    }

    @AfterEach
    void stop() {
        gateway.close();
        fleet.close();
    }

    private static String handshake(String target, String connection) {
        return "GET " + target + " HTTP/1.1\r\nHost: h\r\nConnection: " + connection + "\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Protocol: streamlit, token, session\r\n\r\n";
    }

    /** What came, and how it ended. */
    private static final class Listener implements WebSocket.Listener {
        private final LinkedBlockingQueue<Object> events = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();
        private final java.io.ByteArrayOutputStream binary = new java.io.ByteArrayOutputStream();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                events.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            binary.writeBytes(bytes);
            if (last) {
                events.add(binary.toByteArray());
                binary.reset();
            }
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            events.add("pong " + StandardCharsets.UTF_8.decode(message));
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            events.add("close " + code + " " + reason);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            events.add("error");
        }

        Object next() throws InterruptedException {
            Object event = events.poll(10, TimeUnit.SECONDS);
            assertThat(event).isNotNull();
            return event;
        }
    }

    private WebSocket open(String target, Listener listener) {
        return client.newWebSocketBuilder()
                .subprotocols("streamlit", "eyJ0b2tlbg", "session-1")
                .buildAsync(URI.create("ws://127.0.0.1:" + gateway.port() + target), listener)
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/__fake/ws", "/_stcore/stream"})
    void subprotocolsAreAgreedBetweenTheEnds(String target) throws Exception {
        Listener listener = new Listener();

        WebSocket socket = open(target + "?hello=1", listener);

        assertThat(socket.getSubprotocol()).isEqualTo("streamlit");
        JsonObject seen = new JsonObject((String) listener.next());
        assertThat(seen.stream()
                        .filter(field -> field.getKey().equalsIgnoreCase("Sec-WebSocket-Protocol"))
                        .map(field -> field.getValue().toString()))
                .containsExactly("streamlit, eyJ0b2tlbg, session-1");
        socket.abort();
        await().atMost(LONG).until(() -> gateway.leases() == 0);
    }

    @Test
    void framesPassBothWays() throws Exception {
        Listener listener = new Listener();
        WebSocket socket = open("/__fake/ws", listener);
        byte[] large = new byte[MIB];
        Arrays.fill(large, (byte) 0xA5);

        // When, Then
        WebSocket unusedText = socket.sendText("年假", true).get(10, TimeUnit.SECONDS);
        assertThat(listener.next()).isEqualTo("年假");
        WebSocket unusedLong = socket.sendText("x".repeat(MIB), true).get(10, TimeUnit.SECONDS);
        assertThat((String) listener.next()).hasSize(MIB);
        WebSocket unusedBinary = socket.sendBinary(ByteBuffer.wrap(large), true).get(10, TimeUnit.SECONDS);
        assertThat((byte[]) listener.next()).isEqualTo(large);
        WebSocket unusedPing = socket.sendPing(ByteBuffer.wrap("p".getBytes(StandardCharsets.UTF_8)))
                .get(10, TimeUnit.SECONDS);
        assertThat(listener.next()).isEqualTo("pong p");
        WebSocket unusedClose = socket.sendText("close 4001", true).get(10, TimeUnit.SECONDS);
        assertThat(listener.next()).isEqualTo("close 4001 asked for");
        socket.abort();
        await().atMost(LONG).until(() -> gateway.leases() == 0);
        assertThat(gateway.server(server.address()).failures()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upgrade", "upgrade", "keep-alive, Upgrade"})
    void theHeadOfTheSwitchIsClean(String connection) throws IOException {
        try (RawClient raw = new RawClient(gateway.port())) {
            // Given: the handshake is not the first request on the connections
            raw.send("GET /__fake/bytes?n=5 HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(RawClient.status(raw.head())).isEqualTo(200);
            assertThat(raw.bytes(5)).hasSize(5);

            // When
            raw.send(handshake("/__fake/ws", connection));

            // Then
            String head = raw.head();
            assertThat(head).startsWith("HTTP/1.1 101 Switching Protocols\r\n");
            assertThat(RawClient.field(head, "connection")).isEqualToIgnoringCase("upgrade");
            assertThat(RawClient.field(head, "upgrade")).isEqualTo("websocket");
            assertThat(RawClient.field(head, "sec-websocket-accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            assertThat(RawClient.field(head, "sec-websocket-protocol")).isEqualTo("streamlit");
            assertThat(head.toLowerCase(java.util.Locale.ROOT)).doesNotContain("content-length", "transfer-encoding");
            raw.send("\u0081\u0082\0\0\0\0hi");
            assertThat(raw.bytes(4)).containsExactly(0x81, 2, 'h', 'i');
        }
    }

    @Test
    void aRefusedHandshakeIsAnOrdinaryAnswer() throws IOException {
        try (RawClient raw = new RawClient(gateway.port())) {
            for (String code : new String[] {"403", "404", "200"}) {
                raw.send(handshake("/__fake/status/" + code, "Upgrade"));
                String head = raw.head();
                assertThat(RawClient.status(head)).isEqualTo(Integer.parseInt(code));
                assertThat(raw.body(Integer.parseInt(RawClient.field(head, "content-length"))))
                        .isEqualTo("{\"status\":" + code + "}");
            }
            raw.send("GET /__fake/small HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(RawClient.status(raw.head())).isEqualTo(200);
            await().atMost(LONG).until(() -> gateway.leases() == 0);
        }
    }

    @Test
    void aServerThatDiesEndsTheTunnel() throws IOException {
        try (RawClient raw = new RawClient(gateway.port())) {
            raw.send(handshake("/__fake/ws", "Upgrade"));
            assertThat(RawClient.status(raw.head())).isEqualTo(101);
            assertThat(gateway.leases()).isEqualTo(1);

            server.kill();

            assertThat(raw.rest()).isEmpty();
            await().atMost(LONG).until(() -> gateway.leases() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClientThatLeavesEndsTheTunnel(boolean reset) throws IOException {
        try (RawClient raw = new RawClient(gateway.port())) {
            raw.send(handshake("/__fake/ws", "Upgrade"));
            assertThat(RawClient.status(raw.head())).isEqualTo(101);
            assertThat(server.stats().connectionsOpen()).isEqualTo(1);

            if (reset) {
                raw.reset();
            } else {
                raw.socket().close();
            }

            await().atMost(LONG).until(() -> server.stats().connectionsOpen() == 0);
            await().atMost(LONG).until(() -> gateway.leases() == 0);
            assertThat(gateway.server(server.address()).failures()).isZero();
        }
    }

    @Test
    void tunnelsOutliveRevisionsAndTheClocksOfAnswers() throws Exception {
        Listener listener = new Listener();
        WebSocket socket = open("/__fake/ws", listener);

        // When: other servers, and silence longer than any answer may keep
        gateway.publish(TestGateway.routing("""
                services: {other: {upstreams: {blue: {servers: ["127.0.0.1:1"]}}}}
                routes: [{name: all, match: {path: /}, service: other}]
                """));
        await().during(Duration.ofMillis(600)).atMost(LONG).until(() -> listener.events.isEmpty());

        // Then
        WebSocket unused = socket.sendText("still here", true).get(10, TimeUnit.SECONDS);
        assertThat(listener.next()).isEqualTo("still here");
        socket.abort();
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2c", "foo/2"})
    void otherUpgradesAreServedAsPlainRequests(String protocol) throws IOException {
        try (RawClient raw = new RawClient(gateway.port())) {
            raw.send("GET /__fake/echo HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: "
                    + protocol + "\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n");

            String head = raw.head();
            assertThat(RawClient.status(head)).isEqualTo(200);
            assertThat(raw.body(Integer.parseInt(RawClient.field(head, "content-length"))))
                    .doesNotContainIgnoringCase("http2-settings")
                    .doesNotContainIgnoringCase("\"upgrade\"");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: upgrade\r\nContent-Length: 2\r\n\r\nhi",
                "Connection: upgrade\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
                "Connection: keep-alive\r\n\r\n",
                "X-Other: 1\r\n\r\n"
            })
    void whatCannotBecomeATunnelIsAnOrdinaryRequest(String rest) throws IOException {
        try (RawClient raw = new RawClient(gateway.port())) {
            raw.send("GET /__fake/echo HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n" + rest);

            String head = raw.head();
            assertThat(RawClient.status(head)).isEqualTo(200);
            assertThat(raw.body(Integer.parseInt(RawClient.field(head, "content-length"))))
                    .doesNotContainIgnoringCase("\"upgrade\"");
            raw.send("GET /__fake/small HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(RawClient.status(raw.head())).isEqualTo(200);
            assertThat(gateway.server(server.address()).failures()).isZero();
        }
    }

    @Test
    void theClientOfTheJdkWhichAsksForH2cIsServed() throws Exception {
        HttpResponse<String> response = client.send(
                java.net.http.HttpRequest.newBuilder(gateway.uri("/__fake/small"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoeverDoesNotReadHoldsTheOtherBack(boolean clientReads) throws IOException {
        // Given: one end writes all the time, the other does not read yet
        AtomicLong sent = new AtomicLong();
        CountDownLatch read = new CountDownLatch(1);
        try (ScriptedServer stuck = new ScriptedServer((peer, n) -> {
                    String unused = peer.head();
                    peer.send("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n");
                    if (clientReads) {
                        flood(peer, sent);
                    } else {
                        awaitQuietly(read);
                        String unusedRest = peer.rest();
                    }
                });
                TestGateway before = before(stuck.address());
                RawClient raw = new RawClient(before.port())) {
            raw.send(handshake("/", "Upgrade"));
            assertThat(RawClient.status(raw.head())).isEqualTo(101);

            // When
            if (!clientReads) {
                Thread unused = Thread.ofVirtual().start(() -> {
                    try {
                        flood(raw, sent);
                    } catch (IOException e) {
                        // The test is over.
                    }
                });
            }
            AtomicLong last = new AtomicLong(-1);
            await().during(Duration.ofMillis(300))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> {
                        long now = sent.get();
                        return last.getAndSet(now) == now;
                    });
            long held = sent.get();

            // Then
            assertThat(held).isPositive().isLessThan(IN_TRANSIT);
            if (clientReads) {
                assertThat(raw.bytes((int) held)).hasSize((int) held);
            } else {
                read.countDown();
            }
            await().atMost(LONG).until(() -> sent.get() > held);
        }
    }

    private static void flood(RawClient to, AtomicLong sent) throws IOException {
        byte[] block = new byte[1 << 16];
        while (sent.get() < 2 * IN_TRANSIT) {
            to.send(block);
            sent.addAndGet(block.length);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            boolean unused = latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
