package io.teal.gateway.answer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Takes text out of a piece of JSON in a pass of its own. Only what failed is read for what it says, so the pass that reads
 * every event does without.
 */
final class JsonText {
    /** Most bytes of UTF-8 that are told of an error. */
    static final int MOST_ERROR = 4 * 1024;

    private final StringBuilder text = new StringBuilder();
    private final @Nullable String only;
    private final int most;

    private JsonText(@Nullable String only, int most) {
        this.only = only;
        this.most = most;
    }

    /** The string that the piece is as a whole, up to so many bytes. */
    static String whole(byte[] bytes, int from, int length, int most) {
        return new JsonText(null, most).read(bytes, from, length, null);
    }

    /** All strings and numbers in the value of a top-level key, up to so many bytes. */
    static String under(String key, byte[] bytes, int from, int length, int most) {
        return new JsonText(null, most).read(bytes, from, length, key);
    }

    /** As {@link #under}, but only what has this name itself. */
    static String named(String only, String key, byte[] bytes, int from, int length, int most) {
        return new JsonText(only, most).read(bytes, from, length, key);
    }

    private String read(byte[] bytes, int from, int length, @Nullable String key) {
        try (JsonParser parser = Findings.JSON.createParser(bytes, from, length)) {
            JsonToken first = parser.nextToken();
            if (key == null) {
                collect(parser, first);
            } else if (first == JsonToken.START_OBJECT) {
                find(parser, key);
            }
        } catch (IOException e) {
            // Cut or broken: what was found up to there is the text.
            return clip(text.toString(), most);
        }
        return clip(text.toString(), most);
    }

    private void find(JsonParser parser, String key) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            if (name.equals(key)) {
                collect(parser, value);
                return;
            }
            var unused = parser.skipChildren();
        }
    }

    private void collect(JsonParser parser, JsonToken first) throws IOException {
        int depth = 0;
        String name = only;
        JsonToken token = first;
        while (token != null && text.length() < most) {
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.FIELD_NAME) {
                name = parser.currentName();
            } else if ((token == JsonToken.VALUE_STRING || token.isNumeric()) && (only == null || only.equals(name))) {
                if (!text.isEmpty()) {
                    text.append(' ');
                }
                text.append(parser.getText());
            }
            if (depth == 0) {
                return;
            }
            token = parser.nextToken();
        }
    }

    /** The beginning of a text that takes no more than so many bytes of UTF-8. */
    static String clip(String text, int most) {
        int bytes = 0;
        int i = 0;
        while (i < text.length()) {
            int point = text.codePointAt(i);
            bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            if (bytes > most) {
                return text.substring(0, i);
            }
            i += Character.charCount(point);
        }
        return text;
    }
}
