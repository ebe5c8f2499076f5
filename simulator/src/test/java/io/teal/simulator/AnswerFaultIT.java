package io.teal.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.teal.simulator.RawClient.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults of the model server and of the search behind Chatchat, as they show in its answers. */
class AnswerFaultIT {
    private static final String QUESTION = "{\"query\":\"年假怎么申请？\",\"kb_name\":\"hr_faq\"}";
    private static final String WHOLE = "{\"query\":\"年假怎么申请？\",\"kb_name\":\"hr_faq\",\"stream\":false}";
    private static final String OPENAI = "{\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"年假\"}]}";

    private final Fleet fleet = Fleet.start(
            Instance.named("blue-1").withTiming(Timing.instant()),
            Instance.named("old").withFlavour(Flavour.V0_2_10).withTiming(Timing.instant()));
    private final SimulatedServer server = fleet.server("blue-1");

    @AfterEach
    void stop() {
        fleet.close();
    }

    private Response ask(SimulatedServer one, String path, String body, String fault) throws Exception {
        try (RawClient client = new RawClient(one)) {
            client.post(path, body, "X-Fake-Fault: " + fault);
            return client.read();
        }
    }

    private Response ask(String path, String body, String fault) throws Exception {
        return ask(server, path, body, fault);
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }

    @Test
    void busyModelServerLooksLikeAnEmptyAnswerOfAKnowledgeBase() throws Exception {
        Response stream = ask("/chat/kb_chat", QUESTION, "model-busy");
        Response whole = ask("/chat/kb_chat", WHOLE, "model-busy");

        assertThat(stream.data()).hasSize(1);
        assertThat(stream.data().getFirst()).contains("\"docs\": [\"出处 [1]");
        JsonNode inner = json(json(whole.body()).asText());
        assertThat(inner.at("/choices/0/message/content").asText()).isEmpty();
        assertThat(ask("/chat/kb_chat", QUESTION, "none").data()).hasSizeGreaterThan(10);
        assertThat(server.stats().generationsFailed()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "model-busy, Error code: 429 - {'detail': '[address=",
        "model-busy; code=503, 'Error code: 503 - {''error'': {''message'': ''server busy, please try again.'"
    })
    void busyModelServerIsToldByThePassthrough(String fault, String text) throws Exception {
        Response stream = ask("/v1/chat/completions", OPENAI, fault);

        assertThat(stream.data()).hasSize(1);
        assertThat(json(stream.data().getFirst()).path("error").asText()).startsWith(text);
        assertThat(ask("/v1/chat/completions", OPENAI.replace("true", "false"), fault)
                        .body())
                .isEqualTo("null");
        assertThat(ask("/chat/chat/completions", OPENAI.replace("true", "false"), fault)
                        .body())
                .isEqualTo("Internal Server Error");
        assertThat(server.stats().count("年假")).isEqualTo(3);
    }

    @Test
    void nothingFoundShowsTheNoticeAndTheModelAnswers() throws Exception {
        Response stream = ask("/chat/kb_chat", QUESTION, "nothing-found");
        Response old = ask(
                fleet.server("old"),
                "/chat/knowledge_base_chat",
                "{\"query\":\"年假\",\"knowledge_base_name\":\"hr_faq\",\"stream\":true}",
                "nothing-found");

        assertThat(stream.data().getFirst())
                .contains("\"docs\": [\"<span style='color:red'>未找到相关文档,该回答为大模型自身能力解答！</span>\"]");
        assertThat(stream.data()).hasSizeGreaterThan(10);
        assertThat(old.data().getLast())
                .isEqualTo("{\"docs\": [\"<span style='color:red'>未找到相关文档,该回答为大模型自身能力解答！</span>\"]}");
        assertThat(old.data()).hasSizeGreaterThan(10);
        assertThat(ask(
                                "/knowledge_base/search_docs",
                                "{\"query\":\"年假\",\"knowledge_base_name\":\"hr_faq\"}",
                                "nothing-found")
                        .body())
                .isEqualTo("[]");
    }

    @Test
    void emptyAnswerEndsWellWithoutAToken() throws Exception {
        Response stream = ask("/chat/kb_chat", QUESTION, "empty-answer");
        Response whole = ask("/chat/kb_chat", WHOLE, "empty-answer");
        Response openAi = ask("/v1/chat/completions", OPENAI, "empty-answer");
        Response openAiWhole = ask("/v1/chat/completions", OPENAI.replace("true", "false"), "empty-answer");

        assertThat(stream.data()).hasSize(1);
        assertThat(json(json(whole.body()).asText())
                        .at("/choices/0/message/content")
                        .asText("missing"))
                .isEmpty();
        assertThat(openAi.data()).hasSize(2);
        assertThat(openAi.data().getFirst()).contains("\"role\":\"assistant\"");
        assertThat(openAi.data().getLast()).contains("\"content\":\"\"").contains("\"finish_reason\":\"stop\"");
        assertThat(json(openAiWhole.body()).at("/choices/0/message/content").asText("missing"))
                .isEmpty();
        assertThat(json(openAiWhole.body()).at("/choices/0/finish_reason").asText())
                .isEqualTo("stop");
        assertThat(server.stats().generationsFinished()).isEqualTo(4);
    }

    @Test
    void emptyAnswerMayBeBlank() throws Exception {
        Response stream = ask("/chat/kb_chat", QUESTION, "empty-answer; tokens=3");

        assertThat(stream.data()).hasSize(4);
        assertThat(json(stream.data().getLast()).at("/choices/0/delta/content").asText())
                .isEqualTo(" ");
    }

    @Test
    void errorEventMayComeAfterTokens() throws Exception {
        Response stream = ask("/v1/chat/completions", OPENAI, "error-event; after=2; text=boom");

        assertThat(stream.data()).hasSize(4);
        assertThat(stream.data().getLast()).isEqualTo("{\"error\": \"boom\"}");
        assertThat(ask("/v1/chat/completions", OPENAI.replace("true", "false"), "error-event; after=2")
                        .body())
                .isEqualTo("null");
    }
}
