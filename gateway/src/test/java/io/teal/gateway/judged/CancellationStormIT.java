package io.teal.gateway.judged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.TestGateway;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.SimulatedServer;
import io.teal.simulator.Timing;
import io.teal.simulator.fault.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A thousand clients that leave in each phase of a request: nothing of them is left 100 ms later. */
class CancellationStormIT {
    private static final int CLIENTS = 1_000;
    private static final int AT_A_TIME = 50;
    private static final Duration PROMISED = Duration.ofMillis(100);

    /** The machine may stand still for longer than what is promised: one of these must do. */
    private static final int ROUNDS = 3;

    private static final String QUESTION = "{\"query\":\"q\",\"kb_name\":\"samples\",\"stream\":true}";
    private static final String HEAD =
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";

    private static TestGateway before(String address, String server) {
        return TestGateway.start("""
                services:
                  chat:
                    upstreams:
                      blue: {servers: [{address: "%s"%s}], queue: {size: 2000, wait: 60s}}
                routes:
                  - {name: all, match: {path: /}, service: chat, answers: chatchat, timeouts: {connect: 20s}}
                """.formatted(address, server));
    }

    private static RawClient ask(TestGateway gateway, String who) throws IOException {
        RawClient client = new RawClient(gateway.port());
        return client.send("POST /chat/kb_chat HTTP/1.1\r\nHost: h\r\nX-Who: " + who + "\r\nX-Request-ID: " + who
                + "\r\nContent-Length: " + QUESTION.length() + "\r\n\r\n" + QUESTION);
    }

    private static void leave(RawClient client, int i) throws IOException {
        if (i % 2 == 0) {
            client.reset();
        } else {
            client.close();
        }
    }

    private static void assertQuick(long[] nanos, int round) {
        Arrays.sort(nanos);
        Duration p99 = Duration.ofNanos(nanos[nanos.length * 99 / 100 - 1]);
        if (round == ROUNDS || p99.compareTo(PROMISED) <= 0) {
            assertThat(p99).as("99 of 100 are gone within").isLessThanOrEqualTo(PROMISED);
        }
    }

    private static boolean quick(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length * 99 / 100 - 1] <= PROMISED.toNanos();
    }

    private static void assertNoTrace(TestGateway gateway, int left) {
        await().until(() -> gateway.leases() == 0);
        await().until(() -> gateway.gateway().stats().of(Outcome.CLIENT_LEFT) == left);
        assertThat(gateway.gateway().stats().total()).isEqualTo(left);
        var server = gateway.gateway().upstreams().status().getFirst();
        assertThat(server.queued()).isZero();
        assertThat(server.failures()).isZero();
    }

    private static String chunk(String event) {
        return Integer.toString(event.length(), 16) + "\r\n" + event + "\r\n";
    }

    /** Before the head, before the first token, and in the middle of the stream. */
    @ParameterizedTest
    @ValueSource(strings = {"before the head", "before the first token", "in the middle"})
    void withAServer(String phase) throws IOException {
        String answer =
                switch (phase) {
                    case "before the head" -> "";
                    case "before the first token" -> HEAD + chunk(": ping\r\n\r\n");
                    default -> HEAD + chunk("data: {\"answer\": \"token\"}\r\n\r\n");
                };
        for (int round = 1; round <= ROUNDS; round++) {
            try (Departures server = new Departures(answer);
                    TestGateway gateway = before(server.address(), ", max_fails: 0")) {
                long[] nanos = new long[CLIENTS];
                for (int from = 0; from < CLIENTS; from += AT_A_TIME) {
                    List<RawClient> clients = new ArrayList<>();
                    for (int i = from; i < from + AT_A_TIME; i++) {
                        clients.add(ask(gateway, Integer.toString(i)));
                    }
                    for (int i = from; i < from + AT_A_TIME; i++) {
                        String who = Integer.toString(i);
                        await().alias("request " + who + " is with the server")
                                .pollInterval(1, TimeUnit.MILLISECONDS)
                                .until(() -> server.hasArrived(who));
                        long left = System.nanoTime();
                        leave(clients.get(i - from), i);
                        await().alias("the connection of request " + who + " is closed")
                                .pollInterval(1, TimeUnit.MILLISECONDS)
                                .until(() -> server.hasDeparted(who));
                        nanos[i] = server.departure(who) - left;
                    }
                }
                assertNoTrace(gateway, CLIENTS);
                assertQuick(nanos, round);
                if (quick(nanos)) {
                    return;
                }
            }
        }
    }

    @Test
    void inTheQueue() throws IOException {
        try (Fleet fleet = Fleet.start(Instance.named("busy").withTiming(Timing.instant()));
                TestGateway gateway = before(fleet.server("busy").address(), ", max_conns: 1")) {
            // Given: the only place is taken
            SimulatedServer busy = fleet.server("busy");
            busy.faults().set(Fault.PINGS_ONLY);
            RawClient first = ask(gateway, "first");
            await().until(() -> gateway.leases() == 1);

            // When
            for (int from = 0; from < CLIENTS; from += AT_A_TIME) {
                List<RawClient> clients = new ArrayList<>();
                for (int i = 0; i < AT_A_TIME; i++) {
                    clients.add(ask(gateway, "waiting"));
                }
                await().until(() -> queued(gateway) == AT_A_TIME);
                for (int i = 0; i < AT_A_TIME; i++) {
                    leave(clients.get(i), i);
                }
                await().until(() -> queued(gateway) == 0);
            }
            assertThat(gateway.leases()).isEqualTo(1);
            first.close();

            // Then
            assertNoTrace(gateway, CLIENTS + 1);
            assertThat(busy.stats().requests()).isEqualTo(1);
            assertThat(busy.stats().generationsStarted()).isZero();
        }
    }

    private static int queued(TestGateway gateway) {
        return gateway.gateway().upstreams().status().getFirst().queued();
    }

    /** A server that does not take connections: they are asked for again and again, until somebody takes that back. */
    @Test
    void whileConnecting() throws IOException {
        for (int round = 1; round <= ROUNDS; round++) {
            try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    TestGateway gateway = before("127.0.0.1:" + full.getLocalPort(), ", max_fails: 0")) {
                List<Socket> fillers = fill(full);
                LongSupplier opening = () -> opening(full.getLocalPort());
                long others = opening.getAsLong();
                long[] nanos = new long[CLIENTS];
                for (int from = 0; from < CLIENTS; from += AT_A_TIME) {
                    List<RawClient> clients = new ArrayList<>();
                    for (int i = 0; i < AT_A_TIME; i++) {
                        clients.add(ask(gateway, "connecting"));
                    }
                    await().until(() -> opening.getAsLong() >= others + AT_A_TIME);
                    for (int i = 0; i < AT_A_TIME; i++) {
                        nanos[from + i] = -System.nanoTime();
                        leave(clients.get(i), i);
                    }
                    await().pollInterval(2, TimeUnit.MILLISECONDS).until(() -> opening.getAsLong() <= others);
                    for (int i = 0; i < AT_A_TIME; i++) {
                        nanos[from + i] += System.nanoTime();
                    }
                }
                assertNoTrace(gateway, CLIENTS);
                for (Socket filler : fillers) {
                    filler.close();
                }
                assertQuick(nanos, round);
                if (quick(nanos)) {
                    return;
                }
            }
        }
    }

    /** Fills the queue of connections that nobody accepts, so that the kernel no longer answers further ones. */
    private static List<Socket> fill(ServerSocket full) throws IOException {
        List<Socket> fillers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Socket filler = new Socket();
            fillers.add(filler);
            try {
                filler.connect(full.getLocalSocketAddress(), 200);
            } catch (java.net.SocketTimeoutException unanswered) {
                filler.close();
                return fillers;
            }
        }
        throw new AssertionError("the kernel answers more connections than the queue holds");
    }

    /** How many connections to a port are being opened, as the kernel sees it (state SYN_SENT). */
    private static long opening(int port) {
        String to = String.format(Locale.ROOT, ":%04X 02 ", port);
        try {
            long count = 0;
            for (String file : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
                count += Files.readAllLines(Path.of(file)).stream()
                        .filter(line -> line.contains(to))
                        .count();
            }
            return count;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
