package io.teal.gateway.replay;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The forms of 0.2.x, which are both event streams: {@code answer} after {@code answer} and the {@code docs} last, or one
 * event with both. Of {@code text} there is one event for each token, or one.
 */
final class OldChatForms {
    private static final String ANSWER = "answer";
    private static final String DOCS = "docs";

    private OldChatForms() {}

    static @Nullable StoredAnswer whole(StoredAnswer answer) {
        List<Said> all = answer.said();
        StringBuilder text = new StringBuilder();
        Said token = null;
        Said docs = null;
        for (Said said : all) {
            if (said.error()) {
                return events(answer, List.of(said.json()));
            }
            String name = name(said);
            if (name == null ? !said.has(DOCS) : token != null && !name.equals(name(token))) {
                return null;
            }
            token = name == null ? token : said;
            docs = said.has(DOCS) ? said : docs;
            text.append(said.text());
        }
        boolean already = all.size() == 1 && token != null;
        if (already || (token == null && docs == null)) {
            return null;
        }
        Json out = token(token, text.toString());
        return events(answer, List.of((docs == null ? out : out.json(DOCS, docs.json(DOCS))).end()));
    }

    static @Nullable StoredAnswer stream(StoredAnswer answer) {
        List<Said> all = answer.said();
        Said said = all.size() == 1 ? all.getFirst() : null;
        if (said == null || name(said) == null || !said.has(DOCS) || said.error()) {
            return null;
        }
        String docs = Json.spaced().json(DOCS, said.json(DOCS)).end();
        return events(answer, List.of(token(said, said.text()).end(), docs));
    }

    /** What the text of an event is called; null when it has none. */
    private static @Nullable String name(Said said) {
        if (said.has(ANSWER)) {
            return ANSWER;
        }
        return said.has("text") ? "text" : null;
    }

    /** An event with this text, and what stood beside it in the one it is made from, such as the id of the message. */
    private static Json token(@Nullable Said from, String text) {
        String name = from == null ? null : name(from);
        String textName = name == null ? ANSWER : name;
        Json out = Json.spaced().text(textName, text);
        if (from != null) {
            for (String other : from.names()) {
                out = other.equals(textName) || other.equals(DOCS) ? out : out.json(other, from.json(other));
            }
        }
        return out;
    }

    private static StoredAnswer events(StoredAnswer answer, List<String> data) {
        return Forms.events(answer, answer.contentType(), "\r\n", data);
    }
}
