package io.teal.gateway.replay;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The forms of 0.2.x, which are both event streams: {@code answer} after {@code answer} and the {@code docs} last, or one
 * event with both. Of {@code text} there is one event for each token, or one.
 */
final class OldChatForms {
    private static final String[] TOKENS = {"answer", "text"};

    private OldChatForms() {}

    static @Nullable StoredAnswer whole(StoredAnswer answer) {
        List<Said> all = answer.said();
        StringBuilder text = new StringBuilder();
        String token = null;
        Said last = null;
        Said documents = null;
        for (Said said : all) {
            if (said.has("error")) {
                return all.size() == 1 ? null : events(answer, List.of(said.json()));
            }
            String found = token(said);
            if (!said.object()
                    || (found == null && !said.has("docs"))
                    || (token != null && found != null && !token.equals(found))) {
                return null;
            }
            token = found == null ? token : found;
            last = found == null ? last : said;
            documents = said.has("docs") ? said : documents;
            text.append(said.text());
        }
        if (all.size() < 2 && (documents == null || last != null)) {
            return null;
        }
        String name = token == null ? "answer" : token;
        StringBuilder out = new StringBuilder("{");
        Json.quote(out, name);
        out.append(": ");
        Json.quote(out, text.toString());
        rest(out, last, name);
        if (documents != null) {
            out.append(", \"docs\": ");
            Forms.value(out, documents.json("docs"));
        }
        return events(answer, List.of(out.append('}').toString()));
    }

    static @Nullable StoredAnswer stream(StoredAnswer answer) {
        List<Said> all = answer.said();
        if (all.size() != 1) {
            return null;
        }
        Said said = all.getFirst();
        String token = token(said);
        if (token == null || !said.has("docs") || said.has("error")) {
            return null;
        }
        StringBuilder first = new StringBuilder("{");
        Json.quote(first, token);
        first.append(": ");
        Json.quote(first, said.text());
        rest(first, said, token);
        return events(answer, List.of(first.append('}').toString(), "{\"docs\": " + said.json("docs") + "}"));
    }

    private static @Nullable String token(Said said) {
        for (String name : TOKENS) {
            if (said.has(name)) {
                return name;
            }
        }
        return null;
    }

    /** What stands beside a token, such as the id of the message. */
    private static void rest(StringBuilder out, @Nullable Said said, String token) {
        if (said == null) {
            return;
        }
        for (String name : said.names()) {
            if (!name.equals(token) && !name.equals("docs")) {
                out.append(", ");
                Json.quote(out, name);
                out.append(": ");
                Forms.value(out, said.json(name));
            }
        }
    }

    private static StoredAnswer events(StoredAnswer answer, List<String> data) {
        return Forms.events(answer, answer.contentType(), "\r\n", data);
    }
}
