package io.teal.gateway.question;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.routing.Policies.Cache;
import io.teal.gateway.routing.Policies.Cache.Questions;
import io.teal.gateway.routing.Policies.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Requests as tests write them, and what they mean. */
final class Asking {
    static final String KB_CHAT = "/chat/kb_chat";
    static final String OF_BASE = "/knowledge_base/local_kb/hr_faq/chat/completions";
    static final String OLD_KB_CHAT = "/chat/knowledge_base_chat";
    static final String OLD_CHAT = "/chat/chat";
    static final String COMPLETIONS = "/v1/chat/completions";

    private Asking() {}

    static Cache policy(double temperature, Questions questions) {
        Cache cache = Cache.DEFAULT;
        return new Cache(
                cache.ttl(),
                cache.minHits(),
                cache.maxEntry(),
                temperature,
                cache.shared(),
                questions,
                cache.pace(),
                cache.staleIfError(),
                cache.staleWhileRevalidate(),
                cache.finishIfCacheable(),
                cache.lockWait());
    }

    /** Of all kinds of questions, at any temperature. */
    static Meaning read(Dialect dialect, String path, String body) {
        return read(dialect, policy(1000, Questions.ALL), path, body);
    }

    static Meaning read(Dialect dialect, Cache policy, String path, String body) {
        return new QuestionReader(dialect, policy).read(path, body.getBytes(StandardCharsets.UTF_8));
    }

    static Meaning.Question chatchat(String path, String body) {
        return question(read(Dialect.CHATCHAT, path, body));
    }

    static Meaning.Question openai(String body) {
        return question(read(Dialect.OPENAI, COMPLETIONS, body));
    }

    static Meaning.Question question(Meaning meaning) {
        assertThat(meaning).isInstanceOf(Meaning.Question.class);
        return (Meaning.Question) meaning;
    }

    /** Why an answer is not kept, or the word "question". */
    static String word(Meaning meaning) {
        return switch (meaning) {
            case Meaning.Bypass(String reason) -> reason;
            case Meaning.Question unused -> "question";
        };
    }

    static String key(Meaning meaning) {
        return HexFormat.of().formatHex(question(meaning).canonical());
    }

    static String key(Dialect dialect, String path, String body) {
        return key(read(dialect, path, body));
    }
}
