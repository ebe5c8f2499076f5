package io.teal.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.teal.gateway.testing.Http2Client;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.ScriptedServer;
import io.teal.gateway.testing.TestGateway;
import io.teal.gateway.upstream.ServerStatus;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.SimulatedServer;
import io.teal.simulator.Timing;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The client leaves, at every moment it can: the server is let go of at once, and nobody is blamed. */
class CancellationIT {
    /** What product users are promised; only measured where nothing but the gateway takes time. */
    private static final Duration PROMISED = Duration.ofMillis(100);

    /** What a noisy machine may add. */
    private static final Duration NOISE = Duration.ofMillis(400);

    private static final Duration LONG = Duration.ofSeconds(10);

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private Fleet fleet;
    private SimulatedServer server;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        fleet = Fleet.start(Instance.named("blue-1").withTiming(Timing.instant()));
        server = fleet.server("blue-1");
        gateway = before(server.address(), 0);
        logged.start();
        root().addAppender(logged);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private static TestGateway before(String address, int maxConns) {
        return TestGateway.start("""
                services:
                  chat:
                    upstreams:
                      blue: {servers: [{address: "%s", max_conns: %d}], queue: {size: 300, wait: 60s}}
                routes:
                  - {name: all, match: {path: /}, service: chat, limits: {body: none}, timeouts: {connect: 20s}}
                """.formatted(address, maxConns));
    }

    @AfterEach
    void stop() {
        root().detachAppender(logged);
        gateway.close();
        fleet.close();
        assertThat(logged.list)
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .isEmpty();
    }

    /** Leaves, and asserts that a condition holds within what was promised. */
    private static void leave(RawClient client, boolean reset, BooleanSupplier gone) throws IOException {
        long left = System.nanoTime();
        if (reset) {
            client.reset();
        } else {
            client.close();
        }
        await().pollInterval(Duration.ofMillis(2)).atMost(LONG).until(gone::getAsBoolean);
        assertThat(Duration.ofNanos(System.nanoTime() - left)).isLessThan(PROMISED.plus(NOISE));
    }

    private static void assertNoTrace(TestGateway gateway, String address) {
        await().atMost(LONG).until(() -> gateway.leases() == 0);
        ServerStatus status = gateway.server(address);
        assertThat(status.failures()).isZero();
        assertThat(status.state()).isEqualTo(ServerStatus.State.UP);
        assertThat(status.queued()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whileWaitingInTheQueue(boolean reset) throws IOException {
        try (TestGateway narrow = before(server.address(), 1);
                RawClient first = new RawClient(narrow.port());
                RawClient waiting = new RawClient(narrow.port())) {
            // Given
            first.send("GET /__fake/slow?ms=60000 HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> narrow.leases() == 1);
            waiting.send("GET /__fake/small HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> narrow.server(server.address()).queued() == 1);

            // When
            leave(waiting, reset, () -> narrow.server(server.address()).queued() == 0);

            // Then
            assertThat(narrow.leases()).isEqualTo(1);
            leave(first, reset, () -> server.stats().connectionsOpen() == 0);
            assertNoTrace(narrow, server.address());
            assertThat(server.stats().requests()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whileConnecting(boolean reset) throws IOException {
        List<Socket> fillers = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 4; i++) {
                Socket filler = new Socket();
                fillers.add(filler);
                try {
                    filler.connect(new InetSocketAddress(full.getInetAddress(), full.getLocalPort()), 100);
                } catch (SocketTimeoutException e) {
                    break;
                }
            }
            String address = "127.0.0.1:" + full.getLocalPort();
            try (TestGateway before = before(address, 0);
                    RawClient client = new RawClient(before.port())) {
                client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
                await().until(() -> before.leases() == 1);

                // When, Then
                leave(client, reset, () -> before.leases() == 0);
                assertNoTrace(before, address);
            }
        } finally {
            for (Socket filler : fillers) {
                filler.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void beforeTheHead(boolean reset) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send("POST /__fake/slow?ms=60000 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi");
            await().until(() -> server.stats().inFlight() == 1);

            // When, Then
            leave(client, reset, () -> server.stats().connectionsOpen() == 0);
            assertNoTrace(gateway, server.address());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void inTheMiddleOfAStream(boolean reset) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send("GET /__fake/sse?events=100000&interval_ms=20 HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(RawClient.status(client.head())).isEqualTo(200);
            assertThat(client.chunk()).startsWith("data: ");

            // When, Then
            leave(client, reset, () -> server.stats().connectionsOpen() == 0);
            assertNoTrace(gateway, server.address());
        }
    }

    @Test
    void whileNotReadingAStreamThatIsHeldBack() throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send("GET /__fake/bytes?n=1000000000 HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(RawClient.status(client.head())).isEqualTo(200);
            assertThat(client.bytes(1 << 20)).hasSize(1 << 20);

            // When, Then: unread bytes make it a reset
            leave(client, false, () -> server.stats().connectionsOpen() == 0);
            assertNoTrace(gateway, server.address());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whileUploading(boolean reset) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send("POST /__fake/upload HTTP/1.1\r\nHost: h\r\nContent-Length: 100000000\r\n\r\n");
            client.send(new byte[1 << 20]);
            await().until(() -> server.stats().bytesReceived() > (1 << 20));

            // When, Then
            leave(client, reset, () -> server.stats().connectionsOpen() == 0);
            assertNoTrace(gateway, server.address());
        }
    }

    @Test
    void whileAnUploadIsHeldBack() throws IOException {
        CountDownLatch left = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        AtomicLong sent = new AtomicLong();
        try (ScriptedServer stuck = new ScriptedServer((peer, n) -> {
                    String unused = peer.head();
                    awaitQuietly(left);
                    String unusedRest = peer.rest();
                    ended.countDown();
                });
                TestGateway before = before(stuck.address(), 0);
                RawClient client = new RawClient(before.port())) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10000000000\r\n\r\n");
            Thread unused = Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        client.send(new byte[1 << 16]);
                        sent.addAndGet(1 << 16);
                    }
                } catch (IOException e) {
                    // The client has left.
                }
            });
            AtomicLong before300 = new AtomicLong(-1);
            await().during(Duration.ofMillis(300))
                    .atMost(LONG)
                    .until(() -> before300.getAndSet(sent.get()) == sent.get());

            // When, Then
            leave(client, true, () -> before.leases() == 0);
            assertNoTrace(before, stuck.address());
            left.countDown();
            await().atMost(LONG).until(() -> ended.getCount() == 0);
        } finally {
            left.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            boolean unused = latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/__fake/slow?ms=60000", "/__fake/sse?events=100000&interval_ms=20"})
    void anHttp2StreamIsResetAndItsConnectionGoesOn(String target) {
        try (Http2Client client = new Http2Client(gateway.port())) {
            HttpClientRequest request = client.request(HttpMethod.GET, target);
            var unused = request.send().onSuccess(head -> head.exceptionHandler(reset -> {}));
            await().until(() -> server.stats().inFlight() == 1);

            // When
            var unusedReset = request.reset(8);

            // Then
            await().atMost(LONG).until(() -> server.stats().connectionsOpen() == 0);
            assertNoTrace(gateway, server.address());
            HttpClientResponse next = Http2Client.await(
                    client.request(HttpMethod.GET, "/__fake/small").send());
            assertThat(next.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void anHttp2UploadIsReset() {
        try (Http2Client client = new Http2Client(gateway.port())) {
            HttpClientRequest request =
                    client.request(HttpMethod.POST, "/__fake/upload").setChunked(true);
            HttpClientRequest unusedToo = request.exceptionHandler(reset -> {});
            Void unused = Http2Client.await(request.write("x".repeat(1000)));
            await().until(() -> server.stats().inFlight() == 1);

            // When
            var unusedReset = request.reset(8);

            // Then
            await().atMost(LONG).until(() -> server.stats().connectionsOpen() == 0);
            assertNoTrace(gateway, server.address());
        }
    }

    @Test
    void twoHundredClientsThatLeaveAtRandomLeaveNothingBehind() throws Exception {
        // Given
        String[] requests = {
            "GET /__fake/small HTTP/1.1\r\nHost: h\r\n\r\n",
            "GET /__fake/slow?ms=30 HTTP/1.1\r\nHost: h\r\n\r\n",
            "GET /__fake/sse?events=50&interval_ms=2 HTTP/1.1\r\nHost: h\r\n\r\n",
            "GET /__fake/bytes?n=3000000 HTTP/1.1\r\nHost: h\r\n\r\n",
            "POST /__fake/upload HTTP/1.1\r\nHost: h\r\nContent-Length: 200000\r\n\r\n" + "x".repeat(100_000),
            "POST /__fake/upload HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        };
        Random random = new Random(7);
        AtomicInteger done = new AtomicInteger();
        try (TestGateway narrow = before(server.address(), 20)) {
            // When
            for (int i = 0; i < 200; i++) {
                String request = requests[random.nextInt(requests.length)];
                int stay = random.nextInt(60);
                boolean reset = random.nextBoolean();
                Thread unused = Thread.ofVirtual().start(() -> {
                    try (RawClient client = new RawClient(narrow.port())) {
                        client.send(request);
                        client.socket().setSoTimeout(Math.max(1, stay));
                        String unusedHead = client.head();
                        if (reset) {
                            client.reset();
                        }
                    } catch (IOException e) {
                        // Its patience was at an end; it leaves.
                    } finally {
                        done.incrementAndGet();
                    }
                });
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> done.get() == 200);

            // Then
            assertNoTrace(narrow, server.address());
            await().atMost(LONG).until(() -> server.stats().inFlight() == 0);
            try (RawClient after = new RawClient(narrow.port())) {
                after.send(requests[0]);
                assertThat(RawClient.status(after.head())).isEqualTo(200);
            }
        }
    }
}
