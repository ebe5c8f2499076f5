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
        StringBuilder content = new StringBuilder();
        Said first = null;
        for (Said said : answer.said()) {
            if (said.error()) {
                return Forms.body(
                        answer, Json.compact().text("data", said.json()).end());
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
        return Forms.body(answer, Json.quoted(first.retrieval() ? first.json() : whole(first, content.toString())));
    }

    private static String whole(Said first, String content) {
        Json message = Json.spaced()
                .text("role", "assistant")
                .text("content", content)
                .json("finish_reason", null)
                .json("tool_calls", "[]");
        return head(first, "chat.completion")
                .list("choices", Json.spaced().object("message", message))
                .end();
    }

    static @Nullable StoredAnswer stream(StoredAnswer answer) {
        Said said = answer.said().getFirst();
        if (!said.object() || !said.choice() || said.more() || said.error()) {
            return null;
        }
        return Forms.events(answer, EVENTS, "\r\n", List.of(said.retrieval() ? said.json() : chunk(said)));
    }

    private static String chunk(Said said) {
        Json delta = Json.spaced().text("content", said.text()).json("tool_calls", "[]");
        return head(said, "chat.completion.chunk")
                .list("choices", Json.spaced().object("delta", delta).text("role", "assistant"))
                .end();
    }

    /** The values in front of the choices. */
    private static Json head(Said said, String object) {
        Json out = Json.spaced();
        for (String name : said.names()) {
            if (name.equals("object")) {
                out = out.text(name, object);
            } else if (!name.equals("docs")) {
                out = out.json(name, said.json(name));
            }
        }
        return out;
    }
}
