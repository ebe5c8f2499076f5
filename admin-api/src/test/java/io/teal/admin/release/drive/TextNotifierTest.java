package io.teal.admin.release.drive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.teal.admin.testing.Routings;
import io.teal.gateway.event.Event.Kind;
import io.teal.gateway.event.Event.Subject;
import io.teal.gateway.event.EventLog;
import io.teal.gateway.event.Sightings;
import io.teal.gateway.routing.Routing;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TextNotifierTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-08-01T10:00:00Z"));
    private static final Subject SERVER = new Subject("chat", "blue", "127.0.0.1:1");

    /** Where a message came, and which text it was about; in the order in which they came. */
    private final Queue<String> told = new ConcurrentLinkedQueue<>();

    private final EventLog events = new EventLog(CLOCK);
    private final Sightings sightings = new Sightings(events, over -> {});
    private final Post post = new Post(Map.of(), CLOCK);
    private HttpServer server;
    private Routing routing;
    private TextNotifier notifier;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                JsonObject body =
                        new JsonObject(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
                told.add(exchange.getRequestURI().getPath() + " " + body.getString("text"));
                exchange.sendResponseHeaders(204, -1);
            }
        });
        server.start();
        routing = told("/one");
        notifier = new TextNotifier(events, Runnable::run, () -> routing, "gateway-1", post);
    }

    @AfterEach
    void stop() {
        notifier.close();
        post.close();
        server.stop(0);
    }

    @Test
    void whoIsToldIsWhatTheRoutingSaysThen() {
        sightings.saw(SERVER, "first");
        await().until(() -> told.size() == 1);
        routing = told("/two");
        sightings.saw(SERVER, "second");

        await().until(() -> told.size() == 2);
        assertThat(told).containsExactly("/one first", "/two second");
    }

    @Test
    void othersHearNothing() {
        sightings.saw(new Subject("unknown", "blue", "127.0.0.1:1"), "of a service that is gone");
        sightings.saw(new Subject("silent", "blue", "127.0.0.1:1"), "of one without hooks");
        events.add(Kind.EJECTED, SERVER, "3 failures", 0);
        sightings.saw(SERVER, "last");

        await().until(() -> !told.isEmpty());
        assertThat(told).containsExactly("/one last");
    }

    @Test
    void nothingIsToldAfterTheEnd() {
        Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        TextNotifier later = new TextNotifier(events, tasks::add, () -> routing, "gateway-1", post);
        later.close();

        sightings.saw(SERVER, "late");

        assertThat(tasks).isEmpty();
    }

    private Routing told(String path) {
        return Routings.parse("""
                services:
                  chat:
                    upstreams: {blue: {servers: ["127.0.0.1:1"]}, green: {servers: ["127.0.0.1:2"]}}
                    traffic: {split: {blue: 100}}
                    release: {notify: [{post: "http://127.0.0.1:%d%s"}]}
                  silent:
                    upstreams: {blue: {servers: ["127.0.0.1:1"]}}
                    traffic: {split: {blue: 100}}
                routes: []
                """.formatted(server.getAddress().getPort(), path));
    }
}
