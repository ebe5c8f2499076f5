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
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bodies on their way: events without delay, bytes without change, and nobody who reads slowly fills the gateway. */
class StreamingIT {
    private static final Logger log = LoggerFactory.getLogger(StreamingIT.class);
    private static final int BIG = 64 << 20;

    /** What the kernel's socket buffers and the gateway's write queues may hold between two ends that do not read. */
    private static final long IN_TRANSIT = 80L << 20;

    private static final String EVENTS =
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";

    private static Fleet fleet;
    private static SimulatedServer server;
    private static TestGateway gateway;
    private static final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void start() {
        fleet = Fleet.start(Instance.named("blue-1").withTiming(Timing.instant()));
        server = fleet.server("blue-1");
        gateway = before(server.address());
    }

    private static TestGateway before(String address) {
        return TestGateway.start("""
                services: {chat: {upstreams: {blue: {servers: ["%s"]}}}}
                routes: [{name: all, match: {path: /}, service: chat, limits: {body: none}}]
                """.formatted(address));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        fleet.close();
    }

    static String sha256(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String digest(InputStream in) throws IOException {
        MessageDigest digest = sha256();
        byte[] block = new byte[64 << 10];
        for (int n = in.read(block); n >= 0; n = in.read(block)) {
            digest.update(block, 0, n);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    @Test
    void eventsLeaveWithinMilliseconds() throws IOException {
        // Given: a warm path
        List<Long> unusedWarmUp = delays(gateway.port(), 300, 0);

        // When
        List<Long> direct = delays(server.port(), 200, 3);
        List<Long> proxied = delays(gateway.port(), 400, 3);

        // Then
        log.info(
                "event delay micros direct p50={} p99={} through the gateway p50={} p99={}",
                quantile(direct, 0.5) / 1000,
                quantile(direct, 0.99) / 1000,
                quantile(proxied, 0.5) / 1000,
                quantile(proxied, 0.99) / 1000);
        assertThat(quantile(proxied, 0.5)).isLessThan(TimeUnit.MILLISECONDS.toNanos(5));
        assertThat(quantile(proxied, 0.99)).isLessThan(TimeUnit.MILLISECONDS.toNanos(25));
    }

    /** Nanoseconds from the sending of each event to its arrival here, sorted. */
    private static List<Long> delays(int port, int events, int intervalMillis) throws IOException {
        List<Long> delays = new ArrayList<>();
        try (RawClient raw = new RawClient(port)) {
            raw.send("GET /__fake/sse?events=" + events + "&interval_ms=" + intervalMillis
                    + " HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(RawClient.status(raw.head())).isEqualTo(200);
            BufferedInputStream in = new BufferedInputStream(raw.socket().getInputStream());
            StringBuilder line = new StringBuilder();
            while (delays.size() < events) {
                int octet = in.read();
                assertThat(octet).isNotNegative();
                if (octet != '\n') {
                    line.append((char) octet);
                    continue;
                }
                int at = line.indexOf("\"nanos\":");
                if (at > 0) {
                    long sent = Long.parseLong(line.substring(at + 8, line.indexOf(",", at)));
                    delays.add(System.nanoTime() - sent);
                }
                line.setLength(0);
            }
        }
        Collections.sort(delays);
        return delays;
    }

    private static long quantile(List<Long> sorted, double share) {
        return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(sorted.size() * share)));
    }

    @Test
    void eachEventLeavesByItself() throws IOException {
        try (RawClient raw = new RawClient(gateway.port())) {
            raw.send("GET /__fake/sse?events=5&interval_ms=40 HTTP/1.1\r\nHost: h\r\n\r\n");

            assertThat(RawClient.status(raw.head())).isEqualTo(200);
            for (int i = 0; i < 5; i++) {
                assertThat(raw.chunk()).startsWith("data: {\"n\":" + i + ",").endsWith("}\r\n\r\n");
            }
            assertThat(raw.chunk()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void bytesSplitAnywhereArriveUnchanged(int size) throws Exception {
        // Given: the same answer cut inside its characters
        String question = "{\"query\":\"年假怎么申请？\",\"kb_name\":\"hr_faq\"}";
        String cut = "split-writes; bytes=" + size;

        // When
        byte[] direct = chat("http://" + server.address() + "/chat/kb_chat", question, cut);
        byte[] proxied = chat(gateway.uri("/chat/kb_chat").toString(), question, cut);

        // Then: ids and times differ, nothing else may
        assertThat(sha256(comparable(proxied))).isEqualTo(sha256(comparable(direct)));
        assertThat(new String(proxied, StandardCharsets.UTF_8)).contains("年假").doesNotContain("\ufffd");
    }

    private static byte[] chat(String uri, String body, String fault) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(java.net.URI.create(uri))
                                .header("Content-Type", "application/json")
                                .header("X-Fake-Fault", fault)
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofByteArray())
                .body();
    }

    private static String comparable(byte[] events) {
        return new String(events, StandardCharsets.UTF_8)
                .replaceAll("\"id\": ?\"[^\"]*\"", "\"id\":\"\"")
                .replaceAll("\"created\": ?\\d+", "\"created\":0");
    }

    @Test
    void theHeadOfAnEventStreamDoesNotWaitForAnEvent() throws IOException {
        CountDownLatch seen = new CountDownLatch(1);
        try (ScriptedServer silent = new ScriptedServer((peer, n) -> {
                    String unused = peer.head();
                    peer.send(EVENTS);
                    boolean unusedEither = awaitQuietly(seen);
                    peer.send("9\r\ndata: 1\n\n\r\n0\r\n\r\n");
                });
                TestGateway before = before(silent.address());
                RawClient raw = new RawClient(before.port())) {
            raw.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");

            assertThat(RawClient.status(raw.head())).isEqualTo(200);
            seen.countDown();
            assertThat(raw.chunk()).isEqualTo("data: 1\n\n");
            assertThat(raw.chunk()).isEmpty();
        }
    }

    private static boolean awaitQuietly(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void http2StreamsEventByEvent() {
        try (Http2Client http2 = new Http2Client(gateway.port())) {
            HttpClientResponse response =
                    Http2Client.await(http2.request(HttpMethod.GET, "/__fake/sse?events=5&interval_ms=60")
                            .send()
                            .map(HttpClientResponse::pause));
            List<Buffer> pieces = Collections.synchronizedList(new ArrayList<>());
            HttpClientResponse unused = response.handler(pieces::add).resume();
            Void unusedEnd = Http2Client.await(response.end());

            assertThat(response.getHeader("x-accel-buffering")).isEqualTo("no");
            assertThat(pieces.stream().map(Buffer::toString).filter(text -> !text.isEmpty()))
                    .hasSize(5)
                    .allMatch(text -> text.startsWith("data: ") && text.endsWith("\r\n\r\n"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aSlowReaderHoldsTheServerBack(int chunked) throws IOException {
        // Given: a server that counts what it could send
        AtomicLong sent = new AtomicLong();
        byte[] block = new byte[64 << 10];
        try (ScriptedServer endless = new ScriptedServer((peer, n) -> {
                    String unused = peer.head();
                    peer.send("HTTP/1.1 200 OK\r\n"
                            + (chunked == 1 ? "transfer-encoding: chunked" : "content-length: 1000000000000")
                            + "\r\n\r\n");
                    while (true) {
                        peer.send(chunked == 1 ? "10000\r\n".getBytes(StandardCharsets.US_ASCII) : new byte[0]);
                        peer.send(block);
                        peer.send(chunked == 1 ? "\r\n".getBytes(StandardCharsets.US_ASCII) : new byte[0]);
                        sent.addAndGet(block.length);
                    }
                });
                TestGateway before = before(endless.address());
                RawClient raw = new RawClient(before.port())) {
            // When
            raw.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(RawClient.status(raw.head())).isEqualTo(200);
            for (int read = 1; read <= 3; read++) {
                assertThat(raw.bytes(8 << 20)).hasSize(8 << 20);
                awaitStandstill(sent);

                // Then
                assertThat(sent.get()).isBetween((long) read * (8 << 20), read * (8L << 20) + IN_TRANSIT);
            }
        }
    }

    @Test
    void aServerThatClosesBehindItsAnswerLosesNothing() throws IOException {
        // Given: an answer that is longer than what is in transit before a reader that has not begun
        int size = 12 << 20;
        CountDownLatch sent = new CountDownLatch(1);
        try (ScriptedServer closing = new ScriptedServer((peer, n) -> {
                    String unused = peer.head();
                    peer.send("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: " + size + "\r\n\r\n");
                    peer.send(new byte[size]);
                    sent.countDown();
                });
                TestGateway before = before(closing.address());
                RawClient raw = new RawClient(before.port())) {
            // When
            raw.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(RawClient.status(raw.head())).isEqualTo(200);
            boolean unused = awaitQuietly(sent);

            // Then
            assertThat(raw.bytes(size)).hasSize(size);
            await().until(() -> before.leases() == 0);
            assertThat(before.server(closing.address()).failures()).isZero();
        }
    }

    /** Waits until a count has not grown for 300 ms. */
    private static void awaitStandstill(AtomicLong count) {
        await().atMost(Duration.ofSeconds(20))
                .during(Duration.ofMillis(300))
                .until(new java.util.concurrent.Callable<>() {
                    private long last = -1;

                    @Override
                    public Boolean call() {
                        long before = last;
                        last = count.get();
                        return before == last;
                    }
                });
    }

    @Test
    void aSlowServerHoldsTheClientBack() throws IOException {
        // Given: a server that reads only when told
        CountDownLatch read = new CountDownLatch(1);
        try (ScriptedServer slow = new ScriptedServer((peer, n) -> {
                    String unused = peer.head();
                    boolean unusedEither = awaitQuietly(read);
                    String unusedRest = peer.rest();
                });
                TestGateway before = before(slow.address());
                RawClient raw = new RawClient(before.port())) {
            AtomicLong sent = new AtomicLong();
            Socket socket = raw.socket();
            raw.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";

            // When
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    while (sent.get() < 2L * IN_TRANSIT) {
                        raw.send(chunk);
                        sent.addAndGet(0x10000);
                    }
                } catch (IOException e) {
                    // The test is over.
                }
            });
            awaitStandstill(sent);

            // Then
            assertThat(sent.get()).isPositive().isLessThan(IN_TRANSIT);
            assertThat(sender.isAlive()).isTrue();
            read.countDown();
            await().atMost(Duration.ofSeconds(20)).until(() -> sent.get() >= 2L * IN_TRANSIT);
            assertThat(socket.isConnected()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aBigDownloadIsWhole(int chunked) throws Exception {
        String target = "/__fake/bytes?n=" + BIG + "&chunked=" + chunked;

        String direct = digest(download("http://" + server.address() + target));
        String proxied = digest(download(gateway.uri(target).toString()));

        assertThat(proxied).isEqualTo(direct);
    }

    private static InputStream download(String uri) throws Exception {
        return client.send(HttpRequest.newBuilder(java.net.URI.create(uri)).build(), BodyHandlers.ofInputStream())
                .body();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBigUploadIsWhole(boolean chunked) throws Exception {
        // Given
        byte[] body = new byte[BIG];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) (i % 251);
        }
        HttpRequest request = HttpRequest.newBuilder(gateway.uri("/__fake/upload"))
                .POST(
                        chunked
                                ? BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body))
                                : BodyPublishers.ofByteArray(body))
                .build();

        // When
        JsonObject seen =
                new JsonObject(client.send(request, BodyHandlers.ofString()).body());

        // Then
        assertThat(seen.getLong("size")).isEqualTo(BIG);
        assertThat(seen.getString("sha256")).isEqualTo(HexFormat.of().formatHex(sha256().digest(body)));
        await().until(() -> gateway.leases() == 0);
    }
}
