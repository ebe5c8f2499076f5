package io.teal.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.ScriptedServer;
import io.teal.gateway.testing.TestGateway;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the bytes under way when one end of a tunnel leaves, and of the end that does not take them. */
@Timeout(40)
@Execution(ExecutionMode.CONCURRENT)
class TunnelEndIT {
    private static final int MIB = 1 << 20;
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String SWITCH =
            "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n";
    private static final String HANDSHAKE =
            "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

    private static TestGateway before(ScriptedServer server) {
        return TestGateway.start("""
                services: {chat: {upstreams: {blue: {servers: [{address: "%s", max_fails: 0}]}}}}
                routes: [{name: all, match: {path: /}, service: chat}]
                """.formatted(server.address()));
    }

    /** Bytes of which each tells its place, so that a gap shows. */
    private static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i % 251);
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void aSlowClientGetsAllOfAServerThatLeft(int mib) throws IOException {
        byte[] all = pattern(mib * MIB);
        try (ScriptedServer server = new ScriptedServer((peer, n) -> {
                    String unused = peer.head();
                    peer.send(SWITCH).send(all);
                });
                TestGateway gateway = before(server);
                RawClient raw = new RawClient(gateway.port())) {
            raw.socket().setReceiveBufferSize(64 << 10);
            raw.send(HANDSHAKE);
            assertThat(RawClient.status(raw.head())).isEqualTo(101);

            // When: nothing is read for a while
            pause();

            // Then
            assertThat(raw.bytes(all.length + 1)).isEqualTo(all);
            await().atMost(LONG).until(() -> gateway.leases() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void aSlowServerGetsAllOfAClientThatLeft(int mib) throws Exception {
        byte[] all = pattern(mib * MIB);
        AtomicReference<byte[]> got = new AtomicReference<>();
        try (ScriptedServer server = new ScriptedServer((peer, n) -> {
                    peer.socket().setReceiveBufferSize(64 << 10);
                    String unused = peer.head();
                    peer.send(SWITCH);
                    pause();
                    got.set(peer.bytes(all.length + 1));
                });
                TestGateway gateway = before(server)) {
            try (RawClient raw = new RawClient(gateway.port())) {
                raw.send(HANDSHAKE);
                assertThat(RawClient.status(raw.head())).isEqualTo(101);
                raw.send(all);
            }

            await().atMost(LONG).until(() -> got.get() != null);
            assertThat(got.get()).isEqualTo(all);
            await().atMost(LONG).until(() -> gateway.leases() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aServerThatDoesNotReadIsLetGoWhenTheClientLeft(boolean reset) throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer((peer, n) -> {
                    peer.socket().setReceiveBufferSize(64 << 10);
                    String unused = peer.head();
                    peer.send(SWITCH);
                    await().atMost(LONG).until(() -> broken(peer));
                    closed.countDown();
                });
                TestGateway gateway = before(server)) {
            RawClient raw = new RawClient(gateway.port());
            raw.send(HANDSHAKE);
            assertThat(RawClient.status(raw.head())).isEqualTo(101);
            leave(raw, reset);

            assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
            await().atMost(LONG).until(() -> gateway.leases() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClientThatDoesNotReadIsLetGoWhenTheServerLeft(boolean reset) throws IOException {
        try (ScriptedServer server = new ScriptedServer((peer, n) -> {
                    String unused = peer.head();
                    peer.send(SWITCH);
                    leave(peer, reset);
                });
                TestGateway gateway = before(server);
                RawClient raw = new RawClient(gateway.port())) {
            raw.socket().setReceiveBufferSize(64 << 10);
            raw.send(HANDSHAKE);
            assertThat(RawClient.status(raw.head())).isEqualTo(101);

            await().atMost(LONG).until(() -> broken(raw));
            await().atMost(LONG).until(() -> gateway.leases() == 0);
        }
    }

    /** Writes more than a tunnel holds and resets, or what the buffers hold together and closes. */
    private static void leave(RawClient end, boolean reset) throws IOException {
        if (!reset) {
            end.send(new byte[MIB]);
            end.close();
            return;
        }
        AtomicLong sent = new AtomicLong();
        Thread unused = Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    end.send(new byte[1 << 16]);
                    sent.incrementAndGet();
                }
            } catch (IOException e) {
                // It was reset below.
            }
        });
        AtomicLong last = new AtomicLong(-1);
        await().during(Duration.ofMillis(300)).atMost(LONG).until(() -> last.getAndSet(sent.get()) == sent.get());
        end.reset();
    }

    /** Whether the other side has closed: only then writing fails. */
    private static boolean broken(RawClient end) {
        try {
            end.send("x");
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static void pause() {
        long start = System.nanoTime();
        await().atMost(LONG).until(() -> System.nanoTime() - start > 700_000_000L);
    }
}
