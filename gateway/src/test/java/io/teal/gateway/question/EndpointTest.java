package io.teal.gateway.question;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.routing.Policies.Cache.Questions;
import io.teal.gateway.routing.Policies.Dialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What paths ask for. */
class EndpointTest {
    /** Enough for every kind of question, so that the path alone decides. */
    private static final String BODY = "{\"query\":\"q\",\"knowledge_base_name\":\"hr_faq\",\"kb_name\":\"hr_faq\","
            + "\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]}";

    @ParameterizedTest
    @CsvSource({
        "/chat/kb_chat, KB_CHAT",
        "/chat/kb_chat/, KB_CHAT",
        "/chat/kb_chat//, KB_CHAT",
        "/a/prefix/chat/kb_chat, KB_CHAT",
        "/knowledge_base/local_kb/hr_faq/chat/completions, KB_CHAT",
        "/x/knowledge_base/local_kb/hr_faq/chat/completions/, KB_CHAT",
        "/knowledge_base/local%5fkb/hr_faq/chat/completions, KB_CHAT",
        "/knowledge_base/local_kb/chat/chat/completions, KB_CHAT",
        "/knowledge_base/local_kb/v1/chat/completions, KB_CHAT",
        "/chat/knowledge_base_chat, OLD_CHAT",
        "/chat/chat, OLD_CHAT",
        "/v1/chat/completions, THROUGH_CHATCHAT",
        "/x/v1/chat/completions/, THROUGH_CHATCHAT",
    })
    void chatchatAnswersIn(String path, Shape shape) {
        assertThat(Asking.chatchat(path, BODY).shape()).isEqualTo(shape);
    }

    @ParameterizedTest
    @CsvSource({
        "/chat/chat/completions, agent",
        "/x/chat/chat/completions/, agent",
        "/chat/agent_chat, agent",
        "/chat/file_chat, file_chat",
        "/chat/search_engine_chat, search_engine",
        "/knowledge_base/temp_kb/9f2c/chat/completions, temporary_knowledge",
        "/knowledge_base/search_engine/bing/chat/completions, search_engine",
        "/knowledge_base/other/bing/chat/completions, body",
        "/other/completion, completion",
        "/v1/completions, completion",
        "/v1/completions/, completion",
        "/knowledge_base/local_kb//chat/completions, not_a_question",
        "/knowledge_base/local_kb/a%2Fb/chat/completions, not_a_question",
        "/knowledge_base/search_docs, not_a_question",
        "/knowledge_base/upload_docs, not_a_question",
        "/chat/feedback, not_a_question",
        "/chat/kb_chats, not_a_question",
        "/xchat/kb_chat, not_a_question",
        "/completions, not_a_question",
        "/v1/embeddings, not_a_question",
        "/tools/call, not_a_question",
        "/, not_a_question",
        "'', not_a_question",
    })
    void chatchatAnswersNobodyElse(String path, String reason) {
        assertThat(Asking.word(Asking.read(Dialect.CHATCHAT, path, BODY))).isEqualTo(reason);
        assertThat(Asking.word(Asking.read(Dialect.NONE, path, BODY))).isEqualTo("not_a_question");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, question",
        "/some/prefix/v1/chat/completions/, question",
        "/api/paas/v4/chat/completions, question",
        "/v1/completions, completion",
        "/completions, completion",
        "/v1/embeddings, not_a_question",
        "/chat/kb_chat, not_a_question",
        "/v1/models, not_a_question",
    })
    void modelServers(String path, String meaning) {
        assertThat(Asking.word(Asking.read(Dialect.OPENAI, path, BODY))).isEqualTo(meaning);
    }

    @Test
    void aPrefixIsNoOtherQuestion() {
        for (String path : new String[] {Asking.KB_CHAT, Asking.OF_BASE, Asking.OLD_KB_CHAT, Asking.OLD_CHAT}) {
            assertThat(Asking.key(Dialect.CHATCHAT, "/prefix" + path + "/", BODY))
                    .isEqualTo(Asking.key(Dialect.CHATCHAT, path, BODY));
        }
        assertThat(Asking.key(Dialect.OPENAI, "/prefix" + Asking.COMPLETIONS, BODY))
                .isEqualTo(Asking.key(Dialect.OPENAI, Asking.COMPLETIONS, BODY));
    }

    @Test
    void anUnusualPathMayNameTheModel() {
        assertThat(Asking.key(Dialect.OPENAI, "/deployments/a/chat/completions", BODY))
                .isNotEqualTo(Asking.key(Dialect.OPENAI, "/deployments/b/chat/completions", BODY))
                .isNotEqualTo(Asking.key(Dialect.OPENAI, Asking.COMPLETIONS, BODY));
    }

    @Test
    void questionsToTheModelAloneAreForThoseWhoWantThem() {
        var knowledge = Asking.policy(2, Questions.KNOWLEDGE);
        for (String path : new String[] {Asking.COMPLETIONS, Asking.OLD_CHAT}) {
            assertThat(Asking.word(Asking.read(Dialect.CHATCHAT, knowledge, path, BODY)))
                    .isEqualTo("model_question");
            assertThat(Asking.word(Asking.read(Dialect.CHATCHAT, knowledge, path, "no JSON")))
                    .isEqualTo("model_question");
        }
        for (String path : new String[] {Asking.KB_CHAT, Asking.OF_BASE, Asking.OLD_KB_CHAT}) {
            assertThat(Asking.word(Asking.read(Dialect.CHATCHAT, knowledge, path, BODY)))
                    .isEqualTo("question");
        }
        assertThat(Asking.word(Asking.read(Dialect.OPENAI, knowledge, Asking.COMPLETIONS, BODY)))
                .isEqualTo("question");
    }

    @ParameterizedTest
    @CsvSource({
        "hr_faq, hr_faq",
        "%E4%BA%BA%E4%BA%8B, 人事",
        "人%E4%BA%8B, 人事",
        "a%20b+c, a b+c",
        "50%, 50%",
        "50%zz%4, 50%zz%4",
        "%FF, \uFFFD",
    })
    void theBaseIsDecoded(String segment, String base) {
        Meaning.Question question = Asking.chatchat("/knowledge_base/local_kb/" + segment + "/chat/completions", BODY);
        assertThat(question.base()).isEqualTo(base);
        assertThat(Asking.key(question))
                .isEqualTo(
                        Asking.key(Dialect.CHATCHAT, Asking.KB_CHAT, "{\"query\":\"q\",\"kb_name\":\"" + base + "\"}"));
    }

    @ParameterizedTest
    @CsvSource({"KB_CHAT, true", "OLD_CHAT, true", "THROUGH_CHATCHAT, false", "MODEL_SERVER, false"})
    void onlyItsOwnAnswersAreAskedOfChatchatAsStreams(Shape shape, boolean stream) {
        assertThat(shape.askedAsStream()).isEqualTo(stream);
    }
}
