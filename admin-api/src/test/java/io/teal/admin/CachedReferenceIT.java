package io.teal.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.AdminRig.Reply;
import io.teal.admin.testing.Routings;
import io.teal.gateway.config.GatewayConfig;
import io.teal.gateway.testing.RealRedis;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gate that compares what green says with what the cache has of blue. */
class CachedReferenceIT {
    private static final String QUESTION = "年假怎么申请？";

    @TempDir
    Path directory;

    private final HttpClient people =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Fleet fleet;
    private RealRedis redis;
    private AdminRig rig;

    @BeforeEach
    void start() throws Exception {
        fleet = Fleet.start(
                Instance.named("blue").withTiming(Timing.instant()),
                Instance.named("green").withTiming(Timing.instant()));
        redis = RealRedis.start(directory);
        rig = rig();
    }

    private AdminRig rig() throws Exception {
        Path questions = Files.writeString(directory.resolve("questions.yaml"), """
                questions:
                  - {name: leave, ask: %s, knowledge_base: hr_faq, reference: cached, score: {chrf: 0.2}}
                """.formatted(QUESTION));
        return new AdminRig(
                directory.resolve("store"),
                Routings.parse("""
                        services:
                          chat:
                            upstreams:
                              blue: {servers: [%s]}
                              green: {servers: [%s]}
                            traffic: {split: {blue: 100}}
                            release: {gate: {questions: %s}}
                        routes:
                          - {name: chat, match: {path: /}, service: chat, answers: chatchat, cache: {}}
                        """.formatted(
                        fleet.server("blue").address(), fleet.server("green").address(), questions)),
                new GatewayConfig.Admin("127.0.0.1", 0, List.of()),
                new GatewayConfig.Redis(redis.url()));
    }

    @AfterEach
    void stop() throws Exception {
        people.close();
        rig.close();
        redis.close();
        fleet.close();
    }

    private String ask(String question, String... fields) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + rig.gateway().ports().get("public") + "/chat/kb_chat");
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(
                        "{\"query\":\"%s\",\"kb_name\":\"hr_faq\",\"stream\":true}".formatted(question)));
        for (int i = 0; i < fields.length; i += 2) {
            request.header(fields[i], fields[i + 1]);
        }
        HttpResponse<String> answer = people.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.headers().firstValue("X-Teal-Cache").orElse("");
    }

    /** The only question of the report. */
    private JsonNode gate() throws Exception {
        Reply reply = rig.send(rig.to("/api/v1/services/chat/gate")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"upstream\": \"green\"}")));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json().at("/questions/0");
    }

    @Test
    void whatAClientWasToldIsTheReference() throws Exception {
        // Given
        assertThat(ask(QUESTION)).startsWith("miss");
        await().until(() -> ask(QUESTION).equals("hit"));
        int asked = fleet.server("blue").requests().size();

        // When
        JsonNode question = gate();

        // Then
        assertThat(question.at("/verdict").asText()).as(question.toString()).isEqualTo("pass");
        assertThat(question.at("/attempts/0/scores/chrf").asDouble()).isBetween(0.2, 0.999);
        assertThat(question.at("/attempts/0/other").isMissingNode()).isTrue();
        assertThat(fleet.server("blue").requests())
                .as("of blue nothing is asked")
                .hasSize(asked);
    }

    /** Another gateway got it from blue; at this one people have asked something else so far. */
    @Test
    void whatOnlyRedisHasIsTheReference() throws Exception {
        // Given
        assertThat(ask(QUESTION)).startsWith("miss");
        await().until(() -> redis.ask("KEYS", "teal:a:*").contains("teal:a:"));
        rig.close();
        rig = rig();
        await().until(() -> ask("年终奖怎么算？").equals("hit"));

        // When
        JsonNode question = gate();

        // Then
        assertThat(question.at("/attempts/0/scores/chrf").asDouble())
                .as(question.toString())
                .isBetween(0.2, 0.999);
    }

    @Test
    void withNothingKeptNobodyCanSay() throws Exception {
        // What was told to one who shows who he is belongs to him.
        assertThat(ask(QUESTION, "Authorization", "Bearer somebody")).startsWith("miss");
        await().until(() -> ask(QUESTION, "Authorization", "Bearer somebody").equals("hit"));

        JsonNode question = gate();

        assertThat(question.at("/verdict").asText()).as(question.toString()).isEqualTo("inconclusive");
        assertThat(question.at("/reasons/0").asText())
                .isEqualTo(
                        "There is nothing to compare the answer with: the cache has no answer to this question. Ask it of"
                                + " the colour that serves, in these words and without credentials, or write an answer into the file.");
    }
}
