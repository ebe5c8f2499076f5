package io.teal.gateway.question;

import io.teal.gateway.routing.Policies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A question to a knowledge base of Chatchat 0.3.x. Both ways to ask it end in the same function there, and here. */
final class KnowledgeQuestion {
    static final int KIND = 1;

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

    private KnowledgeQuestion() {}

    static Meaning kbChat(byte[] body, Policies.Cache policy) throws Unkept {
        Fields fields = new Fields(Json.body(body, KB_CHAT));
        String query = fields.needed("query");
        String base = fields.text("kb_name", "");
        Reason elsewhere =
                switch (fields.text("mode", "local_kb")) {
                    case "local_kb" -> null;
                    case "temp_kb" -> Reason.TEMPORARY_KNOWLEDGE;
                    case "search_engine" -> Reason.SEARCH_ENGINE;
                    default -> Reason.BODY;
                };
        boolean streamed = fields.flag("stream", true);
        return read(fields, base, List.of(), query, streamed, elsewhere, fields.history(), policy);
    }

    static Meaning ofBase(String base, byte[] body, Policies.Cache policy) throws Unkept {
        Map<String, Json> members = Json.body(body, OF_BASE);
        for (String extra : new String[] {"top_k", "score_threshold", "prompt_name"}) {
            // Not checked there: anything else goes on as it is, and fails.
            if (members.get(extra) == Json.Nothing.NULL) {
                throw Reason.BODY.unkept();
            }
        }
        Fields fields = new Fields(members);
        Messages messages = Messages.of(fields.value("messages"));
        List<String> system = new ArrayList<>();
        for (Messages.Turn turn : messages.before()) {
            system.add(turn.plain());
        }
        if (fields.value("return_direct") instanceof Json.Text) {
            // For Python every text that is not empty is true, "false" too.
            throw Reason.BODY.unkept();
        }
        boolean streamed = fields.flag("stream", false);
        return read(fields, base, system, messages.question().plain(), streamed, null, false, policy);
    }

    private static Meaning read(
            Fields fields,
            String base,
            List<String> system,
            String query,
            boolean streamed,
            @Nullable Reason elsewhere,
            boolean dialogue,
            Policies.Cache policy)
            throws Unkept {
        double temperature = fields.real("temperature", 0.7, 0, 2);
        String text = Wording.normalise(query);
        Canonical canonical = new Canonical(KIND)
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
        if (elsewhere != null) {
            return elsewhere.bypass();
        }
        if (dialogue) {
            return Reason.HISTORY.bypass();
        }
        if (temperature > policy.temperature()) {
            return Reason.TEMPERATURE.bypass();
        }
        return new Meaning.Question(canonical.bytes(), text, base, Shape.KB_CHAT, streamed);
    }
}
