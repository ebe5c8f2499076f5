package io.teal.launcher.cli;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An admin API that answers what it was told to and remembers what it was asked: for replies a real one gives rarely. */
final class FakeAdmin implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    private volatile boolean breaking;

    FakeAdmin() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    /** From now on {@code method path} is answered so. */
    @CanIgnoreReturnValue
    FakeAdmin answer(String methodAndPath, int status, String body) {
        replies.put(methodAndPath, new Reply(status, body));
        return this;
    }

    /** The history says that revision {@code current} serves; {@code revisions} are JSON objects, newest first. */
    @CanIgnoreReturnValue
    FakeAdmin history(long current, String... revisions) {
        String list = String.join(",", revisions);
        String body = "{\"current\":" + current + ",\"revisions\":[" + list + "]}";
        return answer("GET /api/v1/revisions?limit=1", 200, body).answer("GET /api/v1/revisions?limit=20", 200, body);
    }

    /** Breaks the connection of the next change, when it has come, rather than answer. */
    @CanIgnoreReturnValue
    FakeAdmin breakOffTheNextChange() {
        breaking = true;
        return this;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The last request that was not a GET. */
    Asked lastChange() {
        return asked.stream()
                .filter(request -> !request.call().startsWith("GET "))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    List<Asked> asked() {
        return asked;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var headers = exchange.getRequestHeaders();
            String call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            asked.add(new Asked(
                    call,
                    body,
                    String.valueOf(headers.getFirst("If-Match")),
                    String.valueOf(headers.getFirst("Authorization")),
                    String.valueOf(headers.getFirst("Content-Type")),
                    String.valueOf(headers.getFirst("Idempotency-Key"))));
            if (breaking && !call.startsWith("GET ")) {
                breaking = false;
                throw new IOException("broken off on purpose");
            }
            Reply reply = replies.getOrDefault(call, new Reply(404, "{\"detail\":\"the fake knows no " + call + "\"}"));
            byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** One request; a header that was not sent is {@code null} in letters. */
    record Asked(String call, String body, String ifMatch, String authorization, String contentType, String key) {}

    private record Reply(int status, String body) {}
}
