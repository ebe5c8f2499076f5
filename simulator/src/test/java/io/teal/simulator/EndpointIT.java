package io.teal.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.teal.simulator.RawClient.Response;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The other endpoints of the three lines of Chatchat, compared with samples of the real thing. */
class EndpointIT {
    private static final String OPENAI = "{\"model\":\"qwen2-instruct\",\"stream\":true,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"用一句话介绍退货政策\"}]}";

    private final Fleet fleet = Fleet.start(
            Instance.named("image").withTiming(Timing.instant()),
            Instance.named("master").withFlavour(Flavour.MASTER).withTiming(Timing.instant()),
            Instance.named("old").withFlavour(Flavour.V0_2_10).withTiming(Timing.instant()));

    @AfterEach
    void stop() {
        fleet.close();
    }

    @CanIgnoreReturnValue
    private Response post(String server, String target, String body, String... headers) throws Exception {
        try (RawClient client = new RawClient(fleet.server(server))) {
            client.post(target, body, headers);
            return client.read();
        }
    }

    private Response get(String server, String target) throws Exception {
        try (RawClient client = new RawClient(fleet.server(server))) {
            client.get(target);
            return client.read();
        }
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }

    @Test
    void openAiStreamIsCompactWithNullsAndAFinishReason() throws Exception {
        Response response = post("image", "/v1/chat/completions", OPENAI);

        assertThat(response.data().getFirst())
                .matches(
                        "\\{\"id\":\"chat[^\"]+\",\"choices\":\\[\\{\"delta\":\\{\"content\":\"\",\"function_call\":null,"
                                + "\"role\":\"assistant\",\"tool_calls\":null\\},\"finish_reason\":null,\"index\":0,\"logprobs\":null\\}\\],"
                                + "\"created\":\\d{10},\"model\":\"qwen2-instruct\",\"object\":\"chat.completion.chunk\","
                                + "\"system_fingerprint\":null,\"usage\":null\\}");
        assertThat(response.data().getLast()).contains("\"finish_reason\":\"stop\"");
        assertThat(response.data())
                .extracting(data -> json(data).path("id").asText())
                .containsOnly(json(response.data().getFirst()).path("id").asText());
        assertThat(response.body()).doesNotContain("[DONE]").endsWith("}\r\n\r\n");
    }

    @Test
    void openAiFailureIsNullOrAnEventAndAnUnknownModelIsA500() throws Exception {
        String whole = OPENAI.replace("\"stream\":true,", "");

        Response failed = post("image", "/v1/chat/completions", whole, "X-Fake-Fault: out-of-memory; sticky=false");
        Response unknownField =
                post("image", "/v1/chat/completions", whole.replace("{\"model", "{\"top_k\":3,\"model"));
        Response unknownModel = post("image", "/v1/chat/completions", whole.replace("qwen2-instruct", "nothing"));
        Response good = post("image", "/v1/chat/completions", whole);

        assertThat(failed.head()).contains("content-length: 4\r\ncontent-type: application/json\r\n");
        assertThat(failed.body()).isEqualTo("null");
        assertThat(unknownField.body()).isEqualTo("null");
        assertThat(unknownModel.status()).isEqualTo(500);
        assertThat(json(good.body()).at("/choices/0/message/content").asText()).contains("（image，知识库版本 1）");
    }

    @Test
    void plainChatOfTheImagesPassesThroughWithTwoMoreFields() throws Exception {
        Response stream = post("image", "/chat/chat/completions", OPENAI);
        Response failed = post(
                "image",
                "/chat/chat/completions",
                OPENAI.replace("true", "false"),
                "X-Fake-Fault: out-of-memory; sticky=false");

        assertThat(stream.data().getFirst()).endsWith(",\"usage\":null,\"message_id\":null,\"status\":null}");
        assertThat(failed.status()).isEqualTo(500);
        assertThat(failed.body()).isEqualTo("Internal Server Error");
    }

    @Test
    void agentOfTheMainLineRepeatsItsText() throws Exception {
        Response stream = post("master", "/chat/chat/completions", OPENAI);
        Response failed = post("master", "/chat/chat/completions", OPENAI, "X-Fake-Fault: docs-only");

        assertThat(stream.data().getFirst()).contains("\"status\": 1,").contains("\"class_name\": ");
        assertThat(stream.data().get(1)).contains("\"status\": 2,");
        assertThat(stream.data().getLast()).contains("\"status\": -999,").contains("（master，知识库版本 1）");
        assertThat(failed.data().get(1)).contains("\"status\": -1,");
        assertThat(failed.data().getLast()).isEqualTo("{\"error\": \"'output'\"}");
    }

    @Test
    void fileChatKnowsOnlyItsOwnUploadsAndSendsDocumentsLast() throws Exception {
        String form = String.join(
                "\r\n",
                "--b",
                "Content-Disposition: form-data; name=\"files\"; filename=\"合同.pdf\"",
                "",
                "x",
                "--b--",
                "");
        String id;
        try (RawClient client = new RawClient(fleet.server("image"))) {
            client.write("POST /knowledge_base/upload_temp_docs HTTP/1.1\r\nhost: a\r\ncontent-type:"
                    + " multipart/form-data; boundary=b\r\ncontent-length: "
                    + form.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + form);
            id = json(client.read().body()).at("/data/id").asText();
        }
        String ask = "{\"query\":\"合同期限？\",\"knowledge_id\":\"" + id + "\",\"model_name\":\"m\",\"stream\":true}";

        Response own = post("image", "/chat/file_chat", ask);
        Response foreign = post("master", "/chat/file_chat", ask);
        Response mode = post("master", "/chat/kb_chat", "{\"query\":\"q\",\"mode\":\"temp_kb\",\"kb_name\":\"9f2c\"}");

        assertThat(id).matches("[0-9a-f]{32}");
        assertThat(own.data().getFirst()).startsWith("{\"answer\": \"");
        assertThat(own.data().getLast()).startsWith("{\"docs\": [\"出处 [1] [合同.pdf] \\n\\n");
        assertThat(foreign.body()).startsWith("{\"code\":404,");
        assertThat(mode.body())
                .isEqualTo(
                        "data: {\"error\": \"\\u8bf7\\u6c42\\u7684\\u8d44\\u6e90 9f2c \\u4e0d\\u5b58\\u5728\"}\r\n\r\n");
    }

    @Test
    void oldLineStreamsEvenWhatIsNotStreamed() throws Exception {
        Response whole = post(
                "old",
                "/chat/knowledge_base_chat",
                "{\"query\":\"年假怎么申请？\",\"knowledge_base_name\":\"hr_faq\",\"stream\":false}");
        Response stream = post(
                "old",
                "/chat/knowledge_base_chat",
                "{\"query\":\"年假怎么申请？\",\"knowledge_base_name\":\"hr_faq\",\"stream\":true}");
        Response chat = post("old", "/chat/chat", "{\"query\":\"你好\",\"stream\":true}");

        assertThat(whole.head()).contains("content-type: text/event-stream; charset=utf-8");
        assertThat(whole.data()).hasSize(1);
        assertThat(whole.data().getFirst())
                .matches(
                        "\\{\"answer\": \".*（old，知识库版本 1）。\", \"docs\": \\[\"出处 \\[1\\] \\[员工手册\\.md\\]\\(http://a\\.test/.*\\}");
        assertThat(stream.data().getLast()).startsWith("{\"docs\": [");
        assertThat(chat.data().getFirst()).matches("\\{\"text\": \"[^\"]+\", \"message_id\": \"[0-9a-f]{32}\"\\}");
        assertThat(post("old", "/chat/kb_chat", "{}").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "/, 307, ''",
        "/nothing, 404, '{\"detail\":\"Not Found\"}'",
        "/chat/kb_chat, 405, '{\"detail\":\"Method Not Allowed\"}'",
        "/chat/kb_chat/, 307, ''",
        "/v1/models/?a=b, 307, ''"
    })
    void pathsAnswerAsFastApiDoes(String target, int status, String body) throws Exception {
        Response response = get("image", target);

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.body()).isEqualTo(body);
    }

    @Test
    void redirectsPointToTheHostThatWasAsked() throws Exception {
        assertThat(get("image", "/").head()).contains("content-length: 0\r\nlocation: /docs\r\n");
        assertThat(get("image", "/v1/models/?a=b").head()).contains("location: http://a.test/v1/models?a=b\r\n");
        assertThat(get("image", "/chat/kb_chat").head()).contains("allow: POST\r\ncontent-length: 31\r\n");
    }

    @Test
    void knowledgeIsListedSearchedAndRebuilt() throws Exception {
        JsonNode bases =
                json(get("image", "/knowledge_base/list_knowledge_bases").body());
        JsonNode files = json(get("image", "/knowledge_base/list_files?knowledge_base_name=hr_faq")
                .body());
        JsonNode found = json(post(
                        "image",
                        "/knowledge_base/search_docs",
                        "{\"query\":\"年假\",\"knowledge_base_name\":\"hr_faq\",\"top_k\":\"2\"}")
                .body());
        Response missing =
                post("image", "/knowledge_base/search_docs", "{\"query\":\"年假\",\"knowledge_base_name\":\"no\"}");
        Response rebuilt =
                post("image", "/knowledge_base/recreate_vector_store", "{\"knowledge_base_name\":\"hr_faq\"}");
        Response deleted = post("image", "/knowledge_base/delete_knowledge_base", "\"hr_faq\"");

        assertThat(bases.at("/data/0/kb_name").asText()).isEqualTo("finance");
        assertThat(files.at("/data/0/file_name").asText()).isEqualTo("员工手册.md");
        assertThat(found).hasSize(2);
        assertThat(missing.body()).isEqualTo("[]");
        assertThat(rebuilt.data().getFirst())
                .isEqualTo(
                        "{\"code\": 200, \"msg\": \"(1 / 1): 员工手册.md\", \"total\": 1, \"finished\": 1, \"doc\": \"员工手册.md\"}");
        assertThat(deleted.body()).isEqualTo("{\"code\":200,\"msg\":\"成功删除知识库 hr_faq\",\"data\":null}");
        assertThat(json(get("old", "/knowledge_base/list_knowledge_bases").body())
                        .at("/data/0")
                        .isTextual())
                .isTrue();
    }

    @Test
    void staleKnowledgeAnswersAsBeforeTheChange() throws Exception {
        String change = "{\"knowledge_base_name\":\"hr_faq\",\"file_names\":[\"员工手册.md\"]}";
        String ask = "{\"query\":\"q\",\"kb_name\":\"hr_faq\",\"stream\":false}";

        post("image", "/knowledge_base/update_docs", change, "X-Fake-Fault: stale-knowledge");
        Response stale = post("image", "/chat/kb_chat", ask);
        post("image", "/knowledge_base/update_docs", change);
        Response fresh = post("image", "/chat/kb_chat", ask);

        assertThat(stale.body()).contains("（image，知识库版本 1）");
        assertThat(fresh.body()).contains("（image，知识库版本 2）");
    }

    @Test
    void serversTellWhatTheyAre() throws Exception {
        assertThat(post("image", "/server/configs", "").body())
                .isEqualTo("{\"api_address\":\"http://127.0.0.1:7861\"}");
        assertThat(get("image", "/openapi.json").body()).contains("0.3.1.3").doesNotContain("mcp_connections");
        assertThat(get("master", "/openapi.json").body()).contains("/api/v1/mcp_connections/");
        assertThat(get("image", "/v1/models").body())
                .startsWith("{\"object\":\"list\",\"data\":[{\"id\":\"qwen2-instruct\"");
    }

    @Test
    void brokenJsonAndWrongTypesAre422() throws Exception {
        assertThat(post("image", "/chat/kb_chat", "{\"query\":").body())
                .startsWith("{\"detail\":[{\"type\":\"json_invalid\",\"loc\":[\"body\",");
        assertThat(post("image", "/chat/kb_chat", "{\"query\":\"q\",\"mode\":\"x\",\"stream\":\"maybe\"}")
                        .body())
                .contains("\"type\":\"literal_error\",\"loc\":[\"body\",\"mode\"],"
                        + "\"msg\":\"Input should be 'local_kb', 'temp_kb' or 'search_engine'\",\"input\":\"x\"")
                .contains("\"type\":\"bool_parsing\"");
        assertThat(post("image", "/v1/chat/completions", "{\"stream\":true}").body())
                .startsWith(
                        "{\"detail\":[{\"type\":\"missing\",\"loc\":[\"body\",\"messages\"],\"msg\":\"Field required\","
                                + "\"input\":{\"stream\":true},");
        assertThat(post("image", "/knowledge_base/wrong/x/chat/completions", OPENAI)
                        .body())
                .contains("\"loc\":[\"path\",\"mode\"]");
    }
}
