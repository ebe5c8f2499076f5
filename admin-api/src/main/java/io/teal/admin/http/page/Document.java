package io.teal.admin.http.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/** An OpenAPI document: its calls by group, and where its references lead. */
final class Document {
    private static final List<String> METHODS =
            List.of("get", "put", "post", "delete", "options", "head", "patch", "trace");
    private static final String SCHEMAS = "#/components/schemas/";

    /** Nobody writes a longer chain of references; one that leads back to itself ends here too. */
    private static final int LONGEST_CHAIN = 16;

    private final JsonNode root;

    Document(JsonNode root) {
        this.root = root;
    }

    JsonNode root() {
        return root;
    }

    /** What a node stands for: itself, or what its reference leads to; missing when that leads nowhere. */
    JsonNode followed(JsonNode node) {
        JsonNode current = node;
        for (int i = 0; i < LONGEST_CHAIN; i++) {
            String reference = reference(current);
            if (reference.isEmpty()) {
                return current;
            }
            current = reference.startsWith("#/") ? root.at(reference.substring(1)) : MissingNode.getInstance();
        }
        return MissingNode.getInstance();
    }

    /** What a node refers to; empty when it is no reference. */
    static String reference(JsonNode node) {
        return node.path("$ref").asText();
    }

    /** The name of the schema that a node refers to; empty when it refers to none that has its own place on the page. */
    String schemaName(JsonNode node) {
        String reference = reference(node);
        if (!reference.startsWith(SCHEMAS)) {
            return "";
        }
        String name = reference.substring(SCHEMAS.length());
        return schemas().has(name) ? name : "";
    }

    JsonNode schemas() {
        return root.path("components").path("schemas");
    }

    /** Where the API is reached, for example commands. */
    String server() {
        return root.path("servers").path(0).path("url").asText("");
    }

    /** The groups in the order of the document's tags, with those calls for which a tag comes first among theirs. */
    List<Group> groups() {
        SequencedMap<String, Group> groups = new LinkedHashMap<>();
        for (JsonNode tag : root.path("tags")) {
            String name = tag.path("name").asText();
            groups.put(name, new Group(name, tag.path("description").asText(), new ArrayList<>()));
        }
        for (Map.Entry<String, JsonNode> path : root.path("paths").properties()) {
            JsonNode item = followed(path.getValue());
            for (String method : METHODS) {
                if (item.has(method)) {
                    JsonNode model = item.get(method);
                    String tag = model.path("tags").path(0).asText("other");
                    groups.computeIfAbsent(tag, name -> new Group(name, "", new ArrayList<>()))
                            .operations()
                            .add(operation(path.getKey(), method, item, model));
                }
            }
        }
        return groups.values().stream()
                .filter(group -> !group.operations().isEmpty())
                .toList();
    }

    private Operation operation(String path, String method, JsonNode item, JsonNode model) {
        SequencedMap<String, JsonNode> parameters = new LinkedHashMap<>();
        for (JsonNode owner : List.of(item, model)) {
            for (JsonNode named : owner.path("parameters")) {
                JsonNode parameter = followed(named);
                // A call may say more exactly what its path says of a parameter.
                parameters.put(
                        parameter.path("in").asText() + " "
                                + parameter.path("name").asText(),
                        parameter);
            }
        }
        String id = model.path("operationId").asText(method + path.replaceAll("[^A-Za-z0-9]+", "-"));
        return new Operation(id, method.toUpperCase(Locale.ROOT), path, List.copyOf(parameters.values()), model);
    }

    /** Calls that belong together. */
    record Group(String name, String description, List<Operation> operations) {}
}
