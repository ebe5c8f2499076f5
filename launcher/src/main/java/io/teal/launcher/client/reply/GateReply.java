package io.teal.launcher.client.reply;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a gate has found out. Verdicts are {@code pass}, {@code fail} and {@code inconclusive}.
 *
 * @param other the upstream that serves; empty when there is none
 * @param at in ISO 8601
 */
public record GateReply(
        String service,
        String upstream,
        String other,
        String at,
        @JsonProperty("took_ms") long tookMillis,
        String verdict,
        String summary,
        List<Check> checks,
        List<Question> questions) {
    public GateReply {
        service = Texts.orEmpty(service);
        upstream = Texts.orEmpty(upstream);
        other = Texts.orEmpty(other);
        at = Texts.orEmpty(at);
        verdict = Texts.orEmpty(verdict);
        summary = Texts.orEmpty(summary);
        checks = Texts.orEmpty(checks);
        questions = Texts.orEmpty(questions);
    }

    /** One thing that it requires. */
    public record Check(String name, String verdict, String sentence) {
        public Check {
            name = Texts.orEmpty(name);
            verdict = Texts.orEmpty(verdict);
            sentence = Texts.orEmpty(sentence);
        }
    }

    /** What came of one question. */
    public record Question(String name, String asked, String verdict, List<String> reasons, List<Attempt> attempts) {
        public Question {
            name = Texts.orEmpty(name);
            asked = Texts.orEmpty(asked);
            verdict = Texts.orEmpty(verdict);
            reasons = Texts.orEmpty(reasons);
            attempts = Texts.orEmpty(attempts);
        }
    }

    /**
     * One asking.
     *
     * @param reply of the new upstream; null only from what is no gate
     * @param other of the one that serves; null when it was not asked
     * @param scores by their names
     */
    public record Attempt(
            String verdict, @Nullable Said reply, @Nullable Said other, Map<String, Double> scores) {
        public Attempt {
            verdict = Texts.orEmpty(verdict);
            scores = Texts.orEmpty(scores);
        }
    }

    /**
     * What an upstream said.
     *
     * @param firstTokenMillis null when no token came, or nobody can say when
     */
    public record Said(
            String text,
            @JsonProperty("first_token_ms") @Nullable Double firstTokenMillis) {
        public Said {
            text = Texts.orEmpty(text);
        }
    }
}
