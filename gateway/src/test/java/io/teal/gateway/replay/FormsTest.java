package io.teal.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.question.Shape;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of an answer in its other form, in the cases that no sound server shows. */
class FormsTest {
    private static final String HEAD = "{\"id\": \"chat1\", \"object\": \"chat.completion.chunk\", \"model\": \"qwen\","
            + " \"created\": 1731132010, \"status\": null, \"message_type\": 1, \"message_id\": null, \"is_ref\": false, ";

    private static String chunk(String extra, String content) {
        return HEAD + extra + "\"choices\": [{\"delta\": {\"content\": " + Json.quoted(content)
                + ", \"tool_calls\": []}, \"role\": \"assistant\"}]}";
    }

    private static StoredAnswer whole(Shape shape, String body) {
        return StoredAnswer.ofWhole(shape, "application/json", Events.utf8(body));
    }

    private static String text(StoredAnswer answer) {
        return Events.text(answer.bytes());
    }

    @Test
    void aStreamOfKbChatIsToldAsInTheSamples() {
        StoredAnswer stream = Events.answer(
                Shape.KB_CHAT,
                "\r\n",
                chunk("\"docs\": [\"出处 [1] [员工手册.md](http://127.0.0.1:7861/x) \\n\\n第四章\"], ", ""),
                chunk("", "年假\n"),
                chunk("", "需\"提前\" 3 个工作日\\。"));

        assertThat(text(stream.asWhole()))
                .isEqualTo(
                        "\"{\\\"id\\\": \\\"chat1\\\", \\\"object\\\": \\\"chat.completion\\\", \\\"model\\\": \\\"qwen\\\","
                                + " \\\"created\\\": 1731132010, \\\"status\\\": null, \\\"message_type\\\": 1,"
                                + " \\\"message_id\\\": null, \\\"is_ref\\\": false, \\\"choices\\\": [{\\\"message\\\":"
                                + " {\\\"role\\\": \\\"assistant\\\", \\\"content\\\":"
                                + " \\\"年假\\\\n需\\\\\\\"提前\\\\\\\" 3 个工作日\\\\\\\\。\\\","
                                + " \\\"finish_reason\\\": null, \\\"tool_calls\\\": []}}]}\"");
        assertThat(stream.asWhole().contentType()).isEqualTo("application/json");
    }

    @Test
    void anErrorInAStreamOfKbChatIsAllThatIsTold() {
        StoredAnswer stream =
                Events.answer(Shape.KB_CHAT, "\r\n", chunk("", "年假"), "{\"error\": \"\\u8bf7\\u6c42 'bge-m3'\"}");

        assertThat(text(stream.asWhole()))
                .isEqualTo("{\"data\":\"{\\\"error\\\": \\\"\\\\u8bf7\\\\u6c42 'bge-m3'\\\"}\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"code\":404,\"msg\":\"未找到知识库 x\",\"data\":null}",
                "{\"data\":\"{\\\"error\\\": \\\"x\\\"}\"}",
                "null",
                "",
                "\"text\"",
                "\"{\\\"choices\\\": []}\"",
                "<html>"
            })
    void aBodyThatIsNoAnswerStaysAsItIs(String body) {
        for (Shape shape : Shape.values()) {
            StoredAnswer answer = whole(shape, body);

            assertThat(answer.asStream()).isSameAs(answer);
            assertThat(answer.asWhole()).isSameAs(answer);
            assertThat(text(answer)).isEqualTo(body);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStreamThatIsNoAnswerStaysAsItIs(Shape shape) {
        for (String data : List.of("text", "[1]", "{\"x\": 1}", "{\"choices\": 1}", "[DONE]", "{\"answer\"")) {
            StoredAnswer answer = Events.answer(shape, "\n", data, data);

            assertThat(answer.asStream()).as(data).isSameAs(answer);
            assertThat(answer.asWhole()).as(data).isSameAs(answer);
        }
        StoredAnswer none = StoredAnswer.ofEvents(shape, Events.TYPE, List.of());
        assertThat(none.asWhole()).isSameAs(none);
    }

    @Test
    void aDoublyEncodedAnswerBecomesAStreamWithoutDocuments() {
        StoredAnswer whole =
                Events.answer(Shape.KB_CHAT, "\r\n", chunk("", "年假。")).asWhole();
        StoredAnswer read = whole(Shape.KB_CHAT, text(whole));

        assertThat(Events.data(read.asStream())).containsExactly(chunk("", "年假。"));
        assertThat(read.asStream().contentType()).isEqualTo(Events.TYPE);
    }

    @Test
    void dataOfSeveralLinesIsOnePieceOfJson() {
        StoredAnswer stream = StoredAnswer.ofEvents(
                Shape.OLD_CHAT,
                Events.TYPE,
                List.of(
                        Events.utf8("data: {\"answer\":\r\ndata:  \"年假。\"}\r\n\r\n"),
                        Events.utf8("data: {\"docs\": [\ndata: \"a\",\ndata: \"b\"]}\n\n")));

        StoredAnswer made = stream.asWhole();

        assertThat(stream.text()).isEqualTo("年假。");
        assertThat(text(made)).isEqualTo("data: {\"answer\": \"年假。\", \"docs\": [ \"a\", \"b\"]}\r\n\r\n");
        assertThat(made.asStream()).isSameAs(stream);
    }

    @Test
    void theOldLineTellsDocumentsAsTheyCame() {
        StoredAnswer stream = Events.answer(
                Shape.OLD_CHAT,
                "\r\n",
                "{\"answer\": \"年\"}",
                "{\"answer\": \"假。\"}",
                "{\"docs\": [\"a\\u0062\", 1.50]}");
        StoredAnswer one = Events.answer(Shape.OLD_CHAT, "\r\n", "{\"answer\": \"年假。\", \"docs\": [\"a\\u0062\"]}");

        assertThat(Events.data(stream.asWhole()))
                .containsExactly("{\"answer\": \"年假。\", \"docs\": [\"a\\u0062\", 1.50]}");
        assertThat(Events.data(one.asStream())).containsExactly("{\"answer\": \"年假。\"}", "{\"docs\": [\"a\\u0062\"]}");
        assertThat(one.asWhole()).isSameAs(one);
        assertThat(stream.asStream()).isSameAs(stream);
    }

    @Test
    void theIdOfAMessageStaysWithItsText() {
        StoredAnswer stream = Events.answer(
                Shape.OLD_CHAT,
                "\r\n",
                "{\"text\": \"年\", \"message_id\": \"0f6d\"}",
                "{\"text\": \"假。\", \"message_id\": \"0f6d\"}");

        assertThat(Events.data(stream.asWhole())).containsExactly("{\"text\": \"年假。\", \"message_id\": \"0f6d\"}");
        assertThat(stream.asWhole().asWhole()).isSameAs(stream.asWhole());
    }

    @Test
    void aCompletionIsStreamedAsAModelServerDoes() {
        StoredAnswer whole = whole(
                Shape.MODEL_SERVER,
                "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1731132040,\"model\":\"qwen\","
                        + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"reasoning_content\":\"想\",\"content\":"
                        + "\"七天\\n。\",\"tool_calls\":[],\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
                        + "\"usage\":{\"total_tokens\":3},\"system_fingerprint\":\"fp_1\",\"prompt_logprobs\":null}");

        String head = "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1731132040,"
                + "\"model\":\"qwen\",\"system_fingerprint\":\"fp_1\",\"choices\":[{\"index\":0,\"delta\":{";
        assertThat(Events.data(whole.asStream()))
                .containsExactly(
                        head + "\"role\":\"assistant\",\"content\":\"\"},\"logprobs\":null,\"finish_reason\":null}]}",
                        head
                                + "\"reasoning_content\":\"想\",\"content\":\"七天\\n。\"},\"logprobs\":null,\"finish_reason\":null}]}",
                        head + "},\"logprobs\":null,\"finish_reason\":\"stop\"}]}",
                        "[DONE]");
        assertThat(text(whole.asStream())).endsWith("\n\ndata: [DONE]\n\n").doesNotContain("\r");
        assertThat(whole.asStream().text()).isEqualTo("七天\n。");
        assertThat(whole.asStream().asWhole()).isSameAs(whole);
    }

    @Test
    void whatAModelThoughtIsKeptInTheWhole() {
        StoredAnswer stream = Events.answer(
                Shape.MODEL_SERVER,
                "\n",
                "{\"id\":\"x\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":null},\"finish_reason\":null}]}",
                "{\"id\":\"x\",\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"想\"}}],\"usage\":null}",
                "{\"id\":\"x\",\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"好\",\"content\":\"七\"}}]}",
                "{\"id\":\"x\",\"created\":1731132041,\"model\":\"qwen\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"天\"},"
                        + "\"finish_reason\":\"stop\"}]}",
                "{\"id\":\"x\",\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"total_tokens\":3}}",
                "[DONE]");

        assertThat(text(stream.asWhole()))
                .isEqualTo(
                        "{\"id\":\"x\",\"object\":\"chat.completion\",\"created\":1731132041,\"model\":\"qwen\",\"choices\":"
                                + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"七天\",\"reasoning_content\":\"想好\"},"
                                + "\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"total_tokens\":3}}");
        assertThat(stream.text()).isEqualTo("七天");
    }

    @Test
    void whatChatchatAddsIsCarriedOver() {
        StoredAnswer whole = whole(
                Shape.THROUGH_CHATCHAT,
                "{\"id\":\"chat6aa251c3\",\"choices\":[{\"finish_reason\":\"stop\",\"index\":0,\"logprobs\":null,\"message\":{"
                        + "\"content\":\"七天。\",\"role\":\"assistant\",\"function_call\":null,\"tool_calls\":null}}],"
                        + "\"created\":1731132040,\"model\":\"qwen\",\"object\":\"chat.completion\",\"system_fingerprint\":null,"
                        + "\"usage\":{\"total_tokens\":3},\"message_id\":null,\"status\":null}");

        String tail = ",\"index\":0,\"logprobs\":null}],\"created\":1731132040,\"model\":\"qwen\",\"object\":"
                + "\"chat.completion.chunk\",\"system_fingerprint\":null,\"usage\":null,\"message_id\":null,\"status\":null}";
        String head = "{\"id\":\"chat6aa251c3\",\"choices\":[{\"delta\":{\"content\":\"";
        assertThat(Events.data(whole.asStream()))
                .containsExactly(
                        head
                                + "\",\"function_call\":null,\"role\":\"assistant\",\"tool_calls\":null},\"finish_reason\":null"
                                + tail,
                        head + "七天。\",\"function_call\":null,\"role\":null,\"tool_calls\":null},\"finish_reason\":null"
                                + tail,
                        head + "\",\"function_call\":null,\"role\":null,\"tool_calls\":null},\"finish_reason\":\"stop\""
                                + tail);
        assertThat(text(whole.asStream())).endsWith("}\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"index\":0,\"message\":{\"content\":null,\"tool_calls\":[{\"id\":\"1\"}]}}",
                "{\"index\":0,\"message\":{\"content\":[{\"type\":\"text\"}]}}",
                "{\"index\":0,\"message\":{\"content\":\"a\"}},{\"index\":1,\"message\":{\"content\":\"b\"}}",
                "{\"index\":1,\"message\":{\"content\":\"a\"}}"
            })
    void whatHasMoreThanATextStaysAsItIs(String choices) {
        StoredAnswer whole = whole(Shape.MODEL_SERVER, "{\"choices\":[" + choices + "]}");

        assertThat(whole.asStream()).isSameAs(whole);
    }

    @Test
    void aTimeThatWasNotToldIsThatOfTheReplay() {
        StoredAnswer stream = Events.answer(
                Shape.MODEL_SERVER, "\n", "{\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}");

        byte[] fresh = Events.fresh(stream.asWhole(), 1_893_456_000);

        assertThat(new JsonObject(Events.text(fresh)).getLong("created")).isEqualTo(1_893_456_000);
    }

    @Test
    void manyThreadsGetTheSame() throws Exception {
        StoredAnswer stream = Events.answer(Shape.KB_CHAT, "\r\n", chunk("", "年假。"));
        List<Callable<String>> tasks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            tasks.add(() -> text(stream.asWhole()));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<String> made : threads.invokeAll(tasks)) {
                assertThat(made.get()).isEqualTo(text(stream.asWhole()));
            }
        }
        assertThat(stream.asWhole()).isSameAs(stream.asWhole());
        assertThat(stream.asWhole().asStream()).isSameAs(stream);
    }
}
