package io.teal.admin.http.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;

/** Whatever a document says, the page is a page: well-formed, without scripts, and complete in itself. */
class PageSafetyTest {
    private static final String HOSTILE = "<script>alert('x')</script>\" onclick=\"alert(1)\" ]]> &amp; \u0007";

    /** These are understood and not shown. */
    private static final Set<String> GRAMMAR =
            Set.of("$ref", "in", "type", "operationId", "tags", "format", "x-teal-role", "required");

    @Test
    void textsOfTheDocumentNeverBecomeMarkup() throws Exception {
        // Given
        JsonNode real = Described.real();
        Set<String> tags = tags(new PageText(DocumentPage.of(real)));
        JsonNode hostile = hostile(real, "");

        // When
        PageText page = new PageText(DocumentPage.of(hostile));

        // Then
        assertThat(hostile.findValuesAsText("description")).isNotEmpty().allMatch(text -> text.contains("<script>"));
        assertThat(tags(page)).isSubsetOf(tags).doesNotContain("script");
        assertThat(PageText.text(page.root())).contains("<script>alert('x')</script>\" onclick=\"alert(1)\" ]]> &amp;");
        assertThat(attributes(page)).doesNotContain("onclick", "style");
    }

    @Test
    void everyTextWayIntoThePageIsEscaped() throws Exception {
        String text = "<b>&\"'";
        PageText page = new PageText(new Html()
                .open("p", "title", text)
                .text(text)
                .element("code", text)
                .close()
                .toString());
        assertThat(page.root().getAttribute("title")).isEqualTo(text);
        assertThat(page.root().getTextContent()).isEqualTo(text + text);
    }

    @Test
    void anElementThatNeverEndsIsNoPage() {
        assertThatThrownBy(() -> new Html().open("p").toString()).hasMessageContaining("never ended");
    }

    @Test
    void idsAreUniqueAndEveryLinkLeadsSomewhereOnThePage() throws Exception {
        // When
        PageText page = new PageText(DocumentPage.of(Described.real()));

        // Then
        List<String> ids = values(page, "id");
        List<String> targets = new ArrayList<>();
        values(page, "href").forEach(link -> {
            assertThat(link).startsWith("#");
            targets.add(link.substring(1));
        });
        targets.addAll(values(page, "aria-labelledby"));
        assertThat(ids).doesNotHaveDuplicates().contains("switchTraffic").allMatch(id -> !id.contains(" "));
        assertThat(targets).hasSizeGreaterThan(100).isSubsetOf(ids);
        assertThat(values(page, "src")).isEmpty();
    }

    @Test
    void theStructureCanBeReadOutLoud() throws Exception {
        PageText page = new PageText(DocumentPage.of(Described.real()));
        assertThat(page.root().getAttribute("lang")).isEqualTo("en");
        assertThat(PageText.text(PageText.all(page.root(), "title").getFirst())).isEqualTo("Teal admin API 1");
        assertThat(PageText.all(page.root(), "main")).hasSize(1);
        assertThat(PageText.all(page.root(), "h1")).hasSize(1);
        assertThat(PageText.all(page.root(), "nav")).hasSize(2);
        assertThat(PageText.all(page.root(), "th")).isNotEmpty().allMatch(head -> Set.of("row", "col")
                .contains(head.getAttribute("scope")));
        assertThat(PageText.all(page.root(), "table")).isNotEmpty().allMatch(table -> !PageText.all(table, "thead")
                .isEmpty());
    }

    @Test
    void thePolicyLetsInTheStyleSheetAndNothingElse() throws Exception {
        // When
        String page = DocumentPage.of(Described.real());

        // Then
        int begin = page.indexOf("<style>") + "<style>".length();
        byte[] sheet = page.substring(begin, page.indexOf("</style>")).getBytes(StandardCharsets.UTF_8);
        String hash = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(sheet));
        assertThat(DocumentPage.policy()).startsWith("default-src 'none'; style-src 'sha256-" + hash + "';");
        assertThat(sheet).isNotEmpty();
        assertThat(new String(sheet, StandardCharsets.UTF_8)).doesNotContain("<", "&", "url(", "@import", "\r");
    }

    @Test
    void schemasWithinThemselvesEnd() throws Exception {
        // Given
        JsonNode document = Described.yaml("""
                openapi: 3.1.0
                info: {title: Trees, version: "2"}
                paths:
                  /trees:
                    post:
                      operationId: plant
                      requestBody:
                        content: {application/json: {schema: {$ref: "#/components/schemas/Tree"}}}
                      responses:
                        "200":
                          description: Planted.
                          content: {application/json: {schema: {$ref: "#/components/schemas/Wood"}}}
                        "201": {$ref: "#/components/responses/Round"}
                components:
                  responses:
                    Round: {$ref: "#/components/responses/Round"}
                  schemas:
                    Tree:
                      required: [left]
                      properties:
                        left: {$ref: "#/components/schemas/Tree"}
                        branches: {type: array, items: {$ref: "#/components/schemas/Tree"}}
                    Wood:
                      allOf: [{$ref: "#/components/schemas/Wood"}, {properties: {trees: {$ref: "#/components/schemas/Tree"}}}]
                      additionalProperties: {$ref: "#/components/schemas/Wood"}
                    Knot:
                      oneOf: [{$ref: "#/components/schemas/Knot"}, {type: array, items: {$ref: "#/components/schemas/Knot"}}]
                    Nowhere: {$ref: "#/components/schemas/Missing"}
                """);

        // When
        PageText page = new PageText(DocumentPage.of(document));

        // Then
        Element plant = page.section("plant");
        assertThat(PageText.rows(plant, "left")).hasSize(2);
        assertThat(PageText.rows(plant, "branches")).hasSize(2);
        assertThat(PageText.rows(plant, "any name")).hasSize(1);
        assertThat(PageText.text(page.section("type-Tree"))).contains("branches may be missing list of Tree");
    }

    private static Set<String> tags(PageText page) {
        Set<String> tags = new TreeSet<>();
        PageText.all(page.root(), "*").forEach(element -> tags.add(element.getTagName()));
        return tags;
    }

    private static Set<String> attributes(PageText page) {
        Set<String> names = new HashSet<>();
        for (Element element : PageText.all(page.root(), "*")) {
            NamedNodeMap attributes = element.getAttributes();
            for (int i = 0; i < attributes.getLength(); i++) {
                names.add(attributes.item(i).getNodeName());
            }
        }
        return names;
    }

    private static List<String> values(PageText page, String attribute) {
        List<String> values = new ArrayList<>();
        for (Element element : PageText.all(page.root(), "*")) {
            if (element.hasAttribute(attribute)) {
                values.add(element.getAttribute(attribute));
            }
        }
        return values;
    }

    /** A document with markup in every text, and in the names of fields and paths. */
    private static JsonNode hostile(JsonNode node, String key) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (GRAMMAR.contains(key) && !node.isObject()) {
            return node;
        }
        if (node.isArray()) {
            var array = nodes.arrayNode();
            node.forEach(element -> array.add(hostile(element, key)));
            return array;
        }
        if (node.isObject()) {
            var object = nodes.objectNode();
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                boolean named = key.equals("properties") || key.equals("paths") || key.equals("content");
                object.set(
                        named ? member.getKey() + HOSTILE : member.getKey(),
                        hostile(member.getValue(), member.getKey()));
            }
            return object;
        }
        return node.isTextual() ? nodes.textNode(node.asText() + HOSTILE) : node;
    }
}
