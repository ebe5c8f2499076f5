package io.teal.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.AdminRig.Reply;
import io.teal.admin.testing.Routings;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.fault.Fault;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus gets to see of a gateway with living servers. */
class MetricsIT {
    private static final String QUESTION = "{\"query\":\"年假怎么申请？\",\"kb_name\":\"hr_faq\",\"stream\":true}";

    @TempDir
    Path directory;

    private final HttpClient people = HttpClient.newHttpClient();
    private Fleet fleet;
    private AdminRig rig;

    @BeforeEach
    void start() throws Exception {
        fleet = Fleet.start(Instance.named("one"), Instance.named("two"));
        rig = new AdminRig(directory, Routings.parse("""
                services:
                  chat:
                    upstreams:
                      blue: {servers: [%s]}
                      green: {servers: [%s]}
                      gone: {servers: ["127.0.0.1:1"]}
                    traffic:
                      split: {blue: 1}
                      canary:
                        - {header: X-To, values: [green], to: green}
                        - {header: X-To, values: [gone], to: gone}
                routes:
                  - {name: chat, match: {path: /chat/}, service: chat, answers: chatchat}
                """.formatted(server("one"), server("two"))));
    }

    @AfterEach
    void stop() throws Exception {
        people.close();
        rig.close();
        fleet.close();
    }

    private String server(String name) {
        return fleet.server(name).address();
    }

    private int ask(String path, String... headers) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + rig.gateway().ports().get("public") + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .version(HttpClient.Version.HTTP_1_1)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(QUESTION));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return people.send(request.build(), BodyHandlers.ofString()).statusCode();
    }

    /** Values by metric and labels. */
    private Map<String, String> scrape() throws Exception {
        return rig.get("/metrics")
                .text()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.lastIndexOf(' ')),
                        line -> line.substring(line.lastIndexOf(' ') + 1),
                        (one, other) -> one + " and " + other,
                        TreeMap::new));
    }

    private static String requests(String outcome, String reason, String route, String service, String upstream) {
        return "teal_requests_total{outcome=\"%s\",reason=\"%s\",route=\"%s\",service=\"%s\",upstream=\"%s\"}"
                .formatted(outcome, reason, route, service, upstream);
    }

    private String labels(String name, String upstream) {
        return "{server=\"%s\",service=\"chat\",upstream=\"%s\"}".formatted(server(name), upstream);
    }

    @Test
    void requestsAreCountedByHowTheyEnded() throws Exception {
        // Given
        assertThat(ask("/chat/kb_chat")).isEqualTo(200);
        assertThat(ask("/chat/kb_chat", "X-To", "green")).isEqualTo(200);
        assertThat(ask("/chat/kb_chat", "X-Fake-Fault", "docs-only")).isEqualTo(200);
        assertThat(ask("/chat/kb_chat", "X-Fake-Fault", "error-event")).isEqualTo(200);
        assertThat(ask("/chat/kb_chat", "X-Fake-Fault", "kb-missing")).isEqualTo(200);
        assertThat(ask("/chat/kb_chat", "X-Fake-Fault", "status; code=503")).isEqualTo(503);
        assertThat(ask("/chat/kb_chat", "X-Fake-Fault", "unprocessable")).isEqualTo(422);
        assertThat(ask("/chat/kb_chat", "X-To", "gone")).isEqualTo(502);
        assertThat(ask("/nothing")).isEqualTo(404);

        // Then: a client may have the whole of an answer a moment before it is counted.
        Map<String, String> expected = new TreeMap<>(Map.of(
                requests("ok", "ok", "chat", "chat", "blue"), "1.0",
                requests("ok", "ok", "chat", "chat", "green"), "1.0",
                requests("empty", "empty", "chat", "chat", "blue"), "1.0",
                requests("error_event", "error_event", "chat", "chat", "blue"), "1.0",
                requests("client_error", "client_error", "chat", "chat", "blue"), "2.0",
                requests("server_error", "refused_by_server", "chat", "chat", "blue"), "1.0",
                requests("connect_failed", "connect_failed", "chat", "chat", "gone"), "1.0",
                requests("client_error", "no_route", "", "", ""), "1.0"));
        await().untilAsserted(() -> {
            Map<String, String> counted = scrape();
            counted.keySet().removeIf(row -> !row.startsWith("teal_requests_total"));
            assertThat(counted).isEqualTo(expected);
        });
    }

    @Test
    void namesLabelsAndTypesArePinned() throws Exception {
        // Given
        assertThat(ask("/chat/kb_chat")).isEqualTo(200);
        String one = labels("one", "blue");

        // When
        await().untilAsserted(() -> assertThat(scrape()).containsEntry("teal_server_leases" + one, "0.0"));
        Reply reply = rig.get("/metrics");
        Map<String, String> rows = scrape();

        // Then
        assertThat(reply.header("Content-Type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
        assertThat(reply.text().lines().filter(line -> line.startsWith("# TYPE teal_")))
                .containsExactlyInAnyOrder(
                        "# TYPE teal_cache_bytes gauge",
                        "# TYPE teal_cache_capacity_bytes gauge",
                        "# TYPE teal_answer_events_total counter",
                        "# TYPE teal_cache_entries gauge",
                        "# TYPE teal_client_aborts_total counter",
                        "# TYPE teal_ejections_total counter",
                        "# TYPE teal_retries_refused_total counter",
                        "# TYPE teal_watched_errors_total counter",
                        "# TYPE teal_cache_evictions_total counter",
                        "# TYPE teal_event_loop_delay_seconds histogram",
                        "# TYPE teal_request_duration_seconds histogram",
                        "# TYPE teal_request_first_token_seconds histogram",
                        "# TYPE teal_requests_in_progress gauge",
                        "# TYPE teal_revision_published_timestamp_seconds gauge",
                        "# TYPE teal_revisions_published_total counter",
                        "# TYPE teal_server_attempts_total counter",
                        "# TYPE teal_upstream_queued gauge",
                        "# TYPE teal_requests_total counter",
                        "# TYPE teal_revision gauge",
                        "# TYPE teal_server_elsewhere gauge",
                        "# TYPE teal_server_failures_total counter",
                        "# TYPE teal_server_leases gauge",
                        "# TYPE teal_server_requests_total counter",
                        "# TYPE teal_server_state gauge");
        assertThat(rows)
                .containsEntry("teal_server_requests_total" + one, "1.0")
                .containsEntry("teal_server_requests_total" + labels("two", "green"), "0.0")
                .containsEntry("teal_server_failures_total" + one, "0.0")
                .containsEntry("teal_upstream_queued{service=\"chat\",upstream=\"blue\"}", "0.0");
        assertThat(Stream.of("up", "slow_start", "ejected", "half_open", "unhealthy", "draining", "down")
                        .map(state -> rows.get(
                                "teal_server_state{server=\"%s\",service=\"chat\",state=\"%s\",upstream=\"blue\"}"
                                        .formatted(server("one"), state))))
                .containsExactly("1.0", "0.0", "0.0", "0.0", "0.0", "0.0", "0.0");
    }

    @Test
    void serversAreToldAsTheyAre() throws Exception {
        // Given: one request that stays, one that failed, a server that is drained.
        fleet.server("one").faults().set(Fault.DOCS_ONLY);
        assertThat(ask("/chat/kb_chat")).isEqualTo(200);
        fleet.server("one").faults().clear();
        fleet.server("one").faults().set(Fault.PINGS_ONLY);
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                int unused = ask("/chat/kb_chat");
            } catch (Exception cutOff) {
                // The test ends before its answer does.
            }
        });
        assertThat(rig.post("/api/v1/services/chat/upstreams/green/servers/" + server("two") + "/drain", "*", "{}")
                        .status())
                .isEqualTo(200);

        // Then
        await().untilAsserted(() -> assertThat(scrape())
                .containsEntry("teal_server_leases" + labels("one", "blue"), "1.0")
                .containsEntry("teal_server_requests_total" + labels("one", "blue"), "2.0")
                .containsEntry("teal_server_failures_total" + labels("one", "blue"), "1.0")
                .containsEntry(
                        "teal_server_state{server=\"%s\",service=\"chat\",state=\"draining\",upstream=\"green\"}"
                                .formatted(server("two")),
                        "1.0")
                .containsEntry(
                        "teal_server_state{server=\"%s\",service=\"chat\",state=\"up\",upstream=\"green\"}"
                                .formatted(server("two")),
                        "0.0"));
        fleet.server("one").killConnections();
        waiting.join();
    }

    @Test
    void serversThatLeaveTheRoutingLeaveTheMetrics() throws Exception {
        // Given
        assertThat(scrape()).containsKey("teal_server_leases" + labels("two", "green"));

        // When
        assertThat(rig.put(
                                "/api/v1/routing",
                                "*",
                                "application/yaml",
                                "services: {chat: {upstreams: {blue: {servers: [%s]}}}}\nroutes: []"
                                        .formatted(server("one")))
                        .status())
                .isEqualTo(200);

        // Then
        List<String> servers = scrape().keySet().stream()
                .filter(row -> row.startsWith("teal_server_leases"))
                .toList();
        assertThat(servers).containsExactly("teal_server_leases" + labels("one", "blue"));
    }
}
