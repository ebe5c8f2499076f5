package io.teal.gateway.question;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A value of a request's body, read as Python reads it: of members with one name the last one counts. */
sealed interface Json {
    /** Deeper bodies are not read. */
    int MOST_NESTED = 64;

    /** One for all threads. Names are not interned: they come from outside. */
    JsonFactory FACTORY = new JsonFactoryBuilder()
            .recyclerPool(JsonRecyclerPools.threadLocalPool())
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MOST_NESTED).build())
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    /** Null. */
    enum Nothing implements Json {
        NULL
    }

    /** True or false. */
    record Flag(boolean value) implements Json {}

    /** A whole number. */
    record Whole(long value) implements Json {}

    /** A whole number beyond 64 bits. */
    record Huge(String digits) implements Json {}

    /** A number with a point or an exponent. */
    record Real(double value) implements Json {}

    /** A string. */
    record Text(String value) implements Json {}

    /** A list. */
    record Items(List<Json> values) implements Json {}

    /** An object. */
    record Members(Map<String, Json> values) implements Json {}

    /**
     * The object that a body is.
     *
     * @param only the members that are of interest, or null for all; what is in others is checked and forgotten
     * @throws Reason.Unkept with {@link Reason#BODY} when the body is anything else
     */
    static Map<String, Json> body(byte[] body, @Nullable Set<String> only) throws Reason.Unkept {
        if (!isUtf8(body)) {
            throw Reason.BODY.unkept();
        }
        try (JsonParser parser = FACTORY.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw Reason.BODY.unkept();
            }
            Map<String, Json> members = members(parser, only);
            if (parser.nextToken() != null) {
                throw Reason.BODY.unkept();
            }
            return members;
        } catch (IOException e) {
            throw Reason.BODY.unkept();
        }
    }

    private static Map<String, Json> members(JsonParser parser, @Nullable Set<String> only) throws IOException {
        Map<String, Json> members = new HashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            if (only == null || only.contains(name)) {
                members.put(name, value(parser, token));
            } else {
                var unused = parser.skipChildren();
            }
        }
        return members;
    }

    private static Json value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> new Members(members(parser, null));
            case START_ARRAY -> {
                List<Json> values = new ArrayList<>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    values.add(value(parser, next));
                }
                yield new Items(values);
            }
            case VALUE_STRING -> new Text(parser.getText());
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? new Huge(parser.getText())
                        : new Whole(parser.getLongValue());
            case VALUE_NUMBER_FLOAT -> new Real(parser.getDoubleValue());
            case VALUE_TRUE -> new Flag(true);
            case VALUE_FALSE -> new Flag(false);
            case VALUE_NULL -> Nothing.NULL;
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new IOException("no value");
        };
    }

    /** Whether bytes are UTF-8 as Python wants it: Jackson takes overlong forms and halves of surrogate pairs. */
    static boolean isUtf8(byte[] bytes) {
        int i = 0;
        while (i < bytes.length) {
            int b = bytes[i];
            if (b >= 0) {
                i++;
                continue;
            }
            int length = length(b & 0xff);
            if (length == 0 || i + length > bytes.length) {
                return false;
            }
            int point = b & (0x7f >> length);
            for (int k = 1; k < length; k++) {
                if ((bytes[i + k] & 0xc0) != 0x80) {
                    return false;
                }
                point = (point << 6) | (bytes[i + k] & 0x3f);
            }
            if (point < smallest(length) || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) {
                return false;
            }
            i += length;
        }
        return true;
    }

    private static int length(int first) {
        if (first < 0xc2 || first > 0xf4) {
            return 0;
        }
        return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    }

    private static int smallest(int length) {
        return length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
    }
}
