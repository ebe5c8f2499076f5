package io.teal.gateway.question;

import io.teal.gateway.routing.Policies;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A question in Chatchat's own form. The two ways to ask a knowledge base of 0.3.x end in one function there, and in one key
 * here; 0.2.x has other defaults and other answers. What the server takes when it is not told counts as if it had been sent,
 * save for the model: nobody but the server knows that one.
 */
final class ChatchatQuestion {
    /** What Chatchat samples with when it is not told. */
    static final double TEMPERATURE = 0.7;

    private static final int KB_CHAT_KIND = 1;
    private static final int OLD_KB_CHAT_KIND = 2;
    private static final int OLD_CHAT_KIND = 3;

    private static final Set<String> KB_CHAT = Set.of(
            "query",
            "mode",
            "kb_name",
            "top_k",
            "score_threshold",
            "history",
            "stream",
            "model",
            "temperature",
            "max_tokens",
            "prompt_name",
            "return_direct");
    private static final Set<String> OF_BASE = Set.of(
            "messages",
            "top_k",
            "score_threshold",
            "stream",
            "model",
            "temperature",
            "max_tokens",
            "prompt_name",
            "return_direct");

    private static final Set<String> OLD_KB_CHAT = Set.of(
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
    private static final Set<String> OLD_CHAT = Set.of(
            "query",
            "conversation_id",
            "history_len",
            "history",
            "stream",
            "model_name",
            "temperature",
            "max_tokens",
            "prompt_name");

    private ChatchatQuestion() {}

    /** From {@code /chat/kb_chat}. */
    static Meaning kbChat(byte[] body, Policies.Cache policy) throws Reason.Unkept {
        Fields fields = new Fields(Json.body(body, KB_CHAT));
        String query = fields.needed("query");
        String base = fields.text("kb_name", "");
        String mode = fields.text("mode", "local_kb");
        boolean streamed = fields.flag("stream", true);
        boolean history = fields.some("history");
        Meaning meaning = read(fields, base, List.of(), query, streamed, policy);
        Reason reason = elsewhere(mode);
        if (reason == null && history) {
            reason = Reason.HISTORY;
        }
        return reason == null ? meaning : reason.bypass();
    }

    private static @Nullable Reason elsewhere(String mode) throws Reason.Unkept {
        return switch (mode) {
            case "local_kb" -> null;
            case "temp_kb" -> Reason.TEMPORARY_KNOWLEDGE;
            case "search_engine" -> Reason.SEARCH_ENGINE;
            default -> throw Reason.BODY.unkept();
        };
    }

    /** From {@code /knowledge_base/local_kb/{base}/chat/completions}. */
    static Meaning ofBase(String base, byte[] body, Policies.Cache policy) throws Reason.Unkept {
        Fields fields = new Fields(Json.body(body, OF_BASE));
        // These go into the function unchecked: it fails with null, and to Python the text "false" is true.
        if (fields.isNull("top_k")
                || fields.isNull("score_threshold")
                || fields.isNull("prompt_name")
                || fields.value("return_direct") instanceof Json.Text) {
            throw Reason.BODY.unkept();
        }
        Messages messages = Messages.of(fields.value("messages"));
        List<String> system = new ArrayList<>(messages.before().size());
        for (Messages.Turn turn : messages.before()) {
            if (!turn.role().equals("system")) {
                throw Reason.BODY.unkept();
            }
            system.add(turn.plain());
        }
        boolean streamed = fields.flag("stream", false);
        return read(fields, base, system, messages.question().plain(), streamed, policy);
    }

    private static Meaning read(
            Fields fields, String base, List<String> system, String query, boolean streamed, Policies.Cache policy)
            throws Reason.Unkept {
        double temperature = fields.real("temperature", TEMPERATURE, 0, 2);
        String text = Wording.normalise(query);
        Canonical canonical = new Canonical(KB_CHAT_KIND)
                .text(base)
                .text(text)
                .whole(fields.whole("top_k", 3))
                .real(fields.real("score_threshold", 2.0, 0, 2))
                .maybe(fields.text("model"))
                .real(temperature)
                .whole(fields.whole("max_tokens", 0))
                .text(fields.text("prompt_name", "default"))
                .flag(fields.flag("return_direct", false))
                .whole(system.size());
        for (String one : system) {
            canonical.text(one);
        }
        return temperature > policy.temperature()
                ? Reason.TEMPERATURE.bypass()
                : new Meaning.Question(canonical.bytes(), text, base, Shape.KB_CHAT, streamed);
    }

    /** From {@code /chat/knowledge_base_chat} of 0.2.x. */
    static Meaning oldKbChat(byte[] body, Policies.Cache policy) throws Reason.Unkept {
        Fields fields = new Fields(Json.body(body, OLD_KB_CHAT));
        String text = Wording.normalise(fields.needed("query"));
        String base = fields.needed("knowledge_base_name");
        double temperature = fields.real("temperature", TEMPERATURE, 0, 1);
        boolean streamed = fields.flag("stream", false);
        boolean history = fields.some("history");
        Canonical canonical = new Canonical(OLD_KB_CHAT_KIND)
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

    /** From {@code /chat/chat} of 0.2.x: to the model alone. */
    static Meaning oldChat(byte[] body, Policies.Cache policy) throws Reason.Unkept {
        Fields fields = new Fields(Json.body(body, OLD_CHAT));
        String text = Wording.normalise(fields.needed("query"));
        double temperature = fields.real("temperature", TEMPERATURE, 0, 2);
        boolean streamed = fields.flag("stream", false);
        boolean history = history(fields);
        boolean conversation = !fields.text("conversation_id", "").isEmpty();
        // Counts only within a conversation.
        var unused = fields.whole("history_len", -1);
        Canonical canonical = new Canonical(OLD_CHAT_KIND)
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

    /** A list of what was said, or how much of it is taken from the conversation. */
    private static boolean history(Fields fields) throws Reason.Unkept {
        return fields.value("history") instanceof Json.Whole(long turns) ? turns != 0 : fields.some("history");
    }
}
