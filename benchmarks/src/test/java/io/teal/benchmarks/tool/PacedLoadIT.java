package io.teal.benchmarks.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PacedLoadIT {
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server;
    private ExecutorService threads;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            int number = asked.incrementAndGet();
            byte[] body = "answer".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("X-Cache", "HIT");
            int status = exchange.getRequestURI().getPath().equals("/bad") && number == 20 ? 500 : 200;
            exchange.sendResponseHeaders(status, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.close();
    }

    @Test
    void sendsAtTheRateAndCountsAfterTheSettling() throws Exception {
        Target target = new Target(port(), List.of(Request.get("/a", 6), Request.get("/b", 6)), "X-Cache: HIT");

        Latencies latencies = PacedLoad.run(target, 4, 200, Duration.ofMillis(250), Duration.ofMillis(500));

        // A beat more or less for each connection.
        assertThat(latencies.count()).isBetween(96, 104);
        assertThat(asked.get()).isBetween(146, 154);
        assertThat(latencies.micros(0)).isPositive();
    }

    @Test
    void withoutARateEachConnectionAsksAgainAtOnce() throws Exception {
        double most = PacedLoad.most(Target.of(port(), List.of(Request.get("/a", 6))), 2, Duration.ofMillis(500));

        assertThat(most).isEqualTo(2 * asked.get()).isGreaterThan(40);
    }

    @Test
    void oneWrongStatusIsOneTooMany() {
        Target target = Target.of(port(), List.of(Request.get("/bad", 6)));

        assertThatExceptionOfType(WrongAnswers.class)
                .isThrownBy(() -> PacedLoad.run(target, 4, 200, Duration.ZERO, Duration.ofMillis(500)))
                .withMessageContaining("status 500");
    }

    @Test
    void soIsAWrongLengthAndAWrongHead() {
        Target length = Target.of(port(), List.of(Request.get("/", 7)));
        Target head = new Target(port(), List.of(Request.get("/", 6)), "X-Cache: MISS");

        assertThatExceptionOfType(WrongAnswers.class)
                .isThrownBy(() -> PacedLoad.run(length, 1, 100, Duration.ZERO, Duration.ofMillis(100)))
                .withMessageContaining("6 bytes instead of 7");
        assertThatExceptionOfType(WrongAnswers.class)
                .isThrownBy(() -> PacedLoad.run(head, 1, 100, Duration.ZERO, Duration.ofMillis(100)))
                .withMessageContaining("X-Cache: MISS");
    }

    private int port() {
        return server.getAddress().getPort();
    }
}
