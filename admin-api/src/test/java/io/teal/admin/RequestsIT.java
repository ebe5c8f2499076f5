package io.teal.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.AdminRig.Reply;
import io.teal.admin.testing.Routings;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the admin API tells of requests that are over. */
class RequestsIT {
    @TempDir
    Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private Fleet fleet;
    private AdminRig rig;

    @BeforeEach
    void start() throws Exception {
        fleet = Fleet.start(Instance.named("one"), Instance.named("two"));
        rig = new AdminRig(directory, Routings.parse("""
                services:
                  chat:
                    upstreams:
                      blue: {servers: ["127.0.0.1:1", {address: "%s", backup: true}]}
                      green: {servers: ["%s"]}
                    traffic: {split: {blue: 1, green: 0}, canary: [{header: X-Canary, present: true, to: green}]}
                routes:
                  - {name: chat, match: {path: /chat/}, service: chat, answers: chatchat, cache: {}}
                  - name: keyed
                    match: {path: /keyed}
                    service: chat
                    access: {api_keys: {header: X-API-Key, keys: {ops: 2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b}}}
                """.formatted(
                        fleet.server("one").address(), fleet.server("two").address())));
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
        fleet.close();
        client.close();
    }

    private void ask(String id, String... headers) throws Exception {
        URI uri =
                URI.create("http://127.0.0.1:" + rig.gateway().ports().get("public") + "/chat/kb_chat?words=secretly");
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer secret-token")
                .header("X-Request-ID", id)
                .POST(BodyPublishers.ofString("{\"query\":\"secret\",\"kb_name\":\"hr_faq\",\"stream\":true}"));
        for (String header : headers) {
            request.header(header, "secret");
        }
        assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
        await().until(() -> rig.gateway().recent().find(id) != null);
    }

    private Reply told(String id) throws Exception {
        return rig.get("/api/v1/requests/" + id.replace("/", "%2F"));
    }

    @Test
    void whichServersWereAskedAndWhatWasKept() throws Exception {
        // Given
        ask("one");
        Reply first = told("one");
        ask("two/2");

        // When
        JsonNode fetched = first.json();
        JsonNode kept = told("two/2").json();

        // Then
        assertThat(fetched.get("cause").asText()).isEqualTo("split");
        assertThat(fetched.get("attempts")).hasSize(2);
        JsonNode retry = fetched.get("attempts").get(1);
        assertThat(fetched.get("attempts").get(0).get("outcome").asText()).isEqualTo("connect_failed");
        assertThat(fetched.get("attempts").get(0).get("sent_ms").isNull()).isTrue();
        assertThat(retry.get("server").asText()).isEqualTo(fleet.server("one").address());
        assertThat(retry.get("outcome").asText()).isEqualTo("ok");
        assertThat(retry.get("considered").findValuesAsText("state")).containsExactly("tried", "backup");
        assertThat(retry.get("ended_ms").asDouble())
                .isBetween(
                        retry.get("first_token_ms").asDouble(),
                        fetched.get("duration_ms").asDouble());
        assertThat(fetched.get("cache").get("how").asText()).isEqualTo("miss");
        assertThat(kept.get("cache").get("how").asText()).isEqualTo("hit");
        assertThat(kept.get("cache").get("key")).isEqualTo(fetched.get("cache").get("key"));
        assertThat(kept.get("cache").get("personal").asBoolean()).isTrue();
        assertThat(kept.get("attempts")).isEmpty();
        assertThat(kept.get("first_token_ms").isNull()).isTrue();
    }

    @Test
    void whoAskedIsNamedByTheKeyThatWasShown() throws Exception {
        for (String key : List.of("secret", "wrong")) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(
                            "http://127.0.0.1:" + rig.gateway().ports().get("public") + "/keyed"))
                    .header("X-API-Key", key)
                    .header("X-Request-ID", key)
                    .build();
            HttpResponse<String> unused = client.send(request, BodyHandlers.ofString());
            await().until(() -> rig.gateway().recent().find(key) != null);
        }

        assertThat(told("secret").json().get("caller").asText()).isEqualTo("ops");
        assertThat(told("secret").json().get("trace_id").asText()).isEmpty();
        assertThat(told("wrong").json().get("caller").asText()).isEmpty();
        assertThat(told("wrong").json().get("status").asInt()).isEqualTo(401);
    }

    @Test
    void theNewestComeFirstInShort() throws Exception {
        ask("one");
        ask("two", "X-Canary");

        JsonNode all = rig.get("/api/v1/requests").json();
        JsonNode newest = rig.get("/api/v1/requests?limit=1").json();

        assertThat(all.get("kept").asInt()).isEqualTo(1_000);
        assertThat(all.get("requests").findValuesAsText("id")).containsExactly("two", "one");
        assertThat(all.get("requests").findValuesAsText("cause")).containsExactly("canary", "split");
        assertThat(all.get("requests").findValuesAsText("attempts_made")).containsExactly("1", "2");
        assertThat(newest.get("requests").findValuesAsText("id")).containsExactly("two");
        assertThat(told("two").json().get("canary_rule").asInt()).isZero();
    }

    @Test
    void nothingIsToldOfWhatWasAskedOrShown() throws Exception {
        ask("one", "X-Canary");

        assertThat(told("one").text() + rig.get("/api/v1/requests").text())
                .contains("/chat/kb_chat")
                .doesNotContain("secret")
                .doesNotContain("words")
                .doesNotContain("hr_faq");
    }

    @Test
    void whoAsksForOneThatIsNotKeptLearnsHowManyAre() throws Exception {
        Reply unknown = rig.get("/api/v1/requests/nobody");

        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.json().get("detail").asText()).contains("nobody").contains("1000");
    }
}
