package io.teal.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.Routings;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import io.teal.simulator.fault.Fault;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The colours of a service beside each other, by what real servers answer to clients and in the shadow. */
class CompareIT {
    @TempDir
    Path directory;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Fleet fleet;
    private AdminRig rig;

    @BeforeEach
    void start() throws Exception {
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
                    shadow: {to: green, share: 100%%}
                routes:
                  - {name: chat, match: {path: /}, service: chat, answers: chatchat}
                """.formatted(
                        fleet.server("blue").address(), fleet.server("green").address())));
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
        fleet.close();
        client.close();
    }

    @Test
    void whatWasAnsweredInTheShadowStandsBesideWhatClientsGot() throws Exception {
        // Given
        ask("leave", 1);
        fleet.server("green").faults().set(Fault.EMPTY_ANSWER);
        ask("sickness", 2);

        // When
        await().until(() -> green().at("/shadow/judged").asInt() == 2);

        // Then
        JsonNode shadow = green().get("shadow");
        assertThat(green().get("requests").asInt()).isZero();
        assertThat(shadow.get("failed").asInt()).isOne();
        assertThat(shadow.get("gateway").asText())
                .isEqualTo(rig.fleet().members().getFirst().name());
        assertThat(shadow.get("sent").asInt()).isEqualTo(2);
        assertThat(shadow.get("skipped")).isEmpty();
        assertThat(shadow.get("pairs").asInt()).isEqualTo(2);
        assertThat(shadow.get("otherwise").toString())
                .isEqualTo("[{\"given\":\"ok\",\"shadow\":\"empty\",\"count\":1}]");
        // What is empty is compared with nothing.
        assertThat(shadow.at("/compared/rouge_l/count").asInt()).isOne();
        assertThat(shadow.get("text").asText())
                .startsWith("asked in the shadow, green fails 1 of 2 (")
                .contains("ends otherwise than what clients got in 1 of 2")
                .endsWith("its answers cannot be compared yet: 1 of 30 needed");
        assertThat(comparison().get("summary").asText())
                .endsWith("; " + shadow.get("text").asText());
    }

    @Test
    void speedHasBoundsOnceThereAreTwoStreams() throws Exception {
        // When
        ask("leave", 1);
        ask("sickness", 2);

        // Then
        await().until(() -> blue().at("/tokens_per_second/count").asInt() == 2);
        JsonNode speed = blue().get("tokens_per_second");
        assertThat(speed.get("value").asDouble()).isPositive();
        assertThat(speed.get("low").asDouble())
                .isLessThanOrEqualTo(speed.get("value").asDouble());
        assertThat(speed.get("high").asDouble())
                .isGreaterThanOrEqualTo(speed.get("value").asDouble());
    }

    private JsonNode blue() throws Exception {
        return comparison().at("/upstreams/0");
    }

    private JsonNode green() throws Exception {
        return comparison().at("/upstreams/1");
    }

    private JsonNode comparison() throws Exception {
        return rig.get("/api/v1/services/chat/compare?window=15m").json();
    }

    /** Asks, and waits until that was compared which green says. */
    private void ask(String query, long pairs) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + rig.gateway().ports().get("public") + "/chat/kb_chat");
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(
                                "{\"query\":\"" + query + "\",\"kb_name\":\"samples\",\"stream\":true}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        await().until(() -> green().at("/shadow/pairs").asLong() == pairs);
    }
}
