package io.teal.admin.http.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** Nothing that the description says is missing on its page. What there is to find comes from the document itself. */
class DocumentPageTest {
    private static final List<String> LIMITS =
            List.of("minimum", "maximum", "minLength", "maxLength", "default", "pattern", "format", "const");

    private final JsonNode document = Described.real();
    private PageText page;

    @BeforeEach
    void read() throws Exception {
        page = new PageText(DocumentPage.of(document));
    }

    @Test
    void everyCallIsThereWithItsMeaningAndRole() {
        operations((path, operation) -> {
            String id = operation.get("operationId").asText();
            Element section = page.section(id);
            String role = operation.has("x-teal-role")
                    ? "role " + operation.get("x-teal-role").asText()
                    : "open to everybody";
            assertThat(PageText.text(PageText.all(section, "h3").getFirst())).isEqualTo(path);
            assertThat(PageText.all(section, "h3").getFirst().getAttribute("id"))
                    .isEqualTo(id);
            assertThat(PageText.text(section)).as(id).contains(summary(operation), role);
            for (String line : operation.path("description").asText().split("\n", -1)) {
                assertThat(PageText.text(section)).as(id).contains(PageText.plain(line));
            }
        });
    }

    @Test
    void theContentsLeadToEveryCallInTheOrderOfTheGroups() {
        // Given
        List<String> expected = new ArrayList<>();
        for (JsonNode tag : document.get("tags")) {
            operations((path, operation) -> {
                if (operation.get("tags").get(0).equals(tag.get("name"))) {
                    expected.add("#" + operation.get("operationId").asText() + " " + path + " " + summary(operation));
                }
            });
        }

        // When
        List<String> found = new ArrayList<>();
        for (Element nav : PageText.all(page.root(), "nav")) {
            if (nav.getAttribute("class").equals("overview")) {
                for (Element row : PageText.all(nav, "tr")) {
                    for (Element link : PageText.all(row, "a")) {
                        found.add(link.getAttribute("href") + " " + PageText.text(link) + " "
                                + PageText.text(PageText.all(row, "td").getFirst()));
                    }
                }
            }
        }

        // Then
        assertThat(found).isNotEmpty().isEqualTo(expected);
    }

    @Test
    void everyParameterIsThere() {
        Set<String> seen = new HashSet<>();
        operations((path, operation) -> {
            String id = operation.get("operationId").asText();
            for (JsonNode named : parameters(path, operation)) {
                JsonNode parameter = followed(named);
                String name = parameter.get("name").asText();
                List<String> rows = PageText.rows(page.section(id), name);
                List<String> words = words(parameter.get("schema"));
                words.add(parameter.get("in").asText());
                words.add(PageText.plain(parameter.path("description").asText()));
                words.add(parameter.path("required").asBoolean() ? name + " required" : name);
                assertThat(rows).as(id + " " + name).anySatisfy(row -> assertThat(row)
                        .contains(words));
                seen.add(name);
            }
        });
        assertThat(seen).contains("If-Match", "service", "dry_run");
    }

    @Test
    void everyAnswerIsThereWithItsMediaTypesAndHeaders() {
        operations((path, operation) -> {
            String id = operation.get("operationId").asText();
            for (Map.Entry<String, JsonNode> one : operation.get("responses").properties()) {
                JsonNode response = followed(one.getValue());
                List<String> words = new ArrayList<>();
                words.add(PageText.plain(response.get("description").asText()));
                response.path("content").fieldNames().forEachRemaining(words::add);
                for (Map.Entry<String, JsonNode> header :
                        response.path("headers").properties()) {
                    words.add("Header " + header.getKey());
                    words.add(PageText.plain(
                            followed(header.getValue()).path("description").asText()));
                }
                assertThat(PageText.rows(page.section(id), one.getKey()))
                        .as(id + " " + one.getKey())
                        .singleElement()
                        .satisfies(row -> assertThat(row).contains(words));
            }
        });
    }

    @Test
    void everyFieldOfABodyIsThere() {
        operations((path, operation) -> {
            String id = operation.get("operationId").asText();
            JsonNode body = followed(operation.path("requestBody"));
            for (Map.Entry<String, JsonNode> content : body.path("content").properties()) {
                assertThat(PageText.text(page.section(id))).contains(content.getKey());
                assertFields(page.section(id), id, content.getValue().get("schema"));
            }
            for (Map.Entry<String, JsonNode> one : operation.get("responses").properties()) {
                for (JsonNode content : followed(one.getValue()).path("content")) {
                    JsonNode schema = content.get("schema");
                    // Failures share a content, which the row of the answer links to.
                    boolean elsewhere = one.getKey().compareTo("400") >= 0 && schema.has("$ref");
                    String place = elsewhere ? "type-" + last(schema) : id;
                    assertFields(page.section(place), place, schema);
                }
            }
        });
    }

    @Test
    void everySchemaWithANameHasItsPlace() {
        for (Map.Entry<String, JsonNode> schema :
                document.at("/components/schemas").properties()) {
            String place = "type-" + schema.getKey();
            assertThat(PageText.text(PageText.all(page.section(place), "h3").getFirst()))
                    .isEqualTo(schema.getKey());
            for (Map.Entry<String, JsonNode> field :
                    schema.getValue().path("properties").properties()) {
                assertField(page.section(place), place, field.getKey(), field.getValue());
            }
        }
    }

    private void assertFields(Element section, String place, JsonNode schema) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        gather(schema, "", new HashSet<>(), fields);
        fields.forEach((name, field) -> assertField(section, place, name.substring(name.lastIndexOf(' ') + 1), field));
    }

    private void assertField(Element section, String place, String name, JsonNode field) {
        List<String> words = words(field);
        words.add(PageText.plain(field.path("description")
                .asText(followed(field).path("description").asText())));
        assertThat(PageText.rows(section, name)).as(place + " " + name).anySatisfy(row -> assertThat(row)
                .contains(words));
    }

    /** The members of a schema and of everything in it; the key ends with the name. */
    private void gather(JsonNode named, String above, Set<JsonNode> entered, Map<String, JsonNode> fields) {
        JsonNode schema = followed(named);
        if (!entered.add(schema)) {
            return;
        }
        for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
            fields.put(above + " " + field.getKey(), field.getValue());
            gather(field.getValue(), above + " " + field.getKey(), entered, fields);
        }
        for (String key : List.of("allOf", "oneOf", "anyOf")) {
            schema.path(key).forEach(part -> gather(part, above, entered, fields));
        }
        gather(schema.path("items"), above, entered, fields);
        gather(schema.path("additionalProperties"), above, entered, fields);
        entered.remove(schema);
    }

    /** What a row must say of a schema: type or values, limits, default, examples. */
    private List<String> words(JsonNode named) {
        List<String> words = new ArrayList<>();
        JsonNode schema = followed(named);
        if (named.has("$ref")) {
            words.add(last(named));
        } else if (schema.has("enum")) {
            schema.get("enum").forEach(value -> words.add(value.asText()));
        } else if (schema.path("type").isTextual()) {
            words.add(
                    schema.get("type").asText().equals("array")
                            ? "list of"
                            : schema.get("type").asText());
        }
        for (String limit : LIMITS) {
            if (schema.has(limit)) {
                words.add(PageText.plain(schema.get(limit).asText()));
            }
        }
        schema.path("examples").forEach(example -> words.add(example.asText()));
        return words;
    }

    private void operations(BiConsumer<String, JsonNode> check) {
        int seen = 0;
        for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
            for (Map.Entry<String, JsonNode> one : path.getValue().properties()) {
                if (!one.getKey().equals("parameters")) {
                    check.accept(one.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), one.getValue());
                    seen++;
                }
            }
        }
        assertThat(seen).isGreaterThan(20);
    }

    private List<JsonNode> parameters(String path, JsonNode operation) {
        List<JsonNode> parameters = new ArrayList<>();
        JsonNode item = document.get("paths").get(path.substring(path.indexOf(' ') + 1));
        item.path("parameters").forEach(parameters::add);
        operation.path("parameters").forEach(parameters::add);
        return parameters;
    }

    private static String summary(JsonNode operation) {
        return PageText.plain(operation.get("summary").asText().replaceFirst(" (?:Role [a-z]+|For everybody)\\.$", ""));
    }

    private JsonNode followed(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    private static String last(JsonNode reference) {
        String text = reference.get("$ref").asText();
        return text.substring(text.lastIndexOf('/') + 1);
    }
}
