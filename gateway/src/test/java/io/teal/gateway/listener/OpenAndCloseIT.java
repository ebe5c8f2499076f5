package io.teal.gateway.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Opening all or nothing, and closing gracefully: what is idle goes at once, what runs gets its time. */
class OpenAndCloseIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final BlockingQueue<HttpServerRequest> running = new LinkedBlockingQueue<>();
    private final TestServer server = new TestServer(ListenerLimits.DEFAULT, null, request -> {
        if (request.path().equals("/quick")) {
            request.response().end("quick");
        } else {
            running.add(request);
        }
    });

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void closesWhatIsIdleAndStopsAccepting() throws Exception {
        try (RawClient fresh = RawClient.to(server.port());
                RawClient partial = RawClient.to(server.port()).send("GET /a HT");
                RawClient used = RawClient.to(server.port());
                RawHttp2 http2 = new RawHttp2(server.port())) {
            used.send("GET /quick HTTP/1.1\r\nHost: x\r\n\r\n").readUntil("quick");
            assertThat(http2.read().type()).isEqualTo(RawHttp2.SETTINGS);

            Future<Void> closed = server.shutdown(LONG);

            assertThat(fresh.readToEnd()).isEmpty();
            assertThat(partial.readToEnd()).isEmpty();
            assertThat(used.readToEnd()).isEmpty();
            assertThat(http2.readTo(RawHttp2.GOAWAY).error()).isZero();
            assertThat(http2.readToEnd()).isEmpty();
            TestServer.await(closed);
        }
        assertThatThrownBy(() -> RawClient.to(server.port()).close()).isInstanceOf(ConnectException.class);
    }

    @Test
    void letsARunningRequestEnd() throws Exception {
        try (RawClient client = RawClient.to(server.port());
                RawHttp2 http2 = new RawHttp2(server.port())) {
            client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
            HttpServerRequest first = running.take();
            http2.request(1, true, List.of(":method", "GET", ":scheme", "http", ":path", "/b", ":authority", "x"));
            HttpServerRequest second = running.take();

            Future<Void> closed = server.shutdown(LONG);
            assertThat(http2.readTo(RawHttp2.GOAWAY).error()).isZero();
            assertThat(closed.isComplete()).isFalse();
            answer(first);
            answer(second);

            assertThat(client.readToEnd()).startsWith("HTTP/1.1 200").endsWith("done");
            assertThat(http2.readTo(RawHttp2.DATA).payload()).isEqualTo("done");
            TestServer.await(closed);
        }
    }

    @Test
    void cutsWhatRunsPastTheDeadline() throws Exception {
        try (RawClient client = RawClient.to(server.port())) {
            client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(running.take().path()).isEqualTo("/a");

            TestServer.await(server.shutdown(Duration.ofMillis(200)));
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void aPortThatWasClosedIsFree() throws IOException {
        int port = server.port();
        TestServer.await(server.shutdown(Duration.ZERO));
        await().untilAsserted(() ->
                assertThatThrownBy(() -> RawClient.to(port).close()).isInstanceOf(ConnectException.class));
    }

    @Test
    void opensAllOrNothing() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ListenerSpec free = new ListenerSpec("free", "127.0.0.1", 0, null);
            ListenerSpec blocked = new ListenerSpec("blocked", "127.0.0.1", taken.getLocalPort(), null);
            Future<List<HttpServer>> opened =
                    Listeners.open(server.vertx(), List.of(free, blocked), ListenerLimits.DEFAULT, request -> {});
            assertThatThrownBy(() -> opened.await(20, TimeUnit.SECONDS)).hasMessageContaining("in use");
        }
    }

    @Test
    void wantsItsOwnVertx() {
        ListenerLimits other = new ListenerLimits(1, 1, 1, LONG, LONG, LONG, 1);
        assertThatThrownBy(() -> Listeners.open(server.vertx(), List.of(), other, request -> {})
                        .mapEmpty())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void leavesOtherServersAlone() throws IOException {
        HttpServer other = TestServer.await(server.vertx()
                .createHttpServer()
                .requestHandler(request -> request.response().end("other"))
                .listen(0, "127.0.0.1"));
        try (RawClient client = RawClient.to(other.actualPort())) {
            client.send("GET / HTTP/1.1\r\n\r\n");
            assertThat(client.readUntil("other")).startsWith("HTTP/1.1 200");
        }
    }

    /** On the event loop of its connection, as whoever answers must. */
    private static void answer(HttpServerRequest request) {
        ((HttpServerRequestInternal) request).context().runOnContext(unused -> request.response()
                .end("done"));
    }
}
