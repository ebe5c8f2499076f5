package io.teal.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.teal.simulator.RawClient.Response;
import io.teal.simulator.fault.Fault;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Questions to a knowledge base, compared with samples of the real thing byte by byte where it matters. */
class KbChatIT {
    private static final String QUESTION =
            "{\"query\":\"年假怎么申请？\",\"kb_name\":\"hr_faq\",\"model\":\"qwen2-instruct\"}";
    private static final String WHOLE =
            "{\"query\":\"年假怎么申请？\",\"mode\":\"local_kb\",\"kb_name\":\"hr_faq\",\"stream\":false,\"temperature\":0.1}";
    private static final String ID = "chat[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

    private final Fleet fleet = Fleet.start(Instance.named("blue-1").withTiming(Timing.instant()));
    private final SimulatedServer server = fleet.server("blue-1");

    @AfterEach
    void stop() {
        fleet.close();
    }

    private Response ask(String path, String body, String... headers) throws Exception {
        try (RawClient client = new RawClient(server)) {
            client.post(path, body, headers);
            return client.read();
        }
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }

    private static String content(List<String> data) throws Exception {
        StringBuilder content = new StringBuilder();
        for (String one : data) {
            content.append(json(one).at("/choices/0/delta/content").asText());
        }
        return content.toString();
    }

    @Test
    void streamHasTheHeadOfUvicornAndSseStarlette() throws Exception {
        Response response = ask("/chat/kb_chat", QUESTION);

        assertThat(response.head().split("\r\n", -1))
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("HTTP/1.1 200 OK"),
                        line -> assertThat(line)
                                .matches("date: [A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT"),
                        line -> assertThat(line).isEqualTo("server: uvicorn"),
                        line -> assertThat(line).isEqualTo("cache-control: no-cache"),
                        line -> assertThat(line).isEqualTo("connection: keep-alive"),
                        line -> assertThat(line).isEqualTo("x-accel-buffering: no"),
                        line -> assertThat(line).isEqualTo("content-type: text/event-stream; charset=utf-8"),
                        line -> assertThat(line).isEqualTo("transfer-encoding: chunked"),
                        line -> assertThat(line).isEmpty(),
                        line -> assertThat(line).isEmpty());
    }

    @Test
    void documentsComeFirstThenTokensAndNoEndMark() throws Exception {
        Response response = ask("/chat/kb_chat", QUESTION);

        assertThat(response.chunks()).allMatch(chunk -> chunk.startsWith("data: {") && chunk.endsWith("}\r\n\r\n"));
        assertThat(response.chunks()).hasSameSizeAs(response.data()).hasSizeGreaterThan(10);
        assertThat(response.data().getFirst())
                .matches(
                        "\\{\"id\": \"" + ID + "\", \"object\": \"chat.completion.chunk\", "
                                + "\"model\": \"qwen2-instruct\", \"created\": \\d{10}, \"status\": null, \"message_type\": 1, "
                                + "\"message_id\": null, \"is_ref\": false, \"docs\": \\[\"出处 \\[1\\] .*\"\\], "
                                + "\"choices\": \\[\\{\"delta\": \\{\"content\": \"\", \"tool_calls\": \\[\\]\\}, \"role\": \"assistant\"\\}\\]\\}");
        assertThat(response.data().get(1))
                .matches(
                        "\\{\"id\": \"" + ID + "\", \"object\": \"chat.completion.chunk\", "
                                + "\"model\": \"qwen2-instruct\", \"created\": \\d{10}, \"status\": null, \"message_type\": 1, "
                                + "\"message_id\": null, \"is_ref\": false, "
                                + "\"choices\": \\[\\{\"delta\": \\{\"content\": \"[^\"]+\", \"tool_calls\": \\[\\]\\}, \"role\": \"assistant\"\\}\\]\\}");
        assertThat(response.body()).doesNotContain("[DONE]").doesNotContain("finish_reason");
        Set<String> ids = new HashSet<>();
        for (String data : response.data()) {
            ids.add(json(data).path("id").asText());
        }
        assertThat(ids).hasSameSizeAs(response.data());
    }

    @Test
    void answerNamesInstanceAndGenerationAndIsAlwaysTheSame() throws Exception {
        String first = content(ask("/chat/kb_chat", QUESTION).data());
        String second = content(ask("/chat/kb_chat", QUESTION).data());

        assertThat(first).contains("……（blue-1，知识库版本 1）").isEqualTo(second);
    }

    @Test
    void wholeAnswerIsJsonInsideOfJson() throws Exception {
        Response response = ask("/chat/kb_chat", WHOLE);

        assertThat(response.head()).containsPattern("server: uvicorn\r\ncontent-length: \\d+\r\ncontent-type: ");
        assertThat(response.head()).endsWith("\r\ncontent-type: application/json\r\n\r\n");
        assertThat(response.body())
                .matches("\"\\{\\\\\"id\\\\\": \\\\\"" + ID
                        + "\\\\\", \\\\\"object\\\\\": \\\\\"chat.completion\\\\\", .*\\}\"");
        JsonNode inner = json(json(response.body()).asText());
        assertThat(inner.at("/choices/0/message/content").asText()).contains("（blue-1，知识库版本 1）");
        assertThat(inner.at("/choices/0/message/finish_reason").isNull()).isTrue();
        assertThat(inner.at("/choices/0/message/tool_calls").isArray()).isTrue();
        assertThat(inner.has("docs")).isFalse();
    }

    @Test
    void unknownKnowledgeBaseIsABusinessErrorInOrdinaryJson() throws Exception {
        Response response = ask("/chat/kb_chat", "{\"query\":\"你好\",\"kb_name\":\"hr_fqa\",\"stream\":true}");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.head()).contains("content-type: application/json\r\n");
        assertThat(response.body()).isEqualTo("{\"code\":404,\"msg\":\"未找到知识库 hr_fqa\",\"data\":null}");
    }

    @Test
    void invalidFieldsAreListedAsPydanticDoes() throws Exception {
        Response response = ask("/chat/kb_chat", "{\"kb_name\":\"hr_faq\",\"score_threshold\":3.5}");

        assertThat(response.head()).startsWith("HTTP/1.1 422 Unprocessable Entity\r\n");
        assertThat(response.body())
                .isEqualTo("{\"detail\":[{\"type\":\"missing\",\"loc\":[\"body\",\"query\"],\"msg\":\"Field required\","
                        + "\"input\":null,\"url\":\"https://errors.pydantic.dev/2.7/v/missing\"},"
                        + "{\"type\":\"less_than_equal\",\"loc\":[\"body\",\"score_threshold\"],"
                        + "\"msg\":\"Input should be less than or equal to 2\",\"input\":3.5,\"ctx\":{\"le\":2.0},"
                        + "\"url\":\"https://errors.pydantic.dev/2.7/v/less_than_equal\"}]}");
    }

    @Test
    void silentFailureOfTheModelLeavesTheDocumentsAndACleanEnd() throws Exception {
        Response response = ask("/chat/kb_chat", QUESTION, "X-Fake-Fault: docs-only");

        assertThat(response.data()).hasSize(1);
        assertThat(response.data().getFirst()).contains("\"docs\": [");
    }

    @Test
    void openAiShapedPathAnswersTheSameWay() throws Exception {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"年假怎么申请？\"}],\"stream\":true}";

        Response response = ask("/knowledge_base/local_kb/hr_faq/chat/completions", body);

        assertThat(response.data().getFirst()).contains("\"docs\": [");
        assertThat(content(response.data()))
                .isEqualTo(content(ask("/chat/kb_chat", QUESTION).data()));
    }

    @Test
    void controlSwitchesFaultsAndStatsCount() throws Exception {
        Response set =
                ask("/__fake/control", "{\"set\":[{\"fault\":\"internal-error\",\"options\":{\"times\":\"1\"}}]}");
        Response failed = ask("/chat/kb_chat", QUESTION);
        Response answered = ask("/chat/kb_chat", QUESTION);
        server.faults().set(Fault.KB_MISSING, 1, Map.of());
        Response missing = ask("/chat/kb_chat", QUESTION);

        assertThat(set.body()).contains("\"internal-error\":{");
        assertThat(failed.status()).isEqualTo(500);
        assertThat(failed.body()).isEqualTo("Internal Server Error");
        assertThat(answered.data()).hasSizeGreaterThan(10);
        assertThat(missing.body()).startsWith("{\"code\":404,");
        Stats stats = server.stats();
        assertThat(stats.requests()).isEqualTo(4);
        assertThat(stats.generationsStarted()).isEqualTo(1);
        assertThat(stats.generationsFinished()).isEqualTo(1);
        assertThat(stats.count("年假怎么申请？")).isEqualTo(1);
        assertThat(server.requests().get(1).bodyText()).isEqualTo(QUESTION);
    }
}
