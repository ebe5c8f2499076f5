package io.teal.gateway.replay;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The forms of {@code kb_chat}. A stream has the documents first and then an event for each token; the other form is a JSON
 * string that contains JSON, has no documents, and tells an error as JSON in a string in an object.
 */
final class KbChatForms {
    private static final String EVENTS = "text/event-stream; charset=utf-8";

    private KbChatForms() {}

    static @Nullable StoredAnswer whole(StoredAnswer answer) {
        List<Said> all = answer.said();
        StringBuilder content = new StringBuilder();
        Said first = null;
        for (Said said : all) {
            if (said.has("error")) {
                return Forms.body(answer, "{\"data\":" + Json.quoted(said.json()) + "}");
            }
            if (!said.object() || !said.choice() || said.more()) {
                return null;
            }
            first = first == null ? said : first;
            content.append(said.text());
        }
        if (first == null) {
            return null;
        }
        String inner = first.retrieval() ? first.json() : completion(first, content.toString());
        return Forms.body(answer, Json.quoted(inner));
    }

    private static String completion(Said first, String content) {
        StringBuilder out = head(first, "chat.completion");
        out.append("\"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": ");
        Json.quote(out, content);
        return out.append(", \"finish_reason\": null, \"tool_calls\": []}}]}").toString();
    }

    static @Nullable StoredAnswer stream(StoredAnswer answer) {
        Said said = answer.said().getFirst();
        if (!said.object() || !said.choice() || said.more() || said.has("error")) {
            return null;
        }
        String event = said.retrieval() ? said.json() : chunk(said);
        return Forms.events(answer, EVENTS, "\r\n", List.of(event));
    }

    private static String chunk(Said said) {
        StringBuilder out = head(said, "chat.completion.chunk");
        out.append("\"choices\": [{\"delta\": {\"content\": ");
        Json.quote(out, said.text());
        return out.append(", \"tool_calls\": []}, \"role\": \"assistant\"}]}").toString();
    }

    /** The values in front of the choices. */
    private static StringBuilder head(Said said, String object) {
        StringBuilder out = new StringBuilder("{");
        for (String name : said.names()) {
            if (name.equals("docs")) {
                continue;
            }
            Json.quote(out, name);
            out.append(": ");
            if (name.equals("object")) {
                Json.quote(out, object);
            } else {
                Forms.value(out, said.json(name));
            }
            out.append(", ");
        }
        return out;
    }
}
