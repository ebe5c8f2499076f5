package io.teal.admin.release.drive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.teal.gateway.routing.release.Plan;
import io.teal.gateway.routing.release.Release;
import io.teal.gateway.routing.release.Release.State;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NotifierTest {
    private static final Instant NOW = Instant.parse("2026-08-01T10:00:00Z");

    private final Queue<String> bodies = new ConcurrentLinkedQueue<>();
    private final Queue<String> signatures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger failing = new AtomicInteger();
    private final Post post = new Post(Map.of("HOOK_KEY", "key"), InstantSource.fixed(NOW));
    private final Notifier notifier = new Notifier(post);
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                int status = failing.getAndDecrement() > 0 ? 503 : 204;
                if (status == 204) {
                    bodies.add(body);
                    signatures.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Teal-Signature")));
                }
                exchange.sendResponseHeaders(status, -1);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        notifier.close();
        post.close();
        server.stop(0);
    }

    @Test
    void eachStepIsToldOnceInItsOrderAlsoAfterAFailure() {
        // Given
        failing.set(1);
        Release begun = release("HOOK_KEY");
        Release shifted = begun.moved(State.SHIFTING, 0, NOW, "teal", "it is ready");

        // When
        notifier.look(begun, false);
        notifier.look(begun, false);
        notifier.look(shifted, false);

        // Then
        await().until(() -> bodies.size() == 2);
        List<JsonObject> told = bodies.stream().map(JsonObject::new).toList();
        assertThat(told).extracting(one -> one.getString("event")).containsExactly("started", "shifting");
        assertThat(told).extracting(one -> one.getString("id")).containsExactly("chat-1.1", "chat-1.2");
        assertThat(told.getLast().getInteger("weight")).isEqualTo(5);
        assertThat(signatures).allMatch(one -> one.matches("sha256=[0-9a-f]{64}"));
    }

    @Test
    void whoTakesOverTellsTheLastStepAgain() {
        // Given
        Release shifted = release(null).moved(State.SHIFTING, 0, NOW, "teal", "it is ready");
        notifier.look(shifted, false);
        await().until(() -> bodies.size() == 1);

        // When
        notifier.takeOver();
        notifier.look(shifted, false);

        // Then
        await().until(() -> bodies.size() == 2);
        assertThat(bodies).allMatch(body -> body.contains("\"chat-1.2\""));
    }

    @Test
    void whatCannotBeSignedIsNotSent() throws Exception {
        // When
        String problem = post.send(hook("NO_SUCH_KEY"), "1", "{}");

        // Then
        assertThat(problem).contains("NO_SUCH_KEY is not set");
        assertThat(bodies).isEmpty();
    }

    private Plan.Hook hook(String secret) {
        return new Plan.Hook("http://127.0.0.1:" + server.getAddress().getPort() + "/", secret);
    }

    private Release release(String secret) {
        Plan plain = Plan.DEFAULT;
        Plan plan = new Plan(
                plain.lifecycle(), plain.gate(), plain.steps(), plain.guard(), List.of(hook(secret)), plain.schedule());
        return new Release(
                "chat-1",
                "chat",
                "blue",
                "green",
                plan,
                new LinkedHashMap<>(Map.of("blue", 100)),
                1,
                State.WAKING,
                -1,
                NOW,
                null,
                0,
                0,
                false,
                List.of(new Release.Transition(NOW, State.WAKING, -1, "ops", "new model")));
    }
}
