package io.teal.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.AdminRig.Reply;
import io.teal.admin.testing.Routings;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The admin API against living servers: what it shows and what its calls do to traffic. */
class ServicesIT {
    private static final String SWITCH = "/api/v1/services/chat/switch";

    @TempDir
    Path directory;

    private final Vertx backends = Vertx.vertx();
    private String blue;
    private String spare;
    private AdminRig rig;

    @BeforeEach
    void start() throws Exception {
        blue = server("blue");
        spare = server("spare");
        rig = new AdminRig(directory, Routings.two(blue + ", " + spare, server("green"), server("main")));
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
        AdminRig.await(backends.close());
    }

    private String server(String name) throws Exception {
        HttpServer server = backends.createHttpServer()
                .requestHandler(request -> request.response().end(name).onFailure(gone -> {}));
        return "127.0.0.1:" + AdminRig.await(server.listen(0, "127.0.0.1")).actualPort();
    }

    @Test
    void afterASwitchReturnedNoRequestGoesTheOldWay() throws Exception {
        for (int i = 0; i < 50; i++) {
            // When
            String to = i % 2 == 0 ? "green" : "blue";
            assertThat(rig.post(SWITCH, "*", "{\"to\":\"" + to + "\"}").status())
                    .isEqualTo(200);

            // Then
            assertThat(rig.through("/chat/x")).isIn(to, to.equals("blue") ? "spare" : to);
            assertThat(rig.through("/docs/x")).isEqualTo("main");
        }
    }

    @Test
    void underTrafficEveryRequestIsAnsweredByOneOfTheTwo() throws Exception {
        // Given
        AtomicBoolean done = new AtomicBoolean();
        AtomicBoolean wrong = new AtomicBoolean();
        Thread traffic = Thread.ofVirtual().start(() -> {
            while (!done.get()) {
                try {
                    if (!rig.through("/chat/x").matches("blue|spare|green")) {
                        wrong.set(true);
                    }
                } catch (Exception e) {
                    wrong.set(true);
                }
            }
        });

        // When
        for (int i = 0; i < 40; i++) {
            assertThat(rig.post(SWITCH, "*", "{\"to\":\"" + (i % 2 == 0 ? "green" : "blue") + "\"}")
                            .status())
                    .isEqualTo(200);
        }
        done.set(true);
        traffic.join();

        // Then
        assertThat(wrong).isFalse();
        assertThat(rig.revisions().current().number()).isEqualTo(41);
    }

    @Test
    void servicesAreShownWithTheirServers() throws Exception {
        // Given
        assertThat(rig.through("/chat/x")).isIn("blue", "spare");

        // When
        Reply all = rig.get("/api/v1/services");
        JsonNode chat = rig.get("/api/v1/services/chat").json();

        // Then
        assertThat(all.header("ETag")).isEqualTo("\"1\"");
        assertThat(all.json().get("revision").asLong()).isEqualTo(1);
        assertThat(all.json().get("services").findValuesAsText("name")).contains("chat", "docs", "main");
        assertThat(chat.get("split")).hasToString("{\"blue\":100}");
        assertThat(chat.get("upstreams").findValuesAsText("name")).containsExactly("blue", "green");
        JsonNode first = chat.get("upstreams").get(0);
        assertThat(first.get("balance").asText()).isEqualTo("least_conn");
        assertThat(first.get("servers").findValuesAsText("address")).containsExactly(blue, spare);
        await().untilAsserted(() -> assertThat(rig.get("/api/v1/services/chat")
                        .json()
                        .get("upstreams")
                        .get(0)
                        .get("servers")
                        .findValuesAsText("requests"))
                .containsExactlyInAnyOrder("1", "0"));
        JsonNode server = first.get("servers").get(0);
        assertThat(server.get("state").asText()).isEqualTo("up");
        assertThat(server.get("weight").asInt()).isEqualTo(1);
        assertThat(server.get("backup").asBoolean()).isFalse();
        for (String key : new String[] {
            "reason",
            "leases",
            "queued",
            "recent_failures",
            "failures",
            "ejected_for_ms",
            "oldest_lease_ms",
            "first_byte_ms",
            "first_token_ms",
            "ghost_load",
            "elsewhere"
        }) {
            assertThat(server.has(key)).as(key).isTrue();
        }
    }

    @Test
    void aBreakerIsShownWithWhatItDoes() throws Exception {
        // Given
        HttpServer broken = backends.createHttpServer()
                .requestHandler(request ->
                        request.response().setStatusCode(500).end("broken").onFailure(gone -> {}));
        int port = AdminRig.await(broken.listen(0, "127.0.0.1")).actualPort();
        String routing = """
                services:
                  chat:
                    upstreams:
                      blue: {servers: [127.0.0.1:%d], breaker: {minimum: 3, open: 1h}}
                      green: {servers: [127.0.0.1:2]}
                    traffic: {split: {blue: 100}}
                routes:
                  - {name: chat, match: {path: /chat/}, service: chat}
                """.formatted(port);
        assertThat(rig.put("/api/v1/routing", "*", "application/yaml", routing).status())
                .isEqualTo(200);
        JsonNode before = upstreams();

        // When
        for (int i = 0; i < 3; i++) {
            assertThat(rig.through("/chat/x")).isEqualTo("broken");
        }
        await().until(() -> upstreams().get(0).at("/breaker/state").asText().equals("open"));

        // Then
        assertThat(before.get(0).get("breaker"))
                .hasToString(
                        "{\"state\":\"closed\",\"calls\":0,\"failure_rate\":0.0,\"slow_rate\":0.0,\"retry_after\":0}");
        assertThat(before.get(1).has("breaker")).isFalse();
        assertThat(upstreams().get(0).get("breaker"))
                .hasToString(
                        "{\"state\":\"open\",\"calls\":3,\"failure_rate\":100.0,\"slow_rate\":0.0,\"retry_after\":60}");
        assertThat(rig.get("/api/v1/services")
                        .json()
                        .at("/services/0/upstreams/0/breaker/state")
                        .asText())
                .isEqualTo("open");
        assertThat(rig.through("/chat/x")).contains("circuit_open");
    }

    private JsonNode upstreams() throws Exception {
        return rig.get("/api/v1/services/chat").json().get("upstreams");
    }

    @Test
    void aDrainedServerGetsNothingUntilItIsResumed() throws Exception {
        // When
        Reply drained = control("drain", "");

        // Then
        assertThat(drained.status()).isEqualTo(200);
        assertThat(drained.json().get("state").asText()).isEqualTo("draining");
        assertThat(drained.json().get("shared").asBoolean(true))
                .as("there is no Redis")
                .isFalse();
        for (int i = 0; i < 10; i++) {
            assertThat(rig.through("/chat/x")).isEqualTo("spare");
        }
        assertThat(control("resume", "{}").json().get("state").asText()).isEqualTo("up");
        await().untilAsserted(() -> assertThat(rig.through("/chat/x")).isEqualTo("blue"));
        assertThat(rig.revisions().current().number()).isEqualTo(1);
    }

    @Test
    void anEjectedServerGetsNothingUntilItIsRestored() throws Exception {
        // When
        Reply ejected = control("eject", "{\"for\":\"1h\"}");

        // Then
        assertThat(ejected.json().get("state").asText()).isEqualTo("ejected");
        assertThat(ejected.json().get("ejected_for_ms").asLong()).isBetween(3_500_000L, 3_600_000L);
        for (int i = 0; i < 10; i++) {
            assertThat(rig.through("/chat/x")).isEqualTo("spare");
        }
        assertThat(control("restore", "").json().get("ejected_for_ms").asLong()).isZero();
    }

    @Test
    void anEjectionWithoutATimeLastsAsLongAsOneByFailures() throws Exception {
        assertThat(control("eject", "").json().get("ejected_for_ms").asLong()).isBetween(25_000L, 30_000L);
    }

    private Reply control(String verb, String body) throws Exception {
        return rig.post("/api/v1/services/chat/upstreams/blue/servers/" + blue + "/" + verb, "*", body);
    }
}
