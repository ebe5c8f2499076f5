package io.teal.gateway.replay;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One piece of JSON of an answer, an event's or a body's, taken apart as far as another form of it needs. What is no JSON
 * object is text that the user reads.
 */
final class Said {
    private static final String CONTENT = "content";

    private final byte[] bytes;
    private final int from;
    private final int length;
    private boolean object;
    /** The values at the top level but for the choices, each as its first byte and the one behind its last. */
    private final Map<String, int[]> fields = new LinkedHashMap<>();
    /** The texts in the delta or the message of the first choice. */
    private final Map<String, String> texts = new LinkedHashMap<>();

    private boolean choice;
    private boolean choices;
    private boolean more;
    private @Nullable String finish;

    private Said(byte[] bytes, int from, int length) {
        this.bytes = bytes;
        this.from = from;
        this.length = length;
    }

    /** What these bytes say; they are not to be changed any more. */
    static Said of(byte[] bytes, int from, int length) {
        Said said = new Said(bytes, from, length);
        try (JsonParser parser = Json.READER.createParser(bytes, from, length)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                said.object(parser);
                said.object = parser.nextToken() == null;
            }
        } catch (IOException e) {
            said.object = false;
        }
        return said;
    }

    private void object(JsonParser parser) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            if (name.equals("choices")) {
                choices = true;
                choices(parser, value);
            } else {
                int start = from + (int) parser.currentTokenLocation().getByteOffset();
                var unused = parser.skipChildren();
                parser.finishToken();
                fields.put(
                        name,
                        new int[] {start, from + (int) parser.currentLocation().getByteOffset()});
            }
        }
    }

    private void choices(JsonParser parser, JsonToken value) throws IOException {
        if (value != JsonToken.START_ARRAY) {
            more |= value != JsonToken.VALUE_NULL;
            var unused = parser.skipChildren();
            return;
        }
        for (JsonToken entry = parser.nextToken(); entry != JsonToken.END_ARRAY; entry = parser.nextToken()) {
            more |= choice;
            if (entry == JsonToken.START_OBJECT && !choice) {
                choice = true;
                choice(parser);
            } else {
                var unused = parser.skipChildren();
            }
        }
    }

    private void choice(JsonParser parser) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            switch (name) {
                case "delta", "message" -> message(parser, value);
                case "finish_reason" -> finish(parser, value);
                case "index" ->
                    more |= value == JsonToken.VALUE_NUMBER_INT
                            && !parser.getText().equals("0");
                case "role" -> text(parser, value, name);
                case "text" -> text(parser, value, CONTENT);
                default -> {
                    var unused = parser.skipChildren();
                }
            }
        }
    }

    private void message(JsonParser parser, JsonToken message) throws IOException {
        if (message != JsonToken.START_OBJECT) {
            more |= message != JsonToken.VALUE_NULL;
            var unused = parser.skipChildren();
            return;
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            if (name.equals("finish_reason")) {
                // Chatchat puts it here.
                finish(parser, value);
            } else {
                text(parser, value, name);
            }
        }
    }

    private void finish(JsonParser parser, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            finish = parser.getText();
        } else {
            var unused = parser.skipChildren();
        }
    }

    private void text(JsonParser parser, JsonToken value, String name) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            String before = texts.get(name);
            texts.put(name, before == null ? parser.getText() : before + parser.getText());
        } else if (value.isStructStart()) {
            JsonToken close = value == JsonToken.START_ARRAY ? JsonToken.END_ARRAY : JsonToken.END_OBJECT;
            for (JsonToken inner = parser.nextToken(); inner != close; inner = parser.nextToken()) {
                more = true;
                var unused = parser.skipChildren();
            }
        }
    }

    /** Whether it is an object. */
    boolean object() {
        return object;
    }

    /** Whether the object has this value at its top level. */
    boolean has(String name) {
        return fields.containsKey(name);
    }

    /** Whether it tells an error, be it without a word; beside choices null says that there is none. */
    boolean error() {
        String error = json("error");
        return error != null && !(choices && error.equals("null"));
    }

    /** The names of the values at the top level but for the choices, in their order. */
    Iterable<String> names() {
        return fields.keySet();
    }

    /** The JSON of a value at the top level as it came; null when it is not there. */
    @Nullable String json(String name) {
        int[] place = fields.get(name);
        return place == null ? null : new String(bytes, place[0], place[1] - place[0], StandardCharsets.UTF_8);
    }

    /** A value at the top level that is a string; empty for everything else. */
    String string(String name) {
        int[] place = fields.get(name);
        if (place == null) {
            return "";
        }
        try (JsonParser parser = Json.READER.createParser(bytes, place[0], place[1] - place[0])) {
            return parser.nextToken() == JsonToken.VALUE_STRING ? parser.getText() : "";
        } catch (IOException e) {
            return "";
        }
    }

    /** All of it as it came. */
    String json() {
        return new String(bytes, from, length, StandardCharsets.UTF_8);
    }

    /** Whether there are choices, be it none. */
    boolean choices() {
        return choices;
    }

    /** Whether there is a first choice. */
    boolean choice() {
        return choice;
    }

    /** Whether there is more in the choices than texts of one: other choices, tools, parts. */
    boolean more() {
        return more;
    }

    /** The texts of the first choice by their names: role, content and what else there is. */
    Map<String, String> texts() {
        return texts;
    }

    /** Why the answer ends here; null when it does not say so. */
    @Nullable String finish() {
        return finish;
    }

    /** Whether this is a retrieval without an answer: what was asked for are the documents. */
    boolean retrieval() {
        return has("docs") && choice && string("object").equals("chat.completion");
    }

    /** What the user reads of it. */
    String text() {
        if (!object) {
            return json();
        }
        StringBuilder text = new StringBuilder();
        for (String name : new String[] {"answer", "text", "final_answer"}) {
            text.append(string(name));
        }
        String content = texts.get(CONTENT);
        if (content != null) {
            text.append(content);
        }
        if (retrieval()) {
            documents(text);
        }
        return text.toString();
    }

    private void documents(StringBuilder text) {
        int[] place = fields.get("docs");
        if (place == null) {
            return;
        }
        try (JsonParser parser = Json.READER.createParser(bytes, place[0], place[1] - place[0])) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING) {
                    text.append(parser.getText());
                }
            }
        } catch (IOException e) {
            // Up to here it was text.
            return;
        }
    }
}
