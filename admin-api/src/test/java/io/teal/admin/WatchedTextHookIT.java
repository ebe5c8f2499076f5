package io.teal.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.Routings;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import io.teal.simulator.fault.Fault;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hook that hears of watched texts in errors of real servers, while no release goes on. */
class WatchedTextHookIT {
    /** A variable that every process has; what messages are signed with is no matter here. */
    private static final String VARIABLE = "PATH";

    private static final Map<String, String> ERROR = Map.of("text", "CUDA out of memory. Tried to allocate 2.00 GiB");

    @TempDir
    Path directory;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Queue<Told> told = new ConcurrentLinkedQueue<>();
    private Fleet fleet;
    private AdminRig rig;
    private HttpServer hook;

    private record Told(String id, String signature, String body) {
        JsonObject json() {
            return new JsonObject(body);
        }
    }

    @BeforeEach
    void start() throws Exception {
        hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.createContext("/", exchange -> {
            try (exchange) {
                told.add(new Told(
                        exchange.getRequestHeaders().getFirst("X-Teal-Id"),
                        exchange.getRequestHeaders().getFirst("X-Teal-Signature"),
                        new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
                exchange.sendResponseHeaders(204, -1);
            }
        });
        hook.start();
        fleet = Fleet.start(
                Instance.named("blue").withTiming(Timing.instant()),
                Instance.named("green").withTiming(Timing.instant()));
        rig = new AdminRig(directory, Routings.parse("""
                services:
                  chat:
                    upstreams:
                      blue: {servers: [%s]}
                      green: {servers: [%s]}
                    traffic: {split: {blue: 100}}
                    release: {notify: [{post: "http://127.0.0.1:%d/", secret: %s}]}
                routes:
                  - {name: chat, match: {path: /}, service: chat, answers: chatchat}
                """.formatted(
                        fleet.server("blue").address(),
                        fleet.server("green").address(),
                        hook.getAddress().getPort(),
                        VARIABLE)));
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
        fleet.close();
        hook.stop(0);
        client.close();
    }

    @Test
    void errorsInARowAreToldOnceForEachUpstreamAndSigned() throws Exception {
        // Given
        fleet.server("blue").faults().set(Fault.ERROR_EVENT, 1, ERROR);
        fleet.server("green").faults().set(Fault.ERROR_EVENT, 1, ERROR);

        // When
        ask();
        ask();
        await().until(() -> seen() == 2);
        assertThat(rig.post("/api/v1/services/chat/switch", "*", "{\"to\":\"green\"}")
                        .status())
                .isEqualTo(200);
        ask();

        // Then: what is told of green comes after all that is told of blue.
        await().until(() ->
                told.stream().anyMatch(one -> one.json().getString("upstream").equals("green")));
        assertThat(told).extracting(one -> one.json().getString("upstream")).containsExactly("blue", "green");
        Told first = told.element();
        JsonObject body = first.json();
        assertThat(body.fieldNames())
                .containsExactly(
                        "id", "event", "service", "upstream", "server", "text", "count", "within_s", "gateway", "at");
        assertThat(body.getString("event")).isEqualTo("watched_text");
        assertThat(body.getString("service")).isEqualTo("chat");
        assertThat(body.getString("server"))
                .isEqualTo(fleet.server("blue").address().toString());
        assertThat(body.getString("text")).isEqualTo("cuda_out_of_memory");
        assertThat(body.getInteger("count")).isEqualTo(1);
        assertThat(body.getInteger("within_s")).isZero();
        assertThat(body.getString("gateway"))
                .isEqualTo(rig.fleet().members().getFirst().name());
        assertThat(Instant.parse(body.getString("at"))).isBeforeOrEqualTo(Instant.now());
        assertThat(first.id()).isEqualTo(body.getString("id"));
        assertThat(first.signature()).isEqualTo("sha256=" + signature(first.body()));
    }

    @Test
    void theSameStandsAmongTheEvents() throws Exception {
        // Given
        fleet.server("blue").faults().set(Fault.ERROR_EVENT, 1, ERROR);

        // When
        ask();

        // Then
        List<String> event = event();
        JsonObject data = new JsonObject(event.getLast().replaceFirst("data: ", ""));
        await().until(() -> !told.isEmpty());
        assertThat(event.getFirst()).isEqualTo("id: " + told.element().id());
        assertThat(data.getString("server"))
                .isEqualTo(fleet.server("blue").address().toString());
        assertThat(data.getString("reason")).isEqualTo("cuda_out_of_memory");
        assertThat(data.getString("text")).isEqualTo("cuda_out_of_memory");
        assertThat(data.getInteger("count")).isEqualTo(1);
        assertThat(data.getInteger("within_s")).isZero();
    }

    /** Id and data of the first event about a text since the start. */
    private List<String> event() throws Exception {
        HttpResponse<Stream<String>> response = client.send(
                rig.to("/api/v1/events")
                        .header("Last-Event-ID", rig.gateway().events().id(0))
                        .build(),
                BodyHandlers.ofLines());
        try (Stream<String> lines = response.body()) {
            Iterator<String> next = lines.iterator();
            String id = next.next();
            for (String line = id; !line.equals("event: watched_text"); line = next.next()) {
                id = line;
            }
            return List.of(id, next.next());
        }
    }

    private long seen() {
        return rig.gateway().stats().watched().getOrDefault("cuda_out_of_memory", 0L);
    }

    private void ask() throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + rig.gateway().ports().get("public") + "/chat/kb_chat");
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"query\":\"hello\",\"kb_name\":\"samples\",\"stream\":true}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.body()).contains("CUDA out of memory");
    }

    private static String signature(String body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(System.getenv(VARIABLE).getBytes(UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8)));
    }
}
