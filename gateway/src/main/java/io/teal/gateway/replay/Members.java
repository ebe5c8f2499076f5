package io.teal.gateway.replay;

import org.jspecify.annotations.Nullable;

/** Writes a JSON object member by member. */
final class Members {
    private final StringBuilder out = new StringBuilder("{");
    private final String comma;
    private final String colon;

    private Members(String comma, String colon) {
        this.comma = comma;
        this.colon = colon;
    }

    /** As {@code json.dumps} of Python prints. */
    static Members spaced() {
        return new Members(", ", ": ");
    }

    /** Without any space. */
    static Members compact() {
        return new Members(",", ":");
    }

    /** Adds a member whose value is this JSON. */
    Members json(String name, @Nullable String json) {
        if (out.length() > 1) {
            out.append(comma);
        }
        Json.quote(out, name);
        out.append(colon).append(json == null ? "null" : json);
        return this;
    }

    /** Adds a member whose value is this string. */
    Members text(String name, @Nullable String text) {
        return json(name, text == null ? null : Json.quoted(text));
    }

    /** Adds a member that is a list of this one object. */
    Members list(String name, Members only) {
        return json(name, "[" + only.end() + "]");
    }

    /** Adds a member that is an object. */
    Members object(String name, Members object) {
        return json(name, object.end());
    }

    /** The object. */
    String end() {
        return out + "}";
    }
}
