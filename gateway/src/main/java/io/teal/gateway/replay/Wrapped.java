package io.teal.gateway.replay;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A body that is a JSON string with JSON in it, as Chatchat answers a call that is not streamed. */
final class Wrapped {
    private final byte[] body;
    private final int start;
    private final byte[] inner;

    private Wrapped(byte[] body, int start, byte[] inner) {
        this.body = body;
        this.start = start;
        this.inner = inner;
    }

    /** What is in the body; null when it is not such a string. */
    static @Nullable Wrapped in(byte[] body) {
        int at = 0;
        while (at < body.length && body[at] >= 0 && body[at] <= ' ') {
            at++;
        }
        if (at == body.length || body[at] != '"') {
            return null;
        }
        try (JsonParser parser = Json.READER.createParser(body)) {
            if (parser.nextToken() != JsonToken.VALUE_STRING) {
                return null;
            }
            byte[] inner = parser.getText().getBytes(StandardCharsets.UTF_8);
            return parser.nextToken() == null ? new Wrapped(body, at + 1, inner) : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** What the string says. */
    byte[] bytes() {
        return inner;
    }

    /** Where a byte of {@link #bytes} lies in the body, unless it was made from an escape. */
    int place(int at) {
        int from = start;
        int said = 0;
        while (said < at) {
            if (body[from] != '\\') {
                from++;
                said++;
            } else if (body[from + 1] != 'u') {
                from += 2;
                said++;
            } else {
                char c = unit(from);
                boolean pair = Character.isHighSurrogate(c)
                        && body[from + 6] == '\\'
                        && body[from + 7] == 'u'
                        && Character.isLowSurrogate(unit(from + 6));
                from += pair ? 12 : 6;
                said += pair ? 4 : Character.isSurrogate(c) ? 1 : c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
            }
        }
        return from;
    }

    private char unit(int escape) {
        int unit = 0;
        for (int i = escape + 2; i < escape + 6; i++) {
            unit = unit * 16 + Stamps.digit(body[i]);
        }
        return (char) unit;
    }
}
