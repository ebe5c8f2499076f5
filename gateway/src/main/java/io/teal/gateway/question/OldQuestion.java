package io.teal.gateway.question;

import io.teal.gateway.routing.Policies;
import java.util.Set;

/** A question to Chatchat 0.2.x. */
final class OldQuestion {
    static final int KB_CHAT_KIND = 2;
    static final int CHAT_KIND = 3;

    private static final Set<String> KB_CHAT = Set.of(
            "query",
            "knowledge_base_name",
            "top_k",
            "score_threshold",
            "history",
            "stream",
            "model_name",
            "temperature",
            "max_tokens",
            "prompt_name");
    private static final Set<String> CHAT = Set.of(
            "query",
            "conversation_id",
            "history_len",
            "history",
            "stream",
            "model_name",
            "temperature",
            "max_tokens",
            "prompt_name");

    private OldQuestion() {}

    static Meaning kbChat(byte[] body, Policies.Cache policy) throws Unkept {
        Fields fields = new Fields(Json.body(body, KB_CHAT));
        String text = Wording.normalise(fields.needed("query"));
        String base = fields.needed("knowledge_base_name");
        double temperature = fields.real("temperature", 0.7, 0, 1);
        boolean streamed = fields.flag("stream", false);
        boolean history = fields.history();
        Canonical canonical = new Canonical(KB_CHAT_KIND)
                .text(base)
                .text(text)
                .whole(fields.whole("top_k", 3))
                .real(fields.real("score_threshold", 1.0, 0, 2))
                .maybe(fields.text("model_name"))
                .real(temperature)
                .whole(fields.whole("max_tokens", 0))
                .text(fields.text("prompt_name", "default"));
        if (history) {
            return Reason.HISTORY.bypass();
        }
        if (temperature > policy.temperature()) {
            return Reason.TEMPERATURE.bypass();
        }
        return new Meaning.Question(canonical.bytes(), text, base, Shape.OLD_CHAT, streamed);
    }

    static Meaning chat(byte[] body, Policies.Cache policy) throws Unkept {
        Fields fields = new Fields(Json.body(body, CHAT));
        String text = Wording.normalise(fields.needed("query"));
        double temperature = fields.real("temperature", 0.7, 0, 2);
        boolean streamed = fields.flag("stream", false);
        boolean history = fields.history();
        boolean conversation = !fields.text("conversation_id", "").isEmpty();
        // Counts only within a conversation.
        var unused = fields.whole("history_len", -1);
        Canonical canonical = new Canonical(CHAT_KIND)
                .text(text)
                .maybe(fields.text("model_name"))
                .real(temperature)
                .whole(fields.whole("max_tokens", 0))
                .text(fields.text("prompt_name", "default"));
        if (conversation) {
            return Reason.CONVERSATION.bypass();
        }
        if (history) {
            return Reason.HISTORY.bypass();
        }
        if (temperature > policy.temperature()) {
            return Reason.TEMPERATURE.bypass();
        }
        return new Meaning.Question(canonical.bytes(), text, "", Shape.OLD_CHAT, streamed);
    }
}
