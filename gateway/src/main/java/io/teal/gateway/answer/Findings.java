package io.teal.gateway.answer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a piece of JSON says about the answer it belongs to, found in one pass and without building anything from it: one
 * object is used for every event of a stream. Runs on one event loop.
 */
final class Findings {
    /** One for all threads. Names are not interned: they come from outside. */
    static final JsonFactory JSON = new JsonFactoryBuilder()
            .recyclerPool(JsonRecyclerPools.threadLocalPool())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    private static final String NOTHING_FOUND = "未找到相关文档";

    /** As long as Chatchat takes it. */
    private static final int LONGEST_ID = 32;

    /** What the piece is as a whole. */
    enum Kind {
        /** Nothing but white space. */
        BLANK,
        NOT_JSON,
        NULL,
        STRING,
        OBJECT,
        /** A list, a number, true or false. */
        OTHER
    }

    /** How the model says that it is done. */
    enum Finish {
        /** Not at all, or null. */
        NONE,
        STOP,
        /** It wants tools to be called. */
        TOOLS,
        OTHER
    }

    private int end;
    private boolean cut;
    private Kind kind = Kind.BLANK;

    private boolean error;
    private boolean errorNull;
    private boolean errorObject;
    private boolean completion;
    private int code;
    private int errorCode;
    private int status;
    private boolean className;
    private boolean dataText;
    private boolean content;
    private boolean token;
    private boolean choices;
    private boolean finishKey;
    private Finish finish = Finish.NONE;
    private boolean docs;
    private boolean documents;
    private int characters;

    /** Of all pieces: the first there was. */
    private @Nullable String messageId;

    /**
     * Reads a piece of JSON; what was found before is forgotten.
     *
     * @param isCut whether this is only the beginning; then the byte behind it is overwritten
     * @return the length of what can be read, with the mark of {@link CutJson}
     */
    int read(byte[] bytes, int from, int length, boolean isCut) {
        clear();
        cut = isCut;
        end = isCut ? CutJson.close(bytes, from, length) : length;
        try (JsonParser parser = JSON.createParser(bytes, from, end)) {
            root(parser);
        } catch (IOException e) {
            // A piece that was cut breaks off somewhere; what was found up to there holds.
            if (!isCut) {
                kind = Kind.NOT_JSON;
            }
        }
        return end;
    }

    private void clear() {
        kind = Kind.NOT_JSON;
        error = false;
        errorNull = false;
        errorObject = false;
        completion = false;
        code = 0;
        errorCode = 0;
        status = 0;
        className = false;
        dataText = false;
        content = false;
        token = false;
        choices = false;
        finishKey = false;
        finish = Finish.NONE;
        docs = false;
        documents = false;
        characters = 0;
    }

    private void root(JsonParser parser) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            kind = Kind.BLANK;
        } else if (first == JsonToken.START_OBJECT) {
            kind = Kind.OBJECT;
            object(parser);
        } else if (first == JsonToken.VALUE_STRING) {
            kind = Kind.STRING;
            content = true;
            text(parser, first);
        } else {
            kind = first == JsonToken.VALUE_NULL ? Kind.NULL : Kind.OTHER;
            var unused = parser.skipChildren();
        }
    }

    private void object(JsonParser parser) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            switch (name) {
                case "error" -> {
                    error = value != JsonToken.VALUE_NULL;
                    errorNull = !error;
                    var unused = parser.skipChildren();
                }
                case "object" -> {
                    errorObject = is(parser, value, "error");
                    completion = is(parser, value, "chat.completion");
                }
                case "code" -> code = number(parser, value);
                case "error_code" -> errorCode = number(parser, value);
                case "status" -> status = number(parser, value);
                case "class_name" -> {
                    className = value != JsonToken.VALUE_NULL;
                    var unused = parser.skipChildren();
                }
                case "data" -> dataText = value == JsonToken.VALUE_STRING;
                case "answer", "text", "final_answer" -> {
                    content = true;
                    text(parser, value);
                }
                case "message_id" -> messageId(parser, value);
                case "docs" -> docs(parser, value);
                case "choices" -> choices(parser, value);
                default -> {
                    var unused = parser.skipChildren();
                }
            }
        }
    }

    private void docs(JsonParser parser, JsonToken value) throws IOException {
        if (value != JsonToken.START_ARRAY) {
            var unused = parser.skipChildren();
            return;
        }
        docs = true;
        documents = true;
        JsonToken entry = parser.nextToken();
        // One entry may be the notice instead of a document; two are documents.
        boolean none = entry == JsonToken.END_ARRAY
                || (entry == JsonToken.VALUE_STRING && parser.getText().contains(NOTHING_FOUND));
        int count = 0;
        while (entry != JsonToken.END_ARRAY) {
            count++;
            var unused = parser.skipChildren();
            entry = parser.nextToken();
        }
        documents = !none || count > 1;
    }

    private void choices(JsonParser parser, JsonToken value) throws IOException {
        if (value != JsonToken.START_ARRAY) {
            var unused = parser.skipChildren();
            return;
        }
        choices = true;
        content = true;
        for (JsonToken entry = parser.nextToken(); entry != JsonToken.END_ARRAY; entry = parser.nextToken()) {
            if (entry == JsonToken.START_OBJECT) {
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
                case "delta", "message" -> {
                    if (value == JsonToken.START_OBJECT) {
                        message(parser);
                    } else {
                        var unused = parser.skipChildren();
                    }
                }
                case "text" -> text(parser, value);
                case "finish_reason" -> {
                    finishKey = true;
                    finish(parser, value);
                }
                default -> {
                    var unused = parser.skipChildren();
                }
            }
        }
    }

    private void message(JsonParser parser) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            switch (name) {
                case "content" -> text(parser, value);
                case "reasoning_content", "reasoning", "refusal", "tool_calls", "function_call" -> token(parser, value);
                // Chatchat puts it here.
                case "finish_reason" -> finish(parser, value);
                default -> {
                    var unused = parser.skipChildren();
                }
            }
        }
    }

    private void finish(JsonParser parser, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_STRING && parser.getTextLength() > 0) {
            if (is(parser, value, "stop")) {
                finish = Finish.STOP;
            } else if (is(parser, value, "tool_calls") || is(parser, value, "function_call")) {
                finish = Finish.TOOLS;
            } else {
                finish = Finish.OTHER;
            }
        } else {
            var unused = parser.skipChildren();
        }
    }

    /** A value that the user reads. */
    private void text(JsonParser parser, JsonToken value) throws IOException {
        token(parser, value);
        if (value == JsonToken.VALUE_STRING) {
            characters += parser.getTextLength();
        }
    }

    private void messageId(JsonParser parser, JsonToken value) throws IOException {
        if (value != JsonToken.VALUE_STRING) {
            var unused = parser.skipChildren();
        } else if (messageId == null && parser.getTextLength() > 0 && parser.getTextLength() <= LONGEST_ID) {
            messageId = parser.getText();
        }
    }

    /** A value the user sees something of when it is not empty: a string, a list, an object. */
    private void token(JsonParser parser, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            token |= parser.getTextLength() > 0 || brokenOff(parser);
        } else if (value.isStructStart()) {
            JsonToken close = value == JsonToken.START_ARRAY ? JsonToken.END_ARRAY : JsonToken.END_OBJECT;
            for (JsonToken inner = parser.nextToken(); inner != close; inner = parser.nextToken()) {
                token = true;
                var unused = parser.skipChildren();
            }
        }
    }

    /** Whether the string that was read ends where the piece was cut. */
    private boolean brokenOff(JsonParser parser) {
        return cut && parser.currentLocation().getByteOffset() >= end;
    }

    private static boolean is(JsonParser parser, JsonToken value, String text) throws IOException {
        if (value != JsonToken.VALUE_STRING || parser.getTextLength() != text.length()) {
            return false;
        }
        char[] chars = parser.getTextCharacters();
        int offset = parser.getTextOffset();
        for (int i = 0; i < text.length(); i++) {
            if (chars[offset + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** A whole number; 0 for everything else, as none of the numbers that are looked for is. */
    private static int number(JsonParser parser, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_NUMBER_INT) {
            return parser.getNumberType() == JsonParser.NumberType.INT ? parser.getIntValue() : Integer.MAX_VALUE;
        }
        var unused = parser.skipChildren();
        return 0;
    }

    Kind kind() {
        return kind;
    }

    /** A key {@code error}, whatever its value; beside choices null says that there is none. */
    boolean error() {
        return error || (errorNull && !choices && !cut);
    }

    /** {@code "object": "error"}, as FastChat and older vLLM have it. */
    boolean errorObject() {
        return errorObject;
    }

    /** {@code code} of Chatchat's business answers; 0 when absent. */
    int code() {
        return code;
    }

    /** {@code error_code} of FastChat; 0 when absent, and then all is well. */
    int errorCode() {
        return errorCode;
    }

    /** {@code status} of an agent's event; 0 when absent. */
    int status() {
        return status;
    }

    /** Whether an agent's event names the class it was made from. */
    boolean className() {
        return className;
    }

    /** Whether {@code data} is a string, which may be JSON once more. */
    boolean dataText() {
        return dataText;
    }

    /** Whether there is a place where an answer stands, be it empty. */
    boolean content() {
        return content;
    }

    /** Whether there is something of an answer that the user sees. */
    boolean token() {
        return token;
    }

    /** How many characters the user reads of the piece. */
    int characters() {
        return characters;
    }

    /** What Chatchat calls the answer, of the first piece that said so; null when none has. */
    @Nullable String messageId() {
        return messageId;
    }

    /** Whether a choice has a finish reason, be it null. */
    boolean finishKey() {
        return finishKey;
    }

    Finish finish() {
        return finish;
    }

    /** Whether there is a list of documents. */
    boolean docs() {
        return docs;
    }

    /** Whether the list of documents has any, and not just the notice that nothing was found. */
    boolean documents() {
        return documents;
    }

    /** Whether this is a retrieval without an answer: what was asked for are the documents. */
    boolean retrieval() {
        return completion && docs && (finish == Finish.STOP || (cut && !choices));
    }
}
