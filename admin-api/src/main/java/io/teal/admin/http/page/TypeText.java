package io.teal.admin.http.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What kind of value a schema takes, and within which limits, in words. */
final class TypeText {
    private final Html html;
    private final Document document;

    TypeText(Html html, Document document) {
        this.html = html;
        this.document = document;
    }

    /** The id of the place where a schema with a name is shown. */
    static String anchor(String schemaName) {
        return "type-" + schemaName;
    }

    /** The kind: a link to a schema with a name, the values of an enumeration, or the type. */
    void kind(JsonNode schema) {
        String name = document.schemaName(schema);
        if (!name.isEmpty()) {
            html.element("a", name, "href", "#" + anchor(name));
            return;
        }
        JsonNode here = document.followed(schema);
        if (here.has("const")) {
            html.text("always ").element("code", here.get("const").asText());
        } else if (here.has("enum")) {
            values(here.get("enum"));
        } else if (here.has("type")) {
            types(here);
        } else if (here.has("allOf")) {
            several(here.get("allOf"), " and ");
        } else if (here.has("oneOf")) {
            several(here.get("oneOf"), " or ");
        } else if (here.has("anyOf")) {
            several(here.get("anyOf"), " or ");
        } else {
            html.text(here.has("properties") ? "object" : "any value");
        }
    }

    private void values(JsonNode values) {
        String between = "";
        for (JsonNode value : values) {
            html.text(between).element("code", value.asText());
            between = " | ";
        }
    }

    private void several(JsonNode parts, String word) {
        String between = "";
        for (JsonNode part : parts) {
            html.text(between);
            if (document.schemaName(part).isEmpty() && part.has("properties")) {
                html.text(between.isEmpty() ? "members" : "more members");
            } else {
                kind(part);
            }
            between = word;
        }
    }

    private void types(JsonNode here) {
        if (!here.get("type").isArray()) {
            type(here.get("type").asText(), here);
            return;
        }
        String between = "";
        for (JsonNode one : here.get("type")) {
            html.text(between);
            type(one.asText(), here);
            between = " or ";
        }
    }

    private void type(String type, JsonNode here) {
        switch (type) {
            case "array" -> {
                html.text("list of ");
                kind(here.path("items"));
            }
            case "object" -> {
                if (here.path("additionalProperties").isObject()) {
                    html.text("object of ");
                    kind(here.get("additionalProperties"));
                } else {
                    html.text("object");
                }
            }
            default ->
                html.text(here.has("format") ? type + ", " + here.get("format").asText() : type);
        }
    }

    /** Limits, default and examples, each in an element of its own; nothing when the schema has none. */
    void limits(JsonNode schema) {
        JsonNode here = document.followed(schema);
        for (String words : ranges(here)) {
            html.element("span", words, "class", "limit");
        }
        if (here.has("pattern")) {
            limit("matches", here.get("pattern"));
        }
        if (here.has("default")) {
            limit("default", here.get("default"));
        }
        if (here.has("example")) {
            limit("for example", here.get("example"));
        }
        String before = "for example";
        for (JsonNode example : here.path("examples")) {
            limit(before, example);
            before = "or";
        }
    }

    private void limit(String words, JsonNode value) {
        html.open("span", "class", "limit").text(words + " ");
        html.element("code", value.isValueNode() ? value.asText() : value.toString());
        html.close();
    }

    private static List<String> ranges(JsonNode here) {
        List<String> ranges = new ArrayList<>();
        range(ranges, here.path("minimum"), here.path("maximum"), "");
        range(ranges, here.path("minLength"), here.path("maxLength"), " characters");
        range(ranges, here.path("minItems"), here.path("maxItems"), " elements");
        range(ranges, here.path("minProperties"), here.path("maxProperties"), " members");
        if (here.has("exclusiveMinimum")) {
            ranges.add("above " + here.get("exclusiveMinimum").asText());
        }
        if (here.has("exclusiveMaximum")) {
            ranges.add("below " + here.get("exclusiveMaximum").asText());
        }
        return ranges;
    }

    private static void range(List<String> ranges, JsonNode least, JsonNode most, String unit) {
        if (!least.isMissingNode() && !most.isMissingNode()) {
            ranges.add(least.asText() + " to " + most.asText() + unit);
        } else if (!least.isMissingNode()) {
            ranges.add("at least " + least.asText() + unit);
        } else if (!most.isMissingNode()) {
            ranges.add("at most " + most.asText() + unit);
        }
    }
}
