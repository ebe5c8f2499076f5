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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** An admin API that answers what it was told to and remembers what it was asked: for replies a real one gives rarely. */
final class FakeAdmin implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    private final AtomicInteger breaking = new AtomicInteger();

    FakeAdmin() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
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

    /** Breaks the connections of the next changes, when they have come, rather than answer. */
    @CanIgnoreReturnValue
    FakeAdmin breakOffChanges(int many) {
        breaking.set(many);
        return this;
    }

    /** Sends text to whoever reads the events, or ends them there when it is empty. */
    @CanIgnoreReturnValue
    FakeAdmin send(String text) {
        events.add(text);
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
        threads.shutdownNow();
    }

    private void tellEvents(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try {
            for (String text = events.take(); !text.isEmpty(); text = events.take()) {
                exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
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
                    String.valueOf(headers.getFirst("Idempotency-Key")),
                    String.valueOf(headers.getFirst("Last-Event-ID"))));
            if (!call.startsWith("GET ") && breaking.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new IOException("broken off on purpose");
            }
            if (call.equals("GET /api/v1/events") && !replies.containsKey(call)) {
                tellEvents(exchange);
                return;
            }
            Reply reply = replies.getOrDefault(call, new Reply(404, "{\"detail\":\"the fake knows no " + call + "\"}"));
            byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** One request; a header that was not sent is {@code null} in letters. */
    record Asked(
            String call,
            String body,
            String ifMatch,
            String authorization,
            String contentType,
            String key,
            String lastEvent) {}

    private record Reply(int status, String body) {}
}
