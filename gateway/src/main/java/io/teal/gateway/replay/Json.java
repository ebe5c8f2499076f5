package io.teal.gateway.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import org.jspecify.annotations.Nullable;

/** Writes a JSON object member by member, as Python's servers print it; and the reader of all JSON here. */
final class Json {
    /** One for all threads. A string may be as long as an answer. */
    static final JsonFactory READER = new JsonFactoryBuilder()
            .recyclerPool(JsonRecyclerPools.threadLocalPool())
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    private final StringBuilder out = new StringBuilder("{");
    private final String comma;
    private final String colon;

    private Json(String comma, String colon) {
        this.comma = comma;
        this.colon = colon;
    }

    /** As {@code json.dumps} of Python prints. */
    static Json spaced() {
        return new Json(", ", ": ");
    }

    /** Without any space. */
    static Json compact() {
        return new Json(",", ":");
    }

    /** Adds a member whose value is this JSON. */
    Json json(String name, @Nullable String json) {
        if (out.length() > 1) {
            out.append(comma);
        }
        quote(out, name);
        out.append(colon).append(json == null ? "null" : json);
        return this;
    }

    /** Adds a member whose value is this string. */
    Json text(String name, @Nullable String text) {
        return json(name, text == null ? null : quoted(text));
    }

    /** Adds a member that is a list of this one object. */
    Json list(String name, Json only) {
        return json(name, "[" + only.end() + "]");
    }

    /** Adds a member that is an object. */
    Json object(String name, Json object) {
        return json(name, object.end());
    }

    /** The object. */
    String end() {
        return out + "}";
    }

    /** Appends a string as {@code json.dumps(text, ensure_ascii=False)} prints it. */
    static void quote(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < 0x20 || alone(text, i, c)) {
                        escape(out, c);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /** The same as a string of its own. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        quote(out, text);
        return out.toString();
    }

    /** Half a character, which has no bytes of its own. */
    private static boolean alone(String text, int i, char c) {
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }

    private static void escape(StringBuilder out, char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(Character.forDigit((c >> shift) & 15, 16));
        }
    }
}
