package io.teal.admin.http.contract;

import io.teal.admin.http.contract.Fault.Part;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.JsonSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says for people what a schema wants, and where a value first is something else. Knows the words that the description uses. */
final class Explanation {
    /** Longer texts are not repeated. */
    static final int LONGEST = 80;

    private Explanation() {}

    /** Where a value that is not as its schema says first differs from it. */
    static Fault of(JsonSchema schema, @Nullable Object value) {
        Fault fault = differs("", object(schema), value);
        return fault == null ? new Fault(Part.BODY, "", found(value), expected(schema)) : fault;
    }

    /** What a schema wants. */
    static String expected(JsonSchema schema) {
        return expected(object(schema));
    }

    private static JsonObject object(JsonSchema schema) {
        JsonObject object = new JsonObject();
        for (String key : schema.fieldNames()) {
            object.put(key, schema.get(key));
        }
        return object;
    }

    private static @Nullable Fault differs(String where, JsonObject schema, @Nullable Object value) {
        String type = schema.getString("type", "");
        if (!fits(type, value) || !within(schema, value)) {
            return new Fault(Part.BODY, where, found(value), expected(schema));
        }
        return value instanceof JsonObject members ? members(where, schema, members) : null;
    }

    private static @Nullable Fault members(String where, JsonObject schema, JsonObject members) {
        JsonObject properties = schema.getJsonObject("properties", new JsonObject());
        Object more = schema.getValue("additionalProperties");
        for (String name : members.fieldNames()) {
            String at = where.isEmpty() ? name : where + "." + name;
            JsonObject wanted = properties.getJsonObject(name);
            if (wanted == null && Boolean.FALSE.equals(more)) {
                String known = String.join(", ", new TreeSet<>(properties.fieldNames()));
                return new Fault(Part.BODY, at, Fault.UNKNOWN_KEY, known.isEmpty() ? "none" : known);
            }
            JsonObject either = wanted == null && more instanceof JsonObject others ? others : wanted;
            Fault fault = either == null ? null : differs(at, either, members.getValue(name));
            if (fault != null) {
                return fault;
            }
        }
        for (Object name : schema.getJsonArray("required", new JsonArray())) {
            if (!members.containsKey((String) name)) {
                String at = where.isEmpty() ? (String) name : where + "." + name;
                return new Fault(
                        Part.BODY, at, "nothing", expected(properties.getJsonObject((String) name, new JsonObject())));
            }
        }
        return oneOf(where, schema, members);
    }

    /** Of several members exactly one has to be there. */
    private static @Nullable Fault oneOf(String where, JsonObject schema, JsonObject members) {
        List<String> names = new ArrayList<>();
        List<String> there = new ArrayList<>();
        for (Object choice : schema.getJsonArray("oneOf", new JsonArray())) {
            String name = ((JsonObject) choice).getJsonArray("required").getString(0);
            names.add(name);
            if (members.containsKey(name)) {
                there.add(name);
            }
        }
        if (names.isEmpty() || there.size() == 1) {
            return null;
        }
        return new Fault(
                Part.BODY,
                where,
                there.isEmpty() ? "neither " + String.join(" nor ", names) : "both " + String.join(" and ", there),
                "one of: " + String.join(", ", names));
    }

    private static boolean fits(String type, @Nullable Object value) {
        return switch (type) {
            case "object" -> value instanceof JsonObject;
            case "array" -> value instanceof JsonArray;
            case "string" -> value instanceof String;
            case "boolean" -> value instanceof Boolean;
            case "integer" -> value instanceof Number number && number.doubleValue() == Math.rint(number.doubleValue());
            case "number" -> value instanceof Number;
            default -> true;
        };
    }

    private static boolean within(JsonObject schema, @Nullable Object value) {
        return switch (value) {
            case String text ->
                text.length() <= schema.getInteger("maxLength", Integer.MAX_VALUE)
                        && text.length() >= schema.getInteger("minLength", 0);
            case Number number ->
                number.doubleValue() <= schema.getDouble("maximum", Double.MAX_VALUE)
                        && number.doubleValue() >= schema.getDouble("minimum", -Double.MAX_VALUE);
            case null, default -> true;
        };
    }

    private static String expected(JsonObject schema) {
        if (schema.containsKey("enum")) {
            return schema.getJsonArray("enum").stream().map(String::valueOf).collect(Collectors.joining(" or "));
        }
        return switch (schema.getString("type", "")) {
            case "object" -> "an object";
            case "array" -> "an array" + items(schema);
            case "boolean" -> "true or false";
            case "integer" -> "a whole number" + range(schema);
            case "number" -> "a number" + range(schema);
            case "string" -> "a string" + lengths(schema);
            default -> "something else";
        };
    }

    private static String range(JsonObject schema) {
        boolean from = schema.containsKey("minimum");
        boolean to = schema.containsKey("maximum");
        return (from ? " from " + schema.getValue("minimum") : "")
                + (to ? " to " + schema.getValue("maximum") : from ? " on" : "");
    }

    private static String items(JsonObject schema) {
        return schema.containsKey("maxItems")
                ? " of " + schema.getValue("maxItems") + " at most, each "
                        + expected(schema.getJsonObject("items", new JsonObject()))
                : "";
    }

    private static String lengths(JsonObject schema) {
        boolean from = schema.getInteger("minLength", 0) > 0;
        boolean to = schema.containsKey("maxLength");
        String most = to ? " of " + schema.getValue("maxLength") + " characters at most" : "";
        return most
                + (from ? " that is not empty" : "")
                + (schema.containsKey("pattern") ? ", all of them visible ASCII" : "");
    }

    private static String found(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case JsonObject object -> "an object";
            case JsonArray array -> "an array";
            case String text when text.length() > LONGEST -> text.length() + " characters";
            case String text -> "a string";
            default -> String.valueOf(value);
        };
    }
}
