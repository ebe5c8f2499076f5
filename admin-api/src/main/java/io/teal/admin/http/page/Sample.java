package io.teal.admin.http.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Small values that fit a schema: its own example where it has one, and otherwise no more than must be there. */
final class Sample {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int DEEPEST = 8;

    private final Document document;

    Sample(Document document) {
        this.document = document;
    }

    /** An example that is given with a media type or a parameter; missing when there is none. */
    static JsonNode given(JsonNode owner) {
        if (owner.has("example")) {
            return owner.get("example");
        }
        for (JsonNode named : owner.path("examples")) {
            return named.path("value");
        }
        return MissingNode.getInstance();
    }

    /**
     * A value.
     *
     * @param name what it is called, which serves as its text when the schema suggests none
     */
    JsonNode of(JsonNode schema, String name) {
        return of(schema, name, 0);
    }

    private JsonNode of(JsonNode schema, String name, int depth) {
        JsonNode here = document.followed(schema);
        JsonNode own = own(here);
        if (!own.isMissingNode()) {
            return own;
        }
        Shape shape = Shape.of(document, here);
        JsonNode type = here.path("type").isArray() ? here.get("type").path(0) : here.path("type");
        return switch (type.asText()) {
            case "integer", "number" -> NODES.numberNode(here.path("minimum").asLong(1));
            case "boolean" -> NODES.booleanNode(true);
            case "null" -> NODES.nullNode();
            case "array" -> NODES.arrayNode();
            case "string" ->
                NODES.textNode("date-time".equals(here.path("format").asText()) ? "2026-01-31T12:00:00Z" : name);
            default -> object(shape, name, depth);
        };
    }

    private static JsonNode own(JsonNode here) {
        if (here.has("example")) {
            return here.get("example");
        }
        if (here.has("default")) {
            return here.get("default");
        }
        if (here.has("const")) {
            return here.get("const");
        }
        if (here.path("examples").has(0)) {
            return here.get("examples").get(0);
        }
        return here.path("enum").path(0);
    }

    private JsonNode object(Shape shape, String name, int depth) {
        if (shape.members().isEmpty() && !shape.choices().isEmpty() && depth < DEEPEST) {
            return of(shape.choices().get(0), name, depth + 1);
        }
        ObjectNode object = NODES.objectNode();
        for (Map.Entry<String, JsonNode> member : shape.members().entrySet()) {
            if (depth < DEEPEST && wanted(shape, member.getKey(), member.getValue())) {
                object.set(member.getKey(), of(member.getValue(), member.getKey(), depth + 1));
            }
        }
        return object;
    }

    private boolean wanted(Shape shape, String name, JsonNode schema) {
        if (shape.required().contains(name)) {
            return true;
        }
        if (shape.choosesAmongMembers()) {
            for (JsonNode one : shape.choices().get(0).get("required")) {
                if (one.asText().equals(name)) {
                    return true;
                }
            }
            return false;
        }
        return document.followed(schema).path("examples").has(0);
    }
}
