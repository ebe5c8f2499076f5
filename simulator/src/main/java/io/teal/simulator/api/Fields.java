package io.teal.simulator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a JSON body with pydantic's lax coercion: an explicit null is the default, {@code "3"} is 3,
 * {@code "yes"} is true. What does not fit becomes a problem of the 422 answer and the default is returned in its place.
 */
public final class Fields {
    private final JsonNode body;
    private final boolean model;
    private final List<Map<String, @Nullable Object>> problems = new ArrayList<>();

    /**
     * @param body the parsed body; anything but an object counts as empty
     * @param model whether the body is one pydantic model (a missing field then shows the whole body as its input)
     */
    Fields(JsonNode body, boolean model) {
        this.body = body.isObject() ? body : MissingNode.getInstance();
        this.model = model;
    }

    /** The field as it came; a missing node when absent. */
    public JsonNode raw(String name) {
        return body.path(name);
    }

    /** The names of the fields that came. */
    public Iterator<String> names() {
        return body.fieldNames();
    }

    /** A text that must be there. */
    public String required(String name) {
        JsonNode value = body.path(name);
        if (value.isMissingNode() || (value.isNull() && !model)) {
            missing(name);
            return "";
        }
        return string(name, value);
    }

    /** A text. */
    public String text(String name, String fallback) {
        JsonNode value = body.path(name);
        return absent(value) ? fallback : string(name, value);
    }

    /** One of a few texts. */
    public String choice(String name, String fallback, String... allowed) {
        JsonNode value = body.path(name);
        return absent(value) ? fallback : choice(value, List.of("body", name), fallback, allowed);
    }

    /** Checks a value of the path or body against a few texts. */
    public String choice(JsonNode value, List<Object> location, String fallback, String... allowed) {
        List<String> quoted = new ArrayList<>();
        for (String one : allowed) {
            if (one.equals(value.asText()) && value.isTextual()) {
                return one;
            }
            quoted.add("'" + one + "'");
        }
        String last = quoted.removeLast();
        String expected = quoted.isEmpty() ? last : String.join(", ", quoted) + " or " + last;
        problem(
                "literal_error",
                location,
                "Input should be " + expected,
                value,
                PythonJson.object("expected", expected));
        return fallback;
    }

    /** A whole number. */
    public long integer(String name, long fallback) {
        JsonNode value = body.path(name);
        if (absent(value)) {
            return fallback;
        }
        if (value.isIntegralNumber()) {
            return value.asLong();
        }
        if (value.isBoolean()) {
            return value.asBoolean() ? 1 : 0;
        }
        if (value.isNumber()) {
            if (value.asDouble() == Math.rint(value.asDouble())) {
                return value.asLong();
            }
            problem(
                    "int_from_float",
                    name,
                    "Input should be a valid integer, got a number with a fractional part",
                    value);
            return fallback;
        }
        if (value.isTextual()) {
            try {
                return Long.parseLong(value.asText().strip());
            } catch (NumberFormatException e) {
                problem(
                        "int_parsing",
                        name,
                        "Input should be a valid integer, unable to parse string as an integer",
                        value);
                return fallback;
            }
        }
        problem("int_type", name, "Input should be a valid integer", value);
        return fallback;
    }

    /** A number within bounds. */
    public double number(String name, double fallback, double low, double high) {
        JsonNode value = body.path(name);
        if (absent(value)) {
            return fallback;
        }
        double number;
        if (value.isNumber()) {
            number = value.asDouble();
        } else if (value.isBoolean()) {
            number = value.asBoolean() ? 1 : 0;
        } else if (value.isTextual()) {
            try {
                number = Double.parseDouble(value.asText().strip());
            } catch (NumberFormatException e) {
                problem(
                        "float_parsing",
                        name,
                        "Input should be a valid number, unable to parse string as a number",
                        value);
                return fallback;
            }
        } else {
            problem("float_type", name, "Input should be a valid number", value);
            return fallback;
        }
        if (number > high) {
            bound("less_than_equal", name, "less", high, "le", value);
            return fallback;
        }
        if (number < low) {
            bound("greater_than_equal", name, "greater", low, "ge", value);
            return fallback;
        }
        return number;
    }

    /** A truth value, in any of the spellings pydantic takes. */
    public boolean bool(String name, boolean fallback) {
        JsonNode value = body.path(name);
        if (absent(value)) {
            return fallback;
        }
        if (value.isBoolean()) {
            return value.asBoolean();
        }
        if (value.isContainerNode()) {
            problem("bool_type", name, "Input should be a valid boolean", value);
            return fallback;
        }
        return switch (value.asText().toLowerCase(Locale.ROOT)) {
            case "true", "t", "yes", "y", "on", "1", "1.0" -> true;
            case "false", "f", "no", "n", "off", "0", "0.0" -> false;
            default -> {
                problem("bool_parsing", name, "Input should be a valid boolean, unable to interpret input", value);
                yield fallback;
            }
        };
    }

    /** A list of chat messages, each with a role and a content; an empty one when absent. */
    public List<JsonNode> messages(String name, boolean required) {
        JsonNode value = body.path(name);
        if (value.isMissingNode() || value.isNull()) {
            if (required && value.isMissingNode()) {
                missing(name);
            } else if (required) {
                problem("list_type", name, "Input should be a valid list", value);
            }
            return List.of();
        }
        if (!value.isArray()) {
            problem("list_type", name, "Input should be a valid list", value);
            return List.of();
        }
        List<JsonNode> messages = new ArrayList<>();
        int index = 0;
        for (JsonNode message : value) {
            for (String key : List.of("role", "content")) {
                if (message.path(key).isMissingNode()) {
                    problem("missing", List.of("body", name, index, key), "Field required", message, null);
                }
            }
            messages.add(message);
            index++;
        }
        return messages;
    }

    public boolean hasProblems() {
        return !problems.isEmpty();
    }

    /** The body of the 422 answer. */
    public String detail() {
        return PythonJson.compact(PythonJson.object("detail", problems));
    }

    private String string(String name, JsonNode value) {
        if (value.isTextual()) {
            return value.asText();
        }
        problem("string_type", name, "Input should be a valid string", value);
        return "";
    }

    private static boolean absent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private void missing(String name) {
        problem("missing", List.of("body", name), "Field required", model ? body : null, null);
    }

    private void bound(String type, String name, String word, double limit, String key, JsonNode value) {
        String shown = limit == Math.rint(limit) ? Long.toString((long) limit) : Double.toString(limit);
        problem(
                type,
                List.of("body", name),
                "Input should be " + word + " than or equal to " + shown,
                value,
                PythonJson.object(key, limit));
    }

    private void problem(String type, String name, String message, JsonNode input) {
        problem(type, List.of("body", name), message, input, null);
    }

    private void problem(
            String type,
            List<Object> location,
            String message,
            @Nullable Object input,
            @Nullable Map<String, @Nullable Object> context) {
        Map<String, @Nullable Object> problem =
                PythonJson.object("type", type, "loc", location, "msg", message, "input", input);
        if (context != null) {
            problem.put("ctx", context);
        }
        problem.put("url", "https://errors.pydantic.dev/2.7/v/" + type);
        problems.add(problem);
    }
}
