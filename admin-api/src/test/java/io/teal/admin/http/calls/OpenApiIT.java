package io.teal.admin.http.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.teal.admin.http.Endpoint;
import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.AdminRig.Reply;
import io.teal.admin.testing.Routings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description and the server say the same. */
class OpenApiIT {
    @TempDir
    Path directory;

    private AdminRig rig;
    private List<Endpoint> endpoints;
    private JsonNode document;

    @BeforeEach
    void start() throws Exception {
        rig = new AdminRig(directory, Routings.two());
        endpoints = Calls.of(rig.revisions(), rig.history().audit(), rig.fleet(), rig.gateway(), "1", () -> false);
        Reply served = rig.get("/api/v1/openapi.yaml");
        assertThat(served.header("Content-Type")).isEqualTo("application/yaml");
        document = new ObjectMapper(new YAMLFactory()).readTree(served.text());
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    @Test
    void everyCallIsDescribedAndEveryDescriptionIsACall() {
        // Given
        Set<String> served = new TreeSet<>();
        for (Endpoint endpoint : endpoints) {
            served.add(endpoint.method() + " " + endpoint.path());
        }

        // When
        Set<String> described = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
            path.getValue().fieldNames().forEachRemaining(method -> {
                if (!method.equals("parameters")) {
                    described.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey());
                }
            });
        }

        // Then
        assertThat(document.get("openapi").asText()).startsWith("3.1");
        assertThat(described).isEqualTo(served);
    }

    @Test
    void rolesMediaTypesAndParametersAreTheSame() {
        for (Endpoint endpoint : endpoints) {
            JsonNode path = document.get("paths").get(endpoint.path());
            JsonNode operation = path.get(endpoint.method().name().toLowerCase(java.util.Locale.ROOT));
            String role = endpoint.role() == null
                    ? "For everybody."
                    : "Role " + endpoint.role().name().toLowerCase(java.util.Locale.ROOT) + ".";
            List<String> types = new ArrayList<>();
            operation.path("requestBody").path("content").fieldNames().forEachRemaining(types::add);
            Set<String> query = new TreeSet<>();
            for (JsonNode named : operation.path("parameters")) {
                JsonNode parameter = named.has("$ref")
                        ? document.at(named.get("$ref").asText().substring(1))
                        : named;
                if (parameter.path("in").asText().equals("query")) {
                    query.add(parameter.get("name").asText());
                }
            }
            assertThat(operation.get("summary").asText()).as(endpoint.path()).endsWith(role);
            assertThat(operation.has("security")).as(endpoint.path()).isEqualTo(endpoint.role() == null);
            assertThat(types).as(endpoint.path()).isEqualTo(endpoint.types());
            assertThat(query).as(endpoint.path()).isEqualTo(endpoint.query());
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> references = document.findValuesAsText("$ref");
        assertThat(references).isNotEmpty().allSatisfy(reference -> assertThat(
                        document.at(reference.substring(1)).isMissingNode())
                .as(reference)
                .isFalse());
    }
}
