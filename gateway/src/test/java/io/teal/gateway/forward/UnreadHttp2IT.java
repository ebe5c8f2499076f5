package io.teal.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.CertificateAuthority;
import io.teal.gateway.testing.KernelSockets;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.TestGateway;
import io.teal.gateway.tls.CertificateFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server of HTTP/2 over TLS that reads nothing, and a client that leaves. */
class UnreadHttp2IT {
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    /** Frames of HTTP/2: SETTINGS with the widest window of a stream, and a WINDOW_UPDATE for that of the connection. */
    private static final String WIDE_WINDOWS = "00000604000000000000047fffffff" + "0000040800000000007fff0000";

    /** What it has not taken yet is dropped, and not flushed first, for which TLS would take three seconds. */
    @Test
    void itIsLeftAtOnce(@TempDir Path folder) throws Exception {
        CertificateAuthority authority = CertificateAuthority.in(folder);
        CertificateFiles unusedFiles = authority.issue("server", "dns:localhost");
        CountDownLatch over = new CountDownLatch(1);
        try (SSLServerSocket listening = (SSLServerSocket) authority
                        .context("server")
                        .getServerSocketFactory()
                        .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
                TestGateway gateway =
                        TestGateway.start("""
                        services:
                          chat:
                            upstreams:
                              blue: {protocol: h2, servers: ["https://localhost:%d"], tls: {ca: %s}}
                        routes: [{name: all, match: {path: /}, service: chat, limits: {body: none}}]
                        """.formatted(listening.getLocalPort(), authority.certificate()))) {
            SSLParameters parameters = listening.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            listening.setSSLParameters(parameters);
            var unused = Thread.ofPlatform().start(() -> takeAndNotRead(listening, over));

            // One has to be quick: on a busy machine other processes take whole time slices.
            Duration least = timeToLeave(gateway, listening.getLocalPort());
            for (int round = 1; round < 3 && least.compareTo(AT_ONCE) > 0; round++) {
                least = timeToLeave(gateway, listening.getLocalPort());
            }

            assertThat(least).isLessThan(AT_ONCE);
        } finally {
            over.countDown();
        }
    }

    private static void takeAndNotRead(SSLServerSocket listening, CountDownLatch over) {
        List<Socket> taken = new ArrayList<>();
        try {
            while (over.getCount() > 0) {
                Socket peer = listening.accept();
                taken.add(peer);
                peer.getOutputStream().write(HexFormat.of().parseHex(WIDE_WINDOWS));
            }
        } catch (IOException e) {
            // The test is over.
        } finally {
            for (Socket peer : taken) {
                try {
                    peer.close();
                } catch (IOException e) {
                    // What it has not read cannot be said goodbye to.
                }
            }
        }
    }

    /** From when a client leaves that sends more than the server takes to when the gateway has closed its connection there. */
    private static Duration timeToLeave(TestGateway gateway, int port) throws IOException {
        AtomicLong sent = new AtomicLong();
        try (RawClient client = new RawClient(gateway.port())) {
            client.send("POST /a HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 10000000000\r\n\r\n");
            var unused = Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        client.send(new byte[1 << 16]);
                        sent.addAndGet(1 << 16);
                    }
                } catch (IOException e) {
                    // The client has left.
                }
            });
            AtomicLong before = new AtomicLong();
            AtomicLong untaken = new AtomicLong();
            await().during(Duration.ofMillis(300)).until(() -> {
                long waiting = KernelSockets.untaken(port);
                return waiting > 0
                        && untaken.getAndSet(waiting) == waiting
                        && before.getAndSet(sent.get()) == sent.get();
            });

            long left = System.nanoTime();
            client.reset();
            await().pollInterval(Duration.ofMillis(5)).until(() -> KernelSockets.established(port) == 0);
            Duration taken = Duration.ofNanos(System.nanoTime() - left);
            await().until(() -> gateway.leases() == 0);
            return taken;
        }
    }
}
