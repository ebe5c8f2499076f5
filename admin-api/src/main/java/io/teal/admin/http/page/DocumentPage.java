package io.teal.admin.http.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * An OpenAPI document as one page for people. The page is complete in itself: no script, nothing to load, one style sheet
 * inside that serves light and dark screens, phones and paper. Every call has its {@code operationId} as its id, so that
 * {@code #switchTraffic} leads to it.
 */
public final class DocumentPage {
    private static final String OVERVIEW = "page-overview";
    private static final String TYPES = "page-types";

    private final Html html = new Html();
    private final Document document;
    private final List<Document.Group> groups;
    private final Prose prose = new Prose(html);
    private final CallSection calls;

    private DocumentPage(JsonNode root) {
        this.document = new Document(root);
        this.groups = document.groups();
        this.calls = new CallSection(html, document);
    }

    /**
     * The page of a document, for {@code text/html; charset=utf-8}. It takes some milliseconds: make it once and keep it.
     *
     * @param document OpenAPI 3.1, as Jackson reads it
     */
    public static String of(JsonNode document) {
        return new DocumentPage(document).page();
    }

    /** The {@code Content-Security-Policy} to send with every page: nothing but its own style sheet. */
    public static String policy() {
        return "default-src 'none'; style-src " + Style.source(Style.sheet())
                + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    private String page() {
        JsonNode info = document.root().path("info");
        String title = info.path("title").asText("API");
        String version = info.path("version").asText();
        html.open("html", "lang", "en").open("head").empty("meta", "charset", "utf-8");
        html.element("title", (title + " " + version).strip());
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.empty("meta", "name", "color-scheme", "content", "light dark");
        html.style(Style.sheet());
        html.closeLine().open("body");
        html.element("a", "To the contents", "class", "skip", "href", "#page-main");
        html.open("div", "class", "page");
        sidebar();
        html.open("main", "id", "page-main");
        introduction(info, title, version);
        overview();
        for (Document.Group group : groups) {
            group(group);
        }
        types();
        html.close().close().close().close();
        return "<!DOCTYPE html>\n" + html + "\n";
    }

    private void introduction(JsonNode info, String title, String version) {
        html.open("header").open("h1").text(title + " ").element("span", version, "class", "version");
        html.closeLine();
        html.open("p", "class", "lead");
        prose.inline(info.path("summary").asText());
        html.closeLine();
        prose.blocks(info.path("description").asText());
        html.open("dl", "class", "facts");
        if (!document.server().isEmpty()) {
            html.element("dt", "Address").open("dd").element("code", document.server());
            html.closeLine();
        }
        for (JsonNode scheme : document.root().path("components").path("securitySchemes")) {
            html.element("dt", "Token").open("dd");
            prose.blocks(scheme.path("description").asText());
            html.open("p");
            prose.inline("The commands on this page take it from the variable `TEAL_TOKEN` of the shell.");
            html.close().closeLine();
        }
        if (info.has("license")) {
            html.element("dt", "Licence")
                    .element("dd", info.get("license").path("name").asText());
        }
        html.close().closeLine();
    }

    private void sidebar() {
        html.open("nav", "class", "side", "aria-label", "Calls by name");
        html.open("p").element("a", "All calls", "href", "#" + OVERVIEW).closeLine();
        for (Document.Group group : groups) {
            html.open("p").element("a", group.name(), "class", "group", "href", "#" + anchor(group));
            html.closeLine().open("ul");
            for (Operation operation : group.operations()) {
                html.open("li").open("a", "href", "#" + operation.id());
                calls.method(operation);
                html.text(operation.id()).close().closeLine();
            }
            html.closeLine();
        }
        if (!document.schemas().isEmpty()) {
            html.open("p")
                    .element("a", "Types", "class", "group", "href", "#" + TYPES)
                    .closeLine();
        }
        html.closeLine();
    }

    private void overview() {
        html.open("nav", "class", "overview", "aria-labelledby", OVERVIEW);
        html.element("h2", "All calls", "id", OVERVIEW);
        for (Document.Group group : groups) {
            html.open("table").open("caption");
            html.element("a", group.name(), "class", "group", "href", "#" + anchor(group));
            html.closeLine().open("thead", "class", "unseen").open("tr");
            for (String name : List.of("Call", "What it does", "Who may")) {
                html.element("th", name, "scope", "col");
            }
            html.close().close().open("tbody");
            for (Operation operation : group.operations()) {
                html.open("tr").open("th", "scope", "row").open("a", "href", "#" + operation.id());
                calls.method(operation);
                calls.path(operation);
                html.close().close().open("td");
                prose.inline(operation.summary());
                html.close().open("td");
                calls.role(operation);
                html.close().closeLine();
            }
            html.close().closeLine();
        }
        html.closeLine();
    }

    private void group(Document.Group group) {
        html.open("section", "class", "group", "aria-labelledby", anchor(group));
        html.element("h2", group.name(), "id", anchor(group));
        prose.blocks(group.description());
        group.operations().forEach(calls::write);
        html.closeLine();
    }

    /** The schemas with a name: what others link to. */
    private void types() {
        if (document.schemas().isEmpty()) {
            return;
        }
        Fields fields = new Fields(html, document);
        TypeText kinds = new TypeText(html, document);
        html.open("section", "class", "group", "aria-labelledby", TYPES).element("h2", "Types", "id", TYPES);
        for (Map.Entry<String, JsonNode> schema : document.schemas().properties()) {
            String anchor = TypeText.anchor(schema.getKey());
            html.open("section", "class", "call", "aria-labelledby", anchor);
            html.element("h3", schema.getKey(), "id", anchor);
            html.open("p", "class", "media");
            kinds.kind(schema.getValue());
            html.closeLine();
            prose.blocks(schema.getValue().path("description").asText());
            fields.table(schema.getValue(), "Fields of " + schema.getKey(), true, false);
            html.closeLine();
        }
        html.closeLine();
    }

    private static String anchor(Document.Group group) {
        return "group-" + group.name();
    }
}
