package io.teal.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.question.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which answers are kept. */
class AdmissionTest {
    private static final String DOCS = "{\"object\": \"chat.completion.chunk\", \"docs\": [\"出处\"],"
            + " \"choices\": [{\"delta\": {\"content\": \"\", \"tool_calls\": []}, \"role\": \"assistant\"}]}";

    private static StoredAnswer kbChat(String text) {
        return Events.answer(
                Shape.KB_CHAT,
                "\r\n",
                DOCS,
                "{\"choices\": [{\"delta\": {\"content\": " + Json.quoted(text) + "}, \"role\": \"assistant\"}]}");
    }

    private static StoredAnswer oldChat(String text) {
        return Events.answer(Shape.OLD_CHAT, "\r\n", "{\"answer\": " + Json.quoted(text) + "}", "{\"docs\": [\"出处\"]}");
    }

    private static StoredAnswer completion(Shape shape, @Nullable String finish) {
        String reason = finish == null ? "null" : "\"" + finish + "\"";
        return StoredAnswer.ofWhole(
                shape,
                "application/json",
                Events.utf8("{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"签收后七天\"},"
                        + "\"finish_reason\":" + reason + "}]}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "可以。",
                "可以！",
                "可以？",
                "可以……",
                "可以；",
                "Yes.",
                "Yes!",
                "Yes?",
                "可以。\n\n",
                "（可以）",
                "《手册》",
                "“可以。”",
                "他说「可以」",
                "see [1]",
                "{\"a\": 1}",
                "（完）。",
                "**可以。**",
                "_Yes._",
                "\"Yes.\"",
                "代码：\n```java\nint a = 1;\n```",
                "```\na\n```\n",
                "| 项 | 值 |\n|---|---|\n| 年假 | 5 |"
            })
    void aTextThatLooksFinishedIsKept(String text) {
        assertThat(Admission.refusal(kbChat(text))).isNull();
        assertThat(Admission.refusal(oldChat(text))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "年假需提前 3",
                "年假需提前",
                "The answer is",
                "可以，",
                "可以、",
                "步骤：",
                "见 https://a.test/b",
                "1. 可以。\n2",
                "1. 可以。\n2.",
                "1）可以。\n2）",
                "**",
                "可以。\n**",
                "可以。 **",
                "他说\"",
                "```java\nint a = 1;",
                "代码：\n```java\nf(a);\n}",
                "可以。\n```",
                "| 项 | 值 |\n|---|---|\n| 年假 |",
                "| 项 |",
                "共 5 天 -",
                "可以（见第 5 条"
            })
    void aTextThatMayBeCutIsNot(String text) {
        assertThat(Admission.refusal(kbChat(text))).isEqualTo("unfinished");
        assertThat(Admission.refusal(oldChat(text))).isEqualTo("unfinished");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\n", "\u3000"})
    void aBlankTextIsNot(String text) {
        assertThat(Admission.refusal(kbChat(text))).isEqualTo("blank");
        assertThat(Admission.refusal(oldChat(text))).isEqualTo("blank");
    }

    @Test
    void theRefusalOfTheStockPromptIsNot() {
        assertThat(Admission.refusal(kbChat("抱歉，根据已知信息无法回答该问题。"))).isEqualTo("refusal_text");
        assertThat(Admission.refusal(oldChat("根据已知信息无法回答该问题"))).isEqualTo("refusal_text");
    }

    @Test
    void theRefusalIsFoundAcrossEvents() {
        StoredAnswer answer = Events.answer(
                Shape.OLD_CHAT, "\r\n", "{\"answer\": \"根据已知信息无\"}", "{\"answer\": \"法回答该问题。\"}", "{\"docs\": []}");

        assertThat(Admission.refusal(answer)).isEqualTo("refusal_text");
    }

    @ParameterizedTest
    @EnumSource(names = {"THROUGH_CHATCHAT", "MODEL_SERVER"})
    void whereThereIsAFinishReasonItDecides(Shape shape) {
        assertThat(Admission.refusal(completion(shape, "stop"))).isNull();
        assertThat(Admission.refusal(completion(shape, "length"))).isEqualTo("length");
        assertThat(Admission.refusal(completion(shape, "content_filter"))).isEqualTo("finish_reason");
        assertThat(Admission.refusal(completion(shape, "tool_calls"))).isEqualTo("finish_reason");
        assertThat(Admission.refusal(completion(shape, null))).isEqualTo("finish_reason");
    }

    @ParameterizedTest
    @CsvSource({"stop,", "length, length"})
    void theFinishReasonOfAStreamStandsBeforeTheNumbersOfTokens(String finish, @Nullable String refusal) {
        StoredAnswer answer = Events.answer(
                Shape.MODEL_SERVER,
                "\n",
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"七天\"},\"finish_reason\":null}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + finish + "\"}]}",
                "{\"choices\":[],\"usage\":{\"total_tokens\":3}}",
                "[DONE]");

        assertThat(Admission.refusal(answer)).isEqualTo(refusal);
    }

    @Test
    void ofARetrievalTheDocumentsDecide() {
        String direct = "{\"object\": \"chat.completion\", \"docs\": [%s], \"choices\": [{\"message\":"
                + " {\"content\": \"\", \"finish_reason\": \"stop\"}}]}";

        StoredAnswer found = Events.answer(Shape.KB_CHAT, "\r\n", direct.formatted("\"答复：根据已知信息无法回答该问题，请\""));
        StoredAnswer nothing = Events.answer(Shape.KB_CHAT, "\r\n", direct.formatted(""));

        assertThat(Admission.refusal(found)).isNull();
        assertThat(Admission.refusal(nothing)).isEqualTo("blank");
        assertThat(found.text()).startsWith("答复");
    }

    @Test
    void whatIsNoAnswerIsNotKept() {
        for (String body : List.of(
                "null",
                "{\"code\":404,\"msg\":\"未找到知识库。\",\"data\":null}",
                "{\"data\":\"{\\\"error\\\": \\\"x.\\\"}\"}",
                "",
                "\"\"")) {
            StoredAnswer answer = StoredAnswer.ofWhole(Shape.KB_CHAT, "application/json", Events.utf8(body));
            assertThat(Admission.refusal(answer)).as(body).isNotNull();
        }
        assertThat(Admission.refusal(StoredAnswer.ofEvents(Shape.KB_CHAT, Events.TYPE, List.of())))
                .isEqualTo("blank");
    }
}
