package io.teal.admin.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.admin.contract.Description.Operation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the description does not allow, made from what it says. */
final class Wrong {
    private Wrong() {}

    /** Of a parameter: of another type, beyond its limits, and names of nothing. */
    static List<String> texts(JsonObject parameter) {
        boolean inPath = parameter.getString("in").equals("path");
        JsonObject schema = parameter.getJsonObject("schema");
        List<String> wrong = new ArrayList<>();
        switch (schema.getString("type")) {
            case "integer" -> {
                wrong.add("x");
                wrong.add("1.5");
                wrong.add(Long.toString(schema.getLong("minimum", 0L) - 1));
                if (schema.containsKey("maximum")) {
                    wrong.add(Long.toString(schema.getLong("maximum") + 1));
                }
            }
            case "boolean" -> wrong.add("perhaps");
            case "array" -> wrong.add("x".repeat(schema.getJsonObject("items").getInteger("maxLength") + 1));
            default -> {
                if (schema.containsKey("maxLength")) {
                    wrong.add("x".repeat(schema.getInteger("maxLength") + 1));
                }
                if (schema.getInteger("minLength", 0) > 0
                        && !parameter.getString("in").equals("header")) {
                    wrong.add("");
                }
                if (inPath || parameter.getString("name").equals("service")) {
                    wrong.add("nothing_of_that_name");
                }
                if (List.of("If-Match", "wait", "timeout").contains(parameter.getString("name"))) {
                    wrong.add("17");
                }
            }
        }
        assertThat(wrong)
                .as("something wrong for %s", parameter.getString("name"))
                .isNotEmpty();
        return wrong;
    }

    /**
     * Bodies of an operation: no JSON, another type in each property, each required one left out.
     *
     * @param values good bodies of some operations, by id
     */
    static List<String> bodies(Operation operation, String type, Map<String, String> values) {
        List<String> wrong = new ArrayList<>(List.of("{", "[]", "1", "\"text\"", "{\"a\":1,\"a\":1}", "{} {}"));
        if (type.equals("application/merge-patch+json")) {
            wrong.add("{\"no_such_thing\":1}");
            return wrong;
        }
        wrong.add("{\"no_such_thing\":1}");
        JsonObject schema = operation.bodies().getJsonObject(type).getJsonObject("schema");
        JsonObject good = new JsonObject(new Asked(operation, values, true).body());
        JsonObject properties = schema.getJsonObject("properties", new JsonObject());
        for (String name : properties.fieldNames()) {
            String kind = properties.getJsonObject(name).getString("type");
            Object otherKind = kind.equals("object") ? 1 : new JsonObject().put("a", "b");
            wrong.add(good.copy().put(name, otherKind).encode());
            wrong.add(good.copy()
                    .put(name, kind.equals("array") ? 1 : new JsonArray().add(1))
                    .encode());
        }
        for (Object name : schema.getJsonArray("required", new JsonArray())) {
            JsonObject less = good.copy();
            less.remove((String) name);
            wrong.add(less.encode());
        }
        return wrong;
    }
}
