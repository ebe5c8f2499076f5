package io.teal.gateway.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.HealthCheck;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.tls.OriginTls;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthWatchIT {
    private static final Duration INTERVAL = Duration.ofMillis(20);

    private final Vertx vertx = Vertx.vertx();
    private final HealthChecks checks = new HealthChecks(vertx, new OriginTls());
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final HealthWatch watch =
            checks.watch((server, healthy, reason) -> told.add(healthy ? "healthy" : "unhealthy: " + reason));
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Consumer<HttpServerRequest> behaviour =
            request -> request.response().end("{\"code\":200}");
    private Address address;

    @BeforeEach
    void listen() {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> {
                    asked.incrementAndGet();
                    behaviour.accept(request);
                })
                .listen(0, "127.0.0.1")
                .await();
        address = new Address("127.0.0.1", server.actualPort());
    }

    @AfterEach
    void close() {
        watch.stop();
        checks.close();
        vertx.close().await();
    }

    @Test
    void aServerThatAnswersAsExpectedStaysHealthy() {
        watch.apply(upstream(check("GET", Map.of("code", 200), Duration.ofSeconds(5)), Upstream.Protocol.HTTP_1_1));

        await().until(() -> asked.get() >= 5);

        assertThat(told).isEmpty();
    }

    @Test
    void aWrongStatusTurnsItAndRecoveryTurnsItBack() {
        behaviour = request -> request.response().setStatusCode(500).end();
        watch.apply(upstream(check("GET", null, Duration.ofSeconds(5)), Upstream.Protocol.HTTP_1_1));
        await().until(() -> told.size() == 1);

        behaviour = request -> request.response().end();
        await().until(() -> told.size() == 2);

        assertThat(told)
                .containsExactly("unhealthy: 3 failed in a row, the last: status 500 instead of 200", "healthy");
    }

    @Test
    void aWrongBodyTurnsIt() {
        behaviour = request -> request.response().end("{\"code\":500}");
        watch.apply(upstream(check("POST", Map.of("code", 200), Duration.ofSeconds(5)), Upstream.Protocol.HTTP_1_1));

        await().until(() -> !told.isEmpty());

        assertThat(told).containsExactly("unhealthy: 3 failed in a row, the last: body.code is not 200");
    }

    @Test
    void aBodyWithoutEndTurnsIt() {
        behaviour = request -> request.response().end("\"" + "x".repeat(70_000) + "\"");
        watch.apply(upstream(check("GET", Map.of(), Duration.ofSeconds(5)), Upstream.Protocol.HTTP_1_1));

        await().until(() -> !told.isEmpty());

        assertThat(told).containsExactly("unhealthy: 3 failed in a row, the last: body longer than 64 KiB");
    }

    @Test
    void theTimeoutCoversTheBody() {
        behaviour = request -> request.response().setChunked(true).write("{");
        watch.apply(upstream(check("GET", Map.of(), Duration.ofMillis(100)), Upstream.Protocol.HTTP_1_1));

        await().until(() -> !told.isEmpty());

        assertThat(told).containsExactly("unhealthy: 3 failed in a row, the last: no answer within 0.1s");
    }

    @Test
    void aServerThatIsNotThereTurns() {
        watch.apply(new Upstream(
                "blue",
                upstream(null, Upstream.Protocol.HTTP_1_1).balance(),
                List.of(Server.at(new Address("127.0.0.1", unusedPort()))),
                Upstream.Queue.DEFAULT,
                check("GET", null, Duration.ofSeconds(5)),
                Upstream.Ejection.SLIDING,
                Upstream.WhenNoneUsable.FAIL,
                Upstream.Protocol.HTTP_1_1,
                Duration.ofSeconds(4)));

        await().until(() -> !told.isEmpty());

        assertThat(told).containsExactly("unhealthy: 3 failed in a row, the last: connect refused");
    }

    @Test
    void http2IsCheckedOverHttp2() {
        List<String> versions = new CopyOnWriteArrayList<>();
        behaviour = request -> {
            versions.add(request.version().name());
            request.response().end("{\"code\":200}");
        };
        watch.apply(upstream(check("POST", Map.of(), Duration.ofSeconds(5)), Upstream.Protocol.HTTP_2));

        await().until(() -> versions.size() >= 3);

        assertThat(versions).containsOnly("HTTP_2");
        assertThat(told).isEmpty();
    }

    /** Of several upstreams that share a server, none takes a connection that another is about to close. */
    @Test
    void everyCheckHasAConnectionOfItsOwn() {
        List<String> connections = new CopyOnWriteArrayList<>();
        behaviour = request -> {
            connections.add(request.remoteAddress().toString());
            request.response().end("{\"code\":200}");
        };
        List<HealthWatch> others = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            others.add(checks.watch((server, healthy, reason) -> told.add(reason)));
        }
        others.forEach(other ->
                other.apply(upstream(check("GET", Map.of(), Duration.ofSeconds(5)), Upstream.Protocol.HTTP_2)));

        await().until(() -> connections.size() >= 50);
        others.forEach(HealthWatch::stop);

        assertThat(connections).doesNotHaveDuplicates();
        assertThat(told).isEmpty();
    }

    @Test
    void anUnchangedCheckGoesOnAndAStoppedOneIsSilent() {
        behaviour = request -> request.response().setStatusCode(503).end();
        Upstream upstream = upstream(check("GET", null, Duration.ofSeconds(5)), Upstream.Protocol.HTTP_1_1);
        watch.apply(upstream);
        await().until(() -> told.size() == 1);

        watch.apply(upstream(check("GET", null, Duration.ofSeconds(5)), Upstream.Protocol.HTTP_1_1));
        int before = asked.get();
        await().until(() -> asked.get() > before + 5);
        assertThat(told).as("still the same verdict").hasSize(1);
        watch.apply(upstream(null, Upstream.Protocol.HTTP_1_1));

        assertThat(told).hasSize(2).last().isEqualTo("healthy");
    }

    private int unusedPort() {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> request.response().end())
                .listen(0, "127.0.0.1")
                .await();
        int port = server.actualPort();
        server.close().await();
        return port;
    }

    private static HealthCheck check(String method, @Nullable Object json, Duration timeout) {
        return new HealthCheck("/server/configs", method, INTERVAL, timeout, 200, json, 3, 2);
    }

    private Upstream upstream(@Nullable HealthCheck check, Upstream.Protocol protocol) {
        Upstream plain = Upstream.of("blue", List.of(Server.at(address)));
        return new Upstream(
                plain.name(),
                plain.balance(),
                plain.servers(),
                plain.queue(),
                check,
                plain.ejection(),
                plain.whenNoneUsable(),
                protocol,
                plain.keepaliveTimeout());
    }
}
