package io.teal.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.AdminRig.Reply;
import io.teal.admin.testing.Routings;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.fault.Fault;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators see of kept answers and do with them, by the admin API of a gateway with living servers. */
class CacheIT {
    private static final String QUESTION = "年假怎么申请？";

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
                    traffic: {split: {blue: 1, green: 0}}
                routes:
                  - {name: chat, match: {path: /chat/}, service: chat, answers: chatchat, cache: {}}
                """.formatted(
                        fleet.server("one").address(), fleet.server("two").address())));
    }

    @AfterEach
    void stop() throws Exception {
        people.close();
        rig.close();
        fleet.close();
    }

    /** Asks through the gateway and says how the cache met it. */
    private String ask(String question, String base, String... fields) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + rig.gateway().ports().get("public") + "/chat/kb_chat");
        String body = "{\"query\":\"%s\",\"kb_name\":\"%s\",\"stream\":true}".formatted(question, base);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .version(HttpClient.Version.HTTP_1_1)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        for (int i = 0; i < fields.length; i += 2) {
            request.header(fields[i], fields[i + 1]);
        }
        HttpResponse<String> answer = people.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.headers().firstValue("X-Teal-Cache").orElse("");
    }

    private String askUntilKept(String question, String base) throws Exception {
        String first = ask(question, base);
        // A client may have the whole of an answer a moment before it is kept.
        await().until(() -> lookUp(question).get("answers").size() > 0);
        return first;
    }

    private JsonNode lookUp(String question) throws Exception {
        return rig.get("/api/v1/cache/lookup?service=chat&question=" + encoded(question))
                .json();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Reply delete(String path) throws Exception {
        return rig.send(rig.to("/api/v1/cache" + path).DELETE());
    }

    @Test
    void theNumbersAreThoseOfWhatHappened() throws Exception {
        // Given
        assertThat(askUntilKept(QUESTION, "hr_faq")).isEqualTo("miss");
        assertThat(ask(QUESTION, "hr_faq")).isEqualTo("hit");
        assertThat(ask(QUESTION, "hr_faq", "Cache-Control", "no-store")).isEqualTo("bypass; reason=no_store");

        // When
        Reply reply = rig.get("/api/v1/cache");

        // Then
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("ETag")).isEmpty();
        JsonNode cache = reply.json();
        assertThat(cache.get("routes")).hasSize(1);
        JsonNode row = cache.get("routes").get(0);
        assertThat(row.get("route").asText() + " " + row.get("service").asText() + " "
                        + row.get("upstream").asText())
                .isEqualTo("chat chat blue");
        JsonNode counts = row.get("counts");
        assertThat(cache.get("total")).isEqualTo(counts);
        assertThat(counts.get("hits_memory").asLong()).isEqualTo(1);
        assertThat(counts.get("hits_redis").asLong()).isZero();
        assertThat(counts.get("misses").asLong()).isEqualTo(1);
        assertThat(counts.get("coalesced").asLong()).isZero();
        assertThat(counts.get("stale").asLong()).isZero();
        assertThat(counts.get("bypassed")).hasToString("{\"no_store\":1}");
        assertThat(counts.get("stored").asLong()).isEqualTo(1);
        assertThat(counts.get("not_stored")).hasToString("{}");
        assertThat(counts.get("seconds_saved").asDouble()).isPositive();
        assertThat(cache.get("memory").get("entries").asLong()).isEqualTo(1);
        assertThat(cache.get("memory").get("bytes").asLong()).isPositive();
        assertThat(cache.get("memory").get("capacity").asLong()).isEqualTo(256L << 20);
        assertThat(cache.has("redis")).isFalse();
        assertThat(rig.get("/metrics").text())
                .contains(
                        "teal_cache_requests_total{level=\"memory\",result=\"hit\",route=\"chat\",service=\"chat\",upstream=\"blue\"} 1.0",
                        "teal_cache_bypass_total{reason=\"no_store\",route=\"chat\",service=\"chat\",upstream=\"blue\"} 1.0",
                        "teal_cache_entries 1.0");
    }

    @Test
    void whatIsAskedMostComesFirst() throws Exception {
        // Given
        assertThat(ask("rare", "hr_faq")).isEqualTo("miss");
        assertThat(askUntilKept(QUESTION, "hr_faq")).isEqualTo("miss");
        assertThat(ask(QUESTION, "hr_faq")).isEqualTo("hit");

        // When
        JsonNode all = rig.get("/api/v1/cache/top").json().get("questions");
        JsonNode one = rig.get("/api/v1/cache/top?service=chat&limit=1").json().get("questions");

        // Then
        assertThat(all).hasSize(2);
        assertThat(one).hasSize(1);
        assertThat(all.get(0)).isEqualTo(one.get(0));
        assertThat(one.get(0))
                .hasToString("{\"service\":\"chat\",\"route\":\"chat\",\"base\":\"hr_faq\",\"question\":\"年假怎么申请\","
                        + "\"asked\":2,\"hits\":1}");
    }

    @Test
    void aQuestionIsLookedUpAndItsAnswersDropped() throws Exception {
        // Given
        assertThat(askUntilKept(QUESTION, "hr_faq")).isEqualTo("miss");
        assertThat(askUntilKept("other", "hr_faq")).isEqualTo("miss");

        // When
        JsonNode found = lookUp(" 年假怎么申请?");

        // Then
        assertThat(found.get("answers")).hasSize(1);
        JsonNode answer = found.get("answers").get(0);
        assertThat(answer.get("upstream").asText()).isEqualTo("blue");
        assertThat(answer.get("base").asText()).isEqualTo("hr_faq");
        assertThat(answer.get("level").asText()).isEqualTo("memory");
        assertThat(answer.get("personal").asBoolean()).isTrue();
        assertThat(answer.get("streamed").asBoolean()).isTrue();
        assertThat(answer.get("bytes").asInt()).isPositive();
        assertThat(answer.get("age_seconds").asInt()).isBetween(0, 60);
        assertThat(answer.get("stored_at").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        assertThat(answer.get("beginning").asText()).contains("one");

        // When
        Reply dropped = delete("/services/chat/questions?question=" + encoded("年假怎么申请 "));

        // Then
        assertThat(dropped.text()).isEqualTo("{\"dropped\":1}");
        assertThat(lookUp(QUESTION).get("answers")).isEmpty();
        assertThat(ask("other", "hr_faq")).isEqualTo("hit");
        assertThat(ask(QUESTION, "hr_faq")).isEqualTo("miss");
    }

    @Test
    void aLongQuestionFitsIntoTheTarget() throws Exception {
        String question = "年".repeat(1_000);
        assertThat(askUntilKept(question, "hr_faq")).isEqualTo("miss");

        assertThat(delete("/services/chat/questions?question=" + encoded(question))
                        .text())
                .isEqualTo("{\"dropped\":1}");
    }

    @Test
    void aKnowledgeBaseAServiceOrEverythingIsAskedAnew() throws Exception {
        // Given
        assertThat(askUntilKept(QUESTION, "hr_faq")).isEqualTo("miss");
        assertThat(askUntilKept("other", "samples")).isEqualTo("miss");

        // Then
        assertThat(delete("/services/chat/knowledge/hr_faq").status()).isEqualTo(200);
        assertThat(ask("other", "samples")).isEqualTo("hit");
        assertThat(ask(QUESTION, "hr_faq")).isEqualTo("miss");

        assertThat(delete("/services/chat/knowledge/samples").status()).isEqualTo(200);
        assertThat(askUntilKept("other", "samples")).isEqualTo("miss");

        assertThat(bump("samples").text()).isEqualTo("{\"service\":\"chat\",\"knowledge\":\"samples\"}");
        assertThat(askUntilKept("other", "samples")).isEqualTo("miss");

        assertThat(delete("/services/chat").status()).isEqualTo(200);
        assertThat(askUntilKept("other", "samples")).isEqualTo("miss");

        assertThat(delete("").status()).isEqualTo(200);
        assertThat(ask("other", "samples")).isEqualTo("miss");
        assertThat(rig.revisions().current().number()).isEqualTo(1);
    }

    @Test
    void aKnowledgeBaseMayHaveAnyName() throws Exception {
        String base = encoded("人事 A/B+C").replace("+", "%20");

        assertThat(bump(base).text()).isEqualTo("{\"service\":\"chat\",\"knowledge\":\"人事 A/B+C\"}");
        assertThat(delete("/services/chat/knowledge/" + base).status()).isEqualTo(200);
    }

    private Reply bump(String base) throws Exception {
        return rig.send(rig.to("/api/v1/knowledge/chat/" + base + "/bump").POST(BodyPublishers.noBody()));
    }

    @Test
    void greenIsWarmBeforeTheSwitch() throws Exception {
        // Given
        assertThat(askUntilKept(QUESTION, "hr_faq")).isEqualTo("miss");
        assertThat(askUntilKept("other", "hr_faq")).isEqualTo("miss");

        // When
        JsonNode report = rig.post("/api/v1/cache/warm", "*", "{\"service\":\"chat\",\"upstream\":\"green\",\"top\":9}")
                .json();
        assertThat(rig.post("/api/v1/services/chat/switch", "*", "{\"to\":\"green\"}")
                        .status())
                .isEqualTo(200);

        // Then
        assertThat(report.get("service").asText() + "/" + report.get("upstream").asText())
                .isEqualTo("chat/green");
        assertThat(report.get("asked").asInt()).isEqualTo(2);
        assertThat(report.get("stored").asInt()).isEqualTo(2);
        assertThat(report.get("already_there").asInt()).isZero();
        assertThat(report.get("failed")).hasToString("{}");
        assertThat(report.get("took_ms").asLong()).isNotNegative();
        assertThat(ask(QUESTION, "hr_faq")).isEqualTo("hit");
        assertThat(rig.post("/api/v1/cache/warm", "*", "{\"service\":\"chat\",\"upstream\":\"green\"}")
                        .json()
                        .get("already_there")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void whatCannotBeWarmedIsReported() throws Exception {
        assertThat(askUntilKept(QUESTION, "hr_faq")).isEqualTo("miss");
        fleet.server("two").faults().set(Fault.DOCS_ONLY);

        JsonNode report = rig.post("/api/v1/cache/warm", "*", "{\"service\":\"chat\",\"upstream\":\"green\"}")
                .json();

        assertThat(report.get("stored").asInt()).isZero();
        assertThat(report.get("failed")).hasToString("{\"empty\":1}");
    }
}
