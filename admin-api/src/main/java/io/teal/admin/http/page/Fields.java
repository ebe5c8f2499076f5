package io.teal.admin.http.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The members of a schema as a table, those of members below them. A schema within itself is named and not shown again. */
final class Fields {
    /** How deep a reader can still follow. */
    private static final int DEEPEST = 8;

    private final Html html;
    private final Document document;
    private final Prose prose;
    private final TypeText types;
    private final Set<String> above = new HashSet<>();

    Fields(Html html, Document document) {
        this.html = html;
        this.document = document;
        this.prose = new Prose(html);
        this.types = new TypeText(html, document);
    }

    /**
     * The table of a schema; nothing when it has no members.
     *
     * @param caption what the table shows
     * @param answered whether Teal sends it, and what may be missing is of interest, rather than what must be there
     * @param all whether schemas with a name are shown too, and not just linked
     */
    void table(JsonNode schema, String caption, boolean answered, boolean all) {
        Shape shape = Shape.of(document, schema);
        if (!hasRows(shape, 0)) {
            return;
        }
        html.open("table", "class", "fields").element("caption", caption);
        html.open("thead").open("tr");
        for (String head : List.of("Field", "Type", "Meaning")) {
            html.element("th", head, "scope", "col");
        }
        html.close().close().open("tbody");
        rows(shape, 0, answered, all);
        html.close().closeLine();
    }

    private boolean hasRows(Shape shape, int depth) {
        if (!shape.members().isEmpty() || !shape.others().isEmpty()) {
            return true;
        }
        if (depth == DEEPEST) {
            return false;
        }
        for (List<JsonNode> inner : List.of(shape.items(), shape.choices())) {
            for (JsonNode one : inner) {
                if (hasRows(Shape.of(document, one), depth + 1)) {
                    return true;
                }
            }
        }
        return false;
    }

    private void rows(Shape shape, int depth, boolean answered, boolean all) {
        Set<String> entered = new HashSet<>(shape.references());
        entered.removeAll(above);
        above.addAll(entered);
        if (shape.choosesAmongMembers()) {
            choice(shape, depth);
        }
        for (Map.Entry<String, JsonNode> member : shape.members().entrySet()) {
            boolean required = shape.required().contains(member.getKey());
            String word = answered ? (required ? "" : "may be missing") : (required ? "required" : "");
            row(member.getKey(), "code", word, member.getValue(), depth);
            below(member.getValue(), depth + 1, answered, all);
        }
        for (JsonNode other : shape.others()) {
            row("any name", "em", "", other, depth);
            below(other, depth + 1, answered, all);
        }
        for (JsonNode element : shape.items()) {
            below(element, depth, answered, all);
        }
        if (!shape.choosesAmongMembers()) {
            String word = "Either ";
            for (JsonNode choice : shape.choices()) {
                note(depth).text(word);
                types.kind(choice);
                html.close().closeLine();
                below(choice, depth, answered, all);
                word = "Or ";
            }
        }
        above.removeAll(entered);
    }

    private void below(JsonNode schema, int depth, boolean answered, boolean all) {
        if (depth > DEEPEST || (!all && !document.schemaName(schema).isEmpty())) {
            return;
        }
        Shape shape = Shape.of(document, schema);
        for (String reference : shape.references()) {
            if (above.contains(reference)) {
                return;
            }
        }
        rows(shape, depth, answered, all);
    }

    private void row(String name, String tag, String word, JsonNode schema, int depth) {
        html.open("tr", "class", "d" + depth).open("th", "scope", "row").element(tag, name);
        if (!word.isEmpty()) {
            html.text(" ").element("span", word, "class", "must");
        }
        html.close().open("td", "class", "type");
        types.kind(schema);
        types.limits(schema);
        html.close().open("td");
        prose.blocks(meaning(schema));
        html.close().closeLine();
    }

    /** What a member means; that of its type, or of its elements, when nothing else is said. */
    private String meaning(JsonNode schema) {
        JsonNode here = document.followed(schema);
        for (JsonNode one : List.of(schema, here, document.followed(here.path("items")))) {
            if (one.has("description")) {
                return one.get("description").asText();
            }
        }
        return "";
    }

    private void choice(Shape shape, int depth) {
        note(depth).text("Exactly one of these: ");
        String between = "";
        for (JsonNode choice : shape.choices()) {
            html.text(between);
            String and = "";
            for (JsonNode name : choice.get("required")) {
                html.text(and).element("code", name.asText());
                and = " with ";
            }
            between = ", ";
        }
        html.close().closeLine();
    }

    @CanIgnoreReturnValue
    private Html note(int depth) {
        return html.open("tr", "class", "note d" + depth).open("td", "colspan", "3");
    }
}
