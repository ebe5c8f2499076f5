package io.teal.admin.http.page;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/** All there is to know about one call: what it takes, what it answers, and a command that makes it. */
final class CallSection {
    private static final DefaultIndenter INDENTER = new DefaultIndenter("  ", "\n");
    private static final ObjectWriter PRETTY = JsonMapper.builder()
            .build()
            .writer(new DefaultPrettyPrinter(
                            Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                    .withObjectIndenter(INDENTER));

    private final Html html;
    private final Document document;
    private final Prose prose;
    private final TypeText types;
    private final Fields fields;
    private final Curl curl;

    CallSection(Html html, Document document) {
        this.html = html;
        this.document = document;
        this.prose = new Prose(html);
        this.types = new TypeText(html, document);
        this.fields = new Fields(html, document);
        this.curl = new Curl(document);
    }

    void write(Operation operation) {
        html.open("section", "class", "call", "aria-labelledby", operation.id());
        html.open("h3", "id", operation.id()).open("a", "href", "#" + operation.id());
        method(operation);
        path(operation);
        html.close().closeLine();
        html.open("p", "class", "summary");
        prose.inline(operation.summary());
        html.text(" ");
        role(operation);
        html.closeLine();
        prose.blocks(operation.description());
        example(operation);
        parameters(operation);
        body(document.followed(operation.model().path("requestBody")));
        answers(operation);
        html.closeLine();
    }

    void method(Operation operation) {
        html.element(
                "span",
                operation.method(),
                "class",
                "method " + operation.method().toLowerCase(Locale.ROOT));
        html.text(" ");
    }

    void path(Operation operation) {
        html.open("code", "class", "path");
        String between = "";
        for (String part : operation.path().split("(?=/)", -1)) {
            if (!between.isEmpty()) {
                html.empty("wbr");
            }
            html.text(part);
            between = part;
        }
        html.close();
    }

    void role(Operation operation) {
        if (operation.role().isEmpty()) {
            html.element("span", "open to everybody", "class", "role open");
        } else {
            html.element("span", "role " + operation.role(), "class", "role " + operation.role());
        }
    }

    private void parameters(Operation operation) {
        if (operation.parameters().isEmpty()) {
            return;
        }
        html.element("h4", "Parameters").open("table", "class", "fields parameters");
        html.element("caption", "Parameters of " + operation.id(), "class", "unseen");
        head("Name", "In", "Type", "Meaning");
        for (JsonNode parameter : operation.parameters()) {
            html.open("tr").open("th", "scope", "row");
            html.element("code", parameter.path("name").asText());
            if (parameter.path("required").asBoolean()) {
                html.text(" ").element("span", "required", "class", "must");
            }
            html.close().element("td", parameter.path("in").asText(), "class", "place");
            html.open("td", "class", "type");
            types.kind(parameter.path("schema"));
            types.limits(parameter.path("schema"));
            html.close().open("td");
            prose.blocks(parameter.path("description").asText());
            html.close().closeLine();
        }
        html.close().closeLine();
    }

    private void body(JsonNode body) {
        if (body.isMissingNode()) {
            return;
        }
        boolean required = body.path("required").asBoolean();
        html.open("h4").text("Request body ");
        html.element("span", required ? "required" : "optional", "class", required ? "must" : "may");
        html.closeLine();
        prose.blocks(body.path("description").asText());
        for (Map.Entry<JsonNode, List<String>> one : bySchema(body).entrySet()) {
            JsonNode schema = one.getKey();
            html.open("p", "class", "media");
            media(one.getValue());
            html.text(": ");
            types.kind(schema);
            html.closeLine();
            fields.table(schema, "Fields of the request body", false, true);
            if (document.followed(schema).path("additionalProperties").isBoolean()) {
                boolean empty = Shape.of(document, schema).members().isEmpty();
                html.element("p", empty ? "It has no members." : "Other members are refused.", "class", "aside");
            }
        }
        for (JsonNode content : body.path("content")) {
            examples(content.path("examples"));
        }
    }

    /** All examples, where there is more than the one that the command shows. */
    private void examples(JsonNode examples) {
        if (examples.size() < 2) {
            return;
        }
        for (Map.Entry<String, JsonNode> example : examples.properties()) {
            html.open("figure").open("figcaption").text("Example ").element("strong", example.getKey());
            html.text(" ");
            prose.inline(example.getValue().path("summary").asText());
            html.close().open("pre").element("code", pretty(example.getValue().path("value")));
            html.close().closeLine();
        }
    }

    private void answers(Operation operation) {
        JsonNode responses = operation.model().path("responses");
        html.element("h4", "Answers").open("table", "class", "answers");
        html.element("caption", "Answers of " + operation.id(), "class", "unseen");
        head("Status", "Meaning", "Content");
        for (Map.Entry<String, JsonNode> one : responses.properties()) {
            JsonNode response = document.followed(one.getValue());
            html.open("tr").open("th", "scope", "row");
            html.element("span", one.getKey(), "class", failed(one.getKey()) ? "status bad" : "status good");
            html.close().open("td");
            prose.blocks(response.path("description").asText());
            headers(response);
            html.close().open("td", "class", "type");
            for (Map.Entry<JsonNode, List<String>> content : bySchema(response).entrySet()) {
                html.open("p");
                media(content.getValue());
                html.text(": ");
                types.kind(content.getKey());
                html.close();
            }
            html.close().closeLine();
        }
        html.close().closeLine();
        for (Map.Entry<String, JsonNode> one : responses.properties()) {
            for (JsonNode schema : bySchema(document.followed(one.getValue())).keySet()) {
                // All failures have the same content, which has its own place on the page.
                if (!failed(one.getKey()) || document.schemaName(schema).isEmpty()) {
                    fields.table(schema, "Fields of answer " + one.getKey(), true, true);
                }
            }
        }
    }

    private void headers(JsonNode response) {
        for (Map.Entry<String, JsonNode> named : response.path("headers").properties()) {
            JsonNode header = document.followed(named.getValue());
            html.open("p", "class", "header").text("Header ").element("code", named.getKey());
            html.text(", ");
            types.kind(header.path("schema"));
            String description = header.path("description").asText();
            if (!description.isEmpty()) {
                html.text(": ");
                prose.inline(description);
            }
            types.limits(header.path("schema"));
            html.closeLine();
        }
    }

    private void example(Operation operation) {
        html.element("h4", "Example").open("pre").element("code", curl.of(operation));
        html.closeLine();
        if (operation.has("query", Curl.REHEARSAL)) {
            html.open("p", "class", "aside");
            prose.inline("A rehearsal, because of `" + Curl.REHEARSAL + "`: it changes nothing.");
            if (operation.has("header", "If-Match")) {
                prose.inline(" To make the change, leave that out and put the `ETag` that you have read for `*`.");
            }
            html.closeLine();
        }
    }

    private void head(String... names) {
        html.open("thead").open("tr");
        for (String name : names) {
            html.element("th", name, "scope", "col");
        }
        html.close().close().open("tbody");
    }

    private void media(List<String> types) {
        String between = "";
        for (String type : types) {
            html.text(between).element("code", type);
            between = " or ";
        }
    }

    /** The media types of a body by what they carry: that is often the same in two notations. */
    private static SequencedMap<JsonNode, List<String>> bySchema(JsonNode body) {
        SequencedMap<JsonNode, List<String>> types = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> content : body.path("content").properties()) {
            types.computeIfAbsent(content.getValue().path("schema"), schema -> new ArrayList<>())
                    .add(content.getKey());
        }
        return types;
    }

    private static boolean failed(String status) {
        return status.compareTo("400") >= 0;
    }

    private static String pretty(JsonNode value) {
        try {
            return value.isTextual() ? value.asText() : PRETTY.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException("a tree is always writable", e);
        }
    }
}
