package io.teal.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.AdminRig.Reply;
import io.teal.admin.testing.Routings;
import io.teal.gateway.config.GatewayConfig;
import io.teal.gateway.config.RoutingText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminApiIT {
    private static final String ROUTING = "/api/v1/routing";
    private static final String SWITCH = "/api/v1/services/chat/switch";
    private static final String ROLLBACK = "/api/v1/rollback";

    @TempDir
    Path directory;

    private AdminRig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new AdminRig(directory, Routings.two());
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    @Test
    void theRoutingIsReadAsJsonOrYaml() throws Exception {
        // When
        Reply json = rig.get(ROUTING);
        Reply yaml = rig.send(rig.to(ROUTING).header("Accept", "application/yaml"));
        Reply head = rig.send(rig.to(ROUTING).method("HEAD", java.net.http.HttpRequest.BodyPublishers.noBody()));

        // Then
        assertThat(json.status()).isEqualTo(200);
        assertThat(json.header("Content-Type")).isEqualTo("application/json");
        assertThat(json.header("ETag")).isEqualTo("\"1\"");
        assertThat(json.header("X-Teal-Revision")).isEqualTo("1");
        assertThat(Routings.parse(json.text())).isEqualTo(Routings.two());
        assertThat(yaml.header("Content-Type")).isEqualTo("application/yaml");
        assertThat(yaml.text()).isEqualTo(RoutingText.toYaml(Routings.two()));
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length"))
                .isEqualTo(String.valueOf(json.text().length()));
        assertThat(head.text()).isEmpty();
    }

    @Test
    void aRoutingIsAppliedOnce() throws Exception {
        // Given
        String yaml = RoutingText.toYaml(Routings.two("a:1", "b:1", "c:1"));

        // When
        Reply applied = rig.put(ROUTING + "?reason=new%20servers", "\"1\"", "application/yaml; charset=UTF-8", yaml);
        Reply again =
                rig.put(ROUTING, "\"2\"", "application/json", RoutingText.toJson(Routings.two("a:1", "b:1", "c:1")));

        // Then
        assertThat(applied.status()).isEqualTo(200);
        assertThat(applied.header("ETag")).isEqualTo("\"2\"");
        assertThat(applied.json().get("kind").asText()).isEqualTo("apply");
        assertThat(applied.json().get("reason").asText()).isEqualTo("new servers");
        assertThat(applied.json().get("who").asText()).isEqualTo("anonymous");
        assertThat(applied.json().get("from").asLong()).isEqualTo(1);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().get("revision").asLong()).isEqualTo(2);
        assertThat(rig.gateway().revision().routing()).isEqualTo(Routings.two("a:1", "b:1", "c:1"));
    }

    @Test
    void aSwitchChangesOneServiceOnly() throws Exception {
        // When
        Reply green = rig.post(SWITCH, "\"1\"", "{\"to\":\"green\",\"reason\":\"größer\"}");
        Reply split = rig.post(SWITCH, "*", "{\"split\":{\"blue\":80,\"green\":20}}");

        // Then
        assertThat(green.status()).isEqualTo(200);
        assertThat(green.header("ETag")).isEqualTo("\"2\"");
        assertThat(green.json().get("traffic"))
                .hasToString("{\"chat\":{\"blue\":0,\"green\":100},\"docs\":{\"main\":1}}");
        assertThat(green.json().get("reason").asText()).isEqualTo("größer");
        assertThat(split.json().get("revision").asLong()).isEqualTo(3);
        assertThat(split.json().get("traffic").get("chat")).hasToString("{\"blue\":80,\"green\":20}");
        assertThat(rig.gateway().revision()).isEqualTo(rig.revisions().current());
    }

    @Test
    void rollbackGoesBackAndForthOrToANumber() throws Exception {
        // Given
        assertThat(rig.post(ROLLBACK, "\"1\"", "{}").problem()).isEqualTo("409 nothing-before");
        assertThat(rig.post(SWITCH, "\"1\"", "{\"to\":\"green\"}").status()).isEqualTo(200);

        // When
        Reply back = rig.post(ROLLBACK, "\"2\"", "{}");
        Reply forth = rig.send(
                rig.to(ROLLBACK).header("If-Match", "\"3\"").POST(java.net.http.HttpRequest.BodyPublishers.noBody()));
        Reply first = rig.post(ROLLBACK, "\"4\"", "{\"to\":1,\"reason\":\"bad answers\"}");

        // Then
        assertThat(back.json().get("traffic").get("chat")).hasToString("{\"blue\":100}");
        assertThat(back.json().get("from").asLong()).isEqualTo(1);
        assertThat(back.json().get("kind").asText()).isEqualTo("rollback");
        assertThat(forth.json().get("traffic").get("chat").get("green").asInt()).isEqualTo(100);
        assertThat(first.json().get("from").asLong()).isEqualTo(1);
        assertThat(rig.post(ROLLBACK, "\"5\"", "{\"to\":9}").problem()).isEqualTo("422 invalid");
        assertThat(rig.post(ROLLBACK, "\"5\"", "{\"to\":\"9\"}").problem()).isEqualTo("422 invalid");
    }

    @Test
    void theHistoryIsNewestFirst() throws Exception {
        // Given
        assertThat(rig.post(SWITCH, "\"1\"", "{\"to\":\"green\"}").status()).isEqualTo(200);

        // When
        JsonNode history = rig.get("/api/v1/revisions").json();
        JsonNode first = rig.get("/api/v1/revisions/1").json();

        // Then
        assertThat(history.get("current").asLong()).isEqualTo(2);
        assertThat(history.get("revisions").findValuesAsText("revision")).containsExactly("2", "1");
        assertThat(history.get("revisions").findValuesAsText("kind")).containsExactly("switch", "initial");
        assertThat(Routings.parse(first.get("routing").toString())).isEqualTo(Routings.two());
        assertThat(first.get("at").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        assertThat(rig.get("/api/v1/revisions/3").problem()).isEqualTo("404 not-found");
        assertThat(rig.get("/api/v1/revisions/x").problem()).isEqualTo("404 not-found");
    }

    @Test
    void ofFiftySwitchesAtOnceExactlyOneWins() throws Exception {
        // Given
        List<Callable<Integer>> switches = new ArrayList<>();
        for (int i = 1; i <= 50; i++) {
            String body = "{\"split\":{\"blue\":" + i + ",\"green\":100}}";
            switches.add(() -> rig.post(SWITCH, "\"1\"", body).status());
        }

        // When
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> status : callers.invokeAll(switches)) {
                statuses.add(status.get());
            }
        }

        // Then
        assertThat(statuses).hasSize(50).containsOnly(200, 412).containsOnlyOnce(200);
        assertThat(rig.revisions().current().number()).isEqualTo(2);
    }

    @Test
    void aRestartComesBackOnTheLastRevision() throws Exception {
        // Given
        assertThat(rig.post(SWITCH, "*", "{\"to\":\"green\",\"reason\":\"r\"}").status())
                .isEqualTo(200);
        assertThat(rig.post(SWITCH, "*", "{\"split\":{\"blue\":1,\"green\":2}}").status())
                .isEqualTo(200);
        String history = rig.get("/api/v1/revisions").text();

        // When
        rig.close();
        rig = new AdminRig(directory, Routings.two("other:1", "other:2", "other:3"));

        // Then
        assertThat(rig.get("/api/v1/revisions").text()).isEqualTo(history);
        assertThat(rig.gateway().revision().number()).isEqualTo(3);
        assertThat(rig.post(SWITCH, "\"3\"", "{\"to\":\"blue\"}")
                        .json()
                        .get("revision")
                        .asLong())
                .isEqualTo(4);
    }

    @Test
    void aStoreThatCannotBeWrittenRefusesWritesAndNothingElse() throws Exception {
        // Given
        Path log = directory.resolve("revisions-00000000000000000001.log");
        Path away = directory.resolve("away");
        Files.move(log, away);

        // When
        Reply refused = rig.post(SWITCH, "\"1\"", "{\"to\":\"green\"}");

        // Then
        assertThat(refused.problem()).isEqualTo("503 store-unwritable");
        assertThat(refused.detail()).contains(log.toString(), "nothing has changed");
        assertThat(rig.gateway().revision().number()).isEqualTo(1);
        assertThat(rig.get(ROUTING).header("ETag")).isEqualTo("\"1\"");
        Files.move(away, log);
        assertThat(rig.post(SWITCH, "\"1\"", "{\"to\":\"green\"}").status()).isEqualTo(200);
    }

    @Test
    void theProbesAnswerEverybody() throws Exception {
        assertThat(rig.get("/health/live").text()).isEqualTo("{\"status\":\"up\"}");
        assertThat(rig.get("/health/ready").status()).isEqualTo(200);
        assertThat(rig.get("/health").text())
                .isEqualTo("{\"name\":\"teal\",\"version\":\"1.2.3\",\"status\":\"up\",\"revision\":1,"
                        + "\"services\":{\"chat\":{\"split\":{\"blue\":100}},\"docs\":{\"split\":{\"main\":1}}}}");
        rig.api().leave();
        assertThat(rig.get("/health/ready").status()).isEqualTo(503);
        assertThat(rig.get("/health/live").status()).isEqualTo(200);
    }

    @Test
    void withoutTokensOnlyLoopbackIsOffered() {
        GatewayConfig.Admin open = new GatewayConfig.Admin("0.0.0.0", 0, List.of());
        assertThatThrownBy(() -> AdminRig.await(AdminApi.start(open, "1", rig.history(), rig.fleet(), rig.gateway())))
                .rootCause()
                .hasMessageContaining("would be open to other machines");
    }
}
