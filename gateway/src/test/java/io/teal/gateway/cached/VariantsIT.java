package io.teal.gateway.cached;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.testing.AnswerText;
import io.teal.gateway.testing.PlainClient;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which requests are one question and which are two, seen from the servers. */
class VariantsIT {
    private CachedRig rig;

    @BeforeEach
    void start() {
        rig = CachedRig.start("{}");
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void theSameQuestionInManyFormsIsAnsweredOnce() throws IOException {
        List<String> forms = List.of(
                "{\"query\":\"年假怎么申请？\",\"kb_name\":\"samples\"}",
                "{\"query\":\"年假怎么申请?\",\"kb_name\":\"samples\"}",
                "{\"query\":\"  年假怎么申请？ \\n\",\"kb_name\":\"samples\"}",
                "{\"kb_name\":\"samples\",\"query\":\"年假怎么申请\"}",
                "{\"stream\":false,\"kb_name\":\"samples\",\"query\":\"年假怎么申请？\"}",
                "{\"stream\":\"true\",\"query\":\"年假怎么申请？\",\"kb_name\":\"samples\",\"top_k\":3,\"history\":[]}",
                "{\"query\":\"年假怎么申请？\",\"kb_name\":\"samples\",\"max_tokens\":null,\"temperature\":0.70}");
        String text = "";
        for (String form : forms) {
            PlainClient.Answer answer = rig.ask(CachedRig.KB_CHAT, form);
            assertThat(answer.status()).as(form).isEqualTo(200);
            assertThat(answer.field("X-Teal-Cache")).as(form).isEqualTo(text.isEmpty() ? "miss" : "hit");
            String read = AnswerText.of(answer.body());
            assertThat(read).isNotBlank();
            text = text.isEmpty() ? read : text;
            assertThat(read).as(form).isEqualTo(text);
        }
        PlainClient.Answer completions = rig.ask(
                "/knowledge_base/local_kb/samples/chat/completions",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"年假怎么申请？\"}]}");
        assertThat(completions.field("X-Teal-Cache")).isEqualTo("hit");
        assertThat(AnswerText.of(completions.body())).isEqualTo(text);
        assertThat(rig.blue().stats().generationsStarted()).isEqualTo(1);
    }

    @Test
    void aWordLessIsAnotherQuestion() throws IOException {
        String can = AnswerText.of(
                rig.ask(CachedRig.KB_CHAT, CachedRig.question("能带宠物吗", true)).body());
        String cannot = AnswerText.of(
                rig.ask(CachedRig.KB_CHAT, CachedRig.question("不能带宠物吗", true)).body());
        assertThat(can).isNotBlank().isNotEqualTo(cannot);
        assertThat(rig.blue().stats().count("能带宠物吗")).isEqualTo(1);
        assertThat(rig.blue().stats().count("不能带宠物吗")).isEqualTo(1);
        assertThat(rig.ask(CachedRig.KB_CHAT, CachedRig.question("不能带宠物吗", true))
                        .field("X-Teal-Cache"))
                .isEqualTo("hit");
    }

    @Test
    void whatIsNotKeptSaysWhy() throws IOException {
        String[][] reasons = {
            {CachedRig.KB_CHAT, "{\"query\":\"a\",\"kb_name\":\"samples\",\"temperature\":1.5}", "temperature"},
            {CachedRig.KB_CHAT, "{\"query\":\"a\",\"mode\":\"temp_kb\",\"kb_name\":\"x\"}", "temporary_knowledge"},
            {CachedRig.KB_CHAT, "{\"query\":\"a\",\"mode\":\"search_engine\",\"kb_name\":\"bing\"}", "search_engine"},
            {
                CachedRig.KB_CHAT,
                "{\"query\":\"a\",\"kb_name\":\"samples\",\"history\":[{\"role\":\"user\",\"content\":\"b\"}]}",
                "history"
            },
            {CachedRig.KB_CHAT, "{\"query\":", "body"},
            {"/v1/chat/completions", "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}", "model_question"},
            {"/chat/chat/completions", "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}", "agent"},
        };
        for (String[] row : reasons) {
            PlainClient.Answer answer = rig.ask(row[0], row[1]);
            assertThat(answer.field("X-Teal-Cache")).as(row[1]).isEqualTo("bypass; reason=" + row[2]);
        }
        PlainClient.Answer conditional =
                rig.ask(CachedRig.KB_CHAT, CachedRig.question("a", true), "If-None-Match: \"1\"");
        assertThat(conditional.field("X-Teal-Cache")).isEqualTo("bypass; reason=conditional");
        PlainClient.Answer long64 = rig.ask(CachedRig.KB_CHAT, CachedRig.question("a".repeat(70_000), true));
        assertThat(long64.field("X-Teal-Cache")).isEqualTo("bypass; reason=body_too_long");
    }

    @Test
    void requestsSayWhatTheyWantOfTheCache() throws IOException {
        String question = CachedRig.question("leave", true);
        assertThat(rig.ask(CachedRig.KB_CHAT, question, "Cache-Control: only-if-cached")
                        .status())
                .isEqualTo(504);
        assertThat(rig.ask(CachedRig.KB_CHAT, question, "Cache-Control: no-store")
                        .field("X-Teal-Cache"))
                .isEqualTo("bypass; reason=no_store");
        assertThat(rig.ask(CachedRig.KB_CHAT, question).field("X-Teal-Cache")).isEqualTo("miss");
        assertThat(rig.ask(CachedRig.KB_CHAT, question, "Cache-Control: only-if-cached")
                        .field("X-Teal-Cache"))
                .isEqualTo("hit");
        assertThat(rig.ask(CachedRig.KB_CHAT, question, "Cache-Control: no-cache")
                        .field("X-Teal-Cache"))
                .isEqualTo("miss");
        assertThat(rig.ask(CachedRig.KB_CHAT, question, "Pragma: no-cache").field("X-Teal-Cache"))
                .isEqualTo("miss");
        assertThat(rig.ask(CachedRig.KB_CHAT, question, "Cache-Control: max-age=3600")
                        .field("X-Teal-Cache"))
                .isEqualTo("hit");
        assertThat(rig.ask(CachedRig.KB_CHAT, question).field("Age")).matches("[0-9]+");
        assertThat(rig.generations()).isEqualTo(4);
    }
}
