package io.teal.gateway.question;

import io.teal.gateway.routing.Policies.Dialect;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says which requests ask a question that may be asked of another server as well, because it changes nothing there and needs
 * nothing that only the one server has: no conversation, no file, no tools, no search of the web.
 */
public final class Repeatable {
    private static final Set<String> TELLING =
            Set.of("mode", "conversation_id", "history_len", "knowledge_id", "tools", "tool_choice", "tool_input");

    private Repeatable() {}

    /**
     * Whether a POST to this path may ask such a question.
     *
     * @param path the target without its query, as the server sees it
     */
    public static boolean asks(Dialect dialect, String path) {
        return switch (Endpoint.of(dialect, path)) {
            case Endpoint.None unused -> false;
            case Endpoint.KbChat unused -> true;
            case Endpoint.OfBase unused -> true;
            case Endpoint.OldKbChat unused -> true;
            case Endpoint.OldChat unused -> true;
            case Endpoint.Completions unused -> true;
        };
    }

    /**
     * Why the question in a body may not; null when it may.
     *
     * @param body all of it
     */
    public static @Nullable Reason refusal(byte[] body) {
        try {
            return refusal(new Fields(Json.body(body, TELLING)));
        } catch (Reason.Unkept e) {
            return e.reason();
        }
    }

    private static @Nullable Reason refusal(Fields fields) throws Reason.Unkept {
        String mode = fields.text("mode", "local_kb");
        if (!mode.equals("local_kb")) {
            return mode.equals("search_engine") ? Reason.SEARCH_ENGINE : Reason.TEMPORARY_KNOWLEDGE;
        }
        if (some(fields, "knowledge_id")) {
            return Reason.TEMPORARY_KNOWLEDGE;
        }
        if (some(fields, "conversation_id") || some(fields, "history_len")) {
            return Reason.CONVERSATION;
        }
        boolean tools = some(fields, "tools") || some(fields, "tool_choice") || some(fields, "tool_input");
        return tools ? Reason.TOOLS : null;
    }

    /** Whether a value says something. */
    private static boolean some(Fields fields, String name) {
        Json value = fields.value(name);
        return switch (value) {
            case null -> false;
            case Json.Text(String text) -> !text.isEmpty() && !text.equals("none");
            case Json.Items(var values) -> !values.isEmpty();
            case Json.Members(Map<String, Json> values) -> !values.isEmpty();
            case Json.Whole(long whole) -> whole > 0;
            case Json.Flag(boolean flag) -> flag;
            case Json.Huge unused -> true;
            case Json.Real unused -> true;
            case Json.Nothing unused -> false;
        };
    }
}
