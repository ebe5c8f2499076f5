package io.teal.admin.http.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * A schema with its references followed and the parts of {@code allOf} put together.
 *
 * @param members its members by name
 * @param required names of those that are always there
 * @param others schemas of members with any name; empty when there are none
 * @param items schemas of its elements; empty unless it is a list
 * @param choices the alternatives of {@code oneOf} or {@code anyOf}, as written
 * @param references all that were followed on the way
 */
record Shape(
        SequencedMap<String, JsonNode> members,
        Set<String> required,
        List<JsonNode> others,
        List<JsonNode> items,
        List<JsonNode> choices,
        Set<String> references) {

    static Shape of(Document document, JsonNode schema) {
        Shape shape = new Shape(
                new LinkedHashMap<>(),
                new LinkedHashSet<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new HashSet<>());
        shape.add(document, schema);
        return shape;
    }

    private void add(Document document, JsonNode schema) {
        String reference = Document.reference(schema);
        if (!reference.isEmpty()) {
            if (references.add(reference)) {
                add(document, document.followed(schema));
            }
            return;
        }
        for (JsonNode part : schema.path("allOf")) {
            add(document, part);
        }
        for (Map.Entry<String, JsonNode> member : schema.path("properties").properties()) {
            members.put(member.getKey(), member.getValue());
        }
        for (JsonNode name : schema.path("required")) {
            required.add(name.asText());
        }
        if (schema.path("additionalProperties").isObject()) {
            others.add(schema.get("additionalProperties"));
        }
        if (schema.path("items").isObject()) {
            items.add(schema.get("items"));
        }
        for (String key : List.of("oneOf", "anyOf")) {
            for (JsonNode choice : schema.path(key)) {
                choices.add(choice);
            }
        }
    }

    /** Whether the alternatives differ only in which members must be there. */
    boolean choosesAmongMembers() {
        for (JsonNode choice : choices) {
            if (choice.size() != 1 || !choice.has("required")) {
                return false;
            }
        }
        return !choices.isEmpty();
    }
}
