package io.teal.admin.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** JSON in and out: read strictly (each key once, nothing behind the end, no unknown keys), written compactly. */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** The place where an unfinished value began, which Jackson tells together with the source. */
    private static final Pattern SOURCE = Pattern.compile("\\s*\\([^()]*\\[Source: .*", Pattern.DOTALL);

    private Json() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static Buffer bytes(JsonNode json) {
        try {
            return Buffer.buffer(MAPPER.writeValueAsBytes(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always writable", e);
        }
    }

    /** JSON that Teal has written itself. */
    public static JsonNode ours(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not the JSON it was written as", e);
        }
    }

    /** Refuses what is not JSON, with the place where it stops being JSON. */
    public static void checkSyntax(String text) throws Problem {
        try (JsonParser parser = MAPPER.getFactory().createParser(text)) {
            JsonToken token = parser.nextToken();
            if (token == null) {
                throw Problem.of(ProblemKind.MALFORMED_BODY, "the body is empty");
            }
            JsonToken unused = parser.skipChildren().currentToken();
            if (parser.nextToken() != null) {
                throw Problem.of(
                        ProblemKind.MALFORMED_BODY,
                        "line %d, column %d: found more behind the end of the JSON value",
                        parser.currentTokenLocation().getLineNr(),
                        parser.currentTokenLocation().getColumnNr());
            }
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    /** A problem of a configuration. */
    public static ObjectNode of(io.teal.gateway.config.Problem problem) {
        return object().put("file", problem.file())
                .put("path", problem.path())
                .put("line", problem.line())
                .put("column", problem.column())
                .put("found", problem.found())
                .put("expected", problem.expected());
    }

    /** The value that a body is. */
    public static JsonNode tree(String text) throws Problem {
        checkSyntax(text);
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw malformed(e);
        }
    }

    /** The object that a body is; an empty body is an object without members. */
    public static ObjectNode object(String text, Set<String> keys) throws Problem {
        if (text.isBlank()) {
            return object();
        }
        JsonNode json;
        try {
            json = MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw malformed(e);
        }
        if (!(json instanceof ObjectNode object)) {
            throw Problem.of(ProblemKind.INVALID, "found %s, expected a JSON object", kind(json));
        }
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!keys.contains(member.getKey())) {
                throw Problem.of(
                        ProblemKind.INVALID,
                        "%s: an unknown key, expected %s",
                        member.getKey(),
                        keys.isEmpty() ? "none" : String.join(", ", new TreeSet<>(keys)));
            }
        }
        return object;
    }

    /** A string member, or null when it is not there. */
    public static @Nullable String text(ObjectNode object, String key) throws Problem {
        JsonNode value = object.get(key);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            throw Problem.of(ProblemKind.INVALID, "%s: found %s, expected a string", key, kind(value));
        }
        return value.textValue();
    }

    /** A member that is a whole number, or 0 when it is not there. */
    public static long number(ObjectNode object, String key) throws Problem {
        JsonNode value = object.get(key);
        if (value == null) {
            return 0;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 1) {
            throw Problem.of(ProblemKind.INVALID, "%s: found %s, expected a whole number from 1 on", key, kind(value));
        }
        return value.longValue();
    }

    /** A member that is an object of whole numbers, or null when it is not there. */
    public static @Nullable SequencedMap<String, Integer> numbers(ObjectNode object, String key) throws Problem {
        JsonNode value = object.get(key);
        if (value == null) {
            return null;
        }
        if (!(value instanceof ObjectNode members)) {
            throw Problem.of(ProblemKind.INVALID, "%s: found %s, expected an object", key, kind(value));
        }
        SequencedMap<String, Integer> numbers = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : members.properties()) {
            JsonNode number = member.getValue();
            if (!number.isIntegralNumber() || !number.canConvertToInt()) {
                throw Problem.of(
                        ProblemKind.INVALID,
                        "%s.%s: found %s, expected a whole number from 0 to 1000000",
                        key,
                        member.getKey(),
                        kind(number));
            }
            numbers.put(member.getKey(), number.intValue());
        }
        return numbers;
    }

    /** What a value is, for people. */
    public static String kind(JsonNode json) {
        return switch (json.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT, POJO -> "an object";
            case NULL -> "null";
            case MISSING -> "nothing";
            case STRING, BINARY -> "a string";
            case NUMBER, BOOLEAN -> json.asText();
        };
    }

    private static Problem malformed(IOException e) {
        if (e instanceof JsonProcessingException at && at.getLocation() != null) {
            return Problem.of(
                    ProblemKind.MALFORMED_BODY,
                    "line %d, column %d: %s",
                    at.getLocation().getLineNr(),
                    at.getLocation().getColumnNr(),
                    SOURCE.matcher(at.getOriginalMessage()).replaceAll(""));
        }
        return Problem.of(ProblemKind.MALFORMED_BODY, "%s", e.getMessage());
    }
}
