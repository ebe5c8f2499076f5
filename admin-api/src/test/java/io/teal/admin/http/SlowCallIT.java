package io.teal.admin.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.teal.admin.audit.Audit;
import io.teal.admin.http.contract.Contract;
import io.teal.admin.security.Authentication;
import io.teal.admin.security.BrowserGuard;
import io.teal.admin.testing.AdminRig;
import io.teal.gateway.config.GatewayConfig;
import io.vertx.core.Vertx;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that take longer than a connection may be idle. */
class SlowCallIT {
    private static final Duration IDLE = Duration.ofMillis(400);

    private static final String CONTRACT = """
            openapi: 3.1.0
            info: {title: slow, version: "1"}
            paths:
              /slow: {post: {operationId: slow, x-teal-role: operator, requestBody: {content: {application/json: {}}}}}
              /failing: {post: {operationId: failing, x-teal-role: operator, requestBody: {content: {application/json: {}}}}}
              /quick: {post: {operationId: quick, x-teal-role: operator, requestBody: {content: {application/json: {}}}}}
            """;

    private final Vertx vertx = Vertx.vertx();
    private final CountDownLatch done = new CountDownLatch(1);

    @TempDir
    Path directory;

    private Audit audit;
    private AdminServer server;

    @BeforeEach
    void start() throws Exception {
        audit = Audit.open(directory, InstantSource.system(), 0);
        Endpoint.Action waiting = call -> {
            done.await();
            return Answer.json(Json.object().put("asked", 50));
        };
        Endpoint.Action failing = call -> {
            done.await();
            throw new IllegalStateException("too late");
        };
        Contract contract = Contract.of(CONTRACT);
        server = new AdminServer(
                vertx,
                Authentication.of(vertx, GatewayConfig.Admin.DEFAULT),
                BrowserGuard.of("127.0.0.1"),
                audit,
                () -> contract,
                known -> List.of(
                        Endpoint.of("slow", waiting).takingLong(),
                        Endpoint.of("failing", failing).takingLong(),
                        Endpoint.of("quick", waiting)),
                options -> {},
                IDLE);
        AdminRig.await(server.listen("127.0.0.1", 0));
    }

    @AfterEach
    void stop() throws Exception {
        done.countDown();
        AdminRig.await(server.close());
        AdminRig.await(vertx.close());
        audit.close();
    }

    @Test
    void whiteSpaceGoesBeforeAnAnswerThatTakesItsTime() throws Exception {
        try (Socket caller = post("/slow")) {
            InputStream in = caller.getInputStream();

            // When: three lines come every quarter of the time a connection may be idle; these take more than twice
            // that time
            StringBuilder before = new StringBuilder();
            while (before.chars().filter(c -> c == '\n').count() < 40) {
                before.append((char) in.read());
            }
            done.countDown();
            String all = before + new String(in.readAllBytes(), UTF_8);

            // Then
            assertThat(all)
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .containsIgnoringCase("content-type: application/json\r\n")
                    .containsIgnoringCase("cache-control: no-store\r\n");
            String body = all.substring(all.indexOf("\r\n\r\n") + 4).replaceAll("(?m)^[0-9a-f]+\r\n", "");
            assertThat(new ObjectMapper().readTree(body.strip())).hasToString("{\"asked\":50}");
        }
    }

    @Test
    void anAnswerThatIsThereSoonIsLikeAnyOther() throws Exception {
        done.countDown();
        try (Socket caller = post("/failing")) {
            assertThat(new String(caller.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 500 ")
                    .contains("application/problem+json");
        }
        try (Socket caller = post("/slow")) {
            assertThat(new String(caller.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .endsWith("\r\n\r\n{\"asked\":50}");
        }
    }

    @Test
    void whatFailsAfterItsHeadIsBrokenOff() throws Exception {
        try (Socket caller = post("/failing")) {
            InputStream in = caller.getInputStream();
            StringBuilder all = new StringBuilder();
            while (all.indexOf("\r\n\r\n") < 0) {
                all.append((char) in.read());
            }
            done.countDown();
            all.append(new String(in.readAllBytes(), UTF_8));

            assertThat(all).startsWith("HTTP/1.1 200 OK\r\n");
            assertThat(all.toString()).doesNotContain("\r\n0\r\n").doesNotContain("{");
        }
    }

    @Test
    void whatIsNotExpectedToTakeLongIsCutWhenIdle() throws Exception {
        try (Socket caller = post("/quick")) {
            assertThat(caller.getInputStream().readAllBytes()).isEmpty();
        }
    }

    @Test
    void aCallerThatLeavesKeepsNobodyElseWaiting() throws Exception {
        try (Socket caller = post("/slow")) {
            assertThat(caller.getInputStream().read()).isEqualTo('H');
        }
        done.countDown();
        try (Socket next = post("/slow")) {
            assertThat(new String(next.getInputStream().readAllBytes(), UTF_8)).endsWith("{\"asked\":50}");
        }
    }

    private Socket post(String path) throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "Content-Length: 0\r\nConnection: close\r\n\r\n")
                        .getBytes(UTF_8));
        return socket;
    }
}
