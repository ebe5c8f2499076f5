package io.teal.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.ScriptedServer;
import io.teal.gateway.testing.TestGateway;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody who reads slowly fills the gateway, and nobody loses anything by it. */
class BackpressureIT {
    /** What the kernel's socket buffers and the gateway's write queues may hold between two ends that do not read. */
    private static final long IN_TRANSIT = 80L << 20;

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
                TestGateway before = StreamingIT.before(endless.address());
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
        // Given: answers of many lengths that wait in all places there are, and connections that have ended behind them
        AtomicLong sent = new AtomicLong();
        List<RawClient> readers = new ArrayList<>();
        try (ScriptedServer closing = new ScriptedServer((peer, n) -> {
                    int size = Integer.parseInt(peer.head().split(" ", -1)[1].substring(1));
                    peer.send("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: " + size + "\r\n\r\n");
                    for (int left = size; left > 0; left -= 1 << 16) {
                        peer.send(new byte[Math.min(left, 1 << 16)]);
                        sent.addAndGet(1 << 16);
                    }
                });
                TestGateway before = StreamingIT.before(closing.address())) {
            for (int i = 0; i < 40; i++) {
                RawClient reader = new RawClient(before.port());
                readers.add(reader);
                reader.send("GET /" + size(i) + " HTTP/1.1\r\nHost: h\r\n\r\n");
                assertThat(RawClient.status(reader.head())).isEqualTo(200);
            }
            awaitStandstill(sent);

            // When, Then
            for (int i = 0; i < 40; i++) {
                assertThat(readers.get(i).bytes(size(i))).hasSize(size(i));
            }
            await().until(() -> before.leases() == 0);
            assertThat(before.server(closing.address()).failures()).isZero();
        } finally {
            readers.forEach(RawClient::close);
        }
    }

    private static int size(int reader) {
        return (1 << 20) + reader * 197_000;
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
                    boolean unusedEither = StreamingIT.awaitQuietly(read);
                    String unusedRest = peer.rest();
                });
                TestGateway before = StreamingIT.before(slow.address());
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
}
