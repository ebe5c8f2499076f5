package io.teal.admin.http.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.admin.http.Endpoint;
import io.teal.admin.http.contract.Contract;
import io.teal.admin.http.contract.Operation;
import io.teal.admin.release.drive.Driver;
import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.AdminRig.Reply;
import io.teal.admin.testing.Routings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description and the server say the same. */
class OpenApiIT {
    @TempDir
    Path directory;

    private final Contract contract = Contract.load();
    private AdminRig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new AdminRig(directory, Routings.two());
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    @Test
    void everyCallIsDescribedAndEveryDescriptionIsACall() throws Exception {
        // Given
        List<Endpoint> endpoints;
        try (Driver driver = Driver.start(rig.revisions(), rig.fleet(), rig.gateway())) {
            endpoints = Calls.of(
                    rig.revisions(),
                    rig.history().audit(),
                    rig.fleet(),
                    rig.gateway(),
                    driver,
                    "1",
                    contract,
                    () -> false);
        }

        // When
        Reply served = rig.get("/api/v1/openapi.yaml");

        // Then
        assertThat(served.header("Content-Type")).isEqualTo("application/yaml");
        assertThat(served.text()).isEqualTo(contract.text());
        assertThat(contract.document().getString("openapi")).startsWith("3.1");
        assertThat(contract.operations())
                .extracting(Operation::id)
                .containsExactlyInAnyOrderElementsOf(
                        endpoints.stream().map(Endpoint::operation).toList());
    }

    @Test
    void whatIsSaidOfRolesIsWhatIsAskedFor() {
        for (Operation operation : contract.operations()) {
            JsonObject model = contract.document()
                    .getJsonObject("paths")
                    .getJsonObject(operation.path())
                    .getJsonObject(operation.method().name().toLowerCase(Locale.ROOT));
            String role = operation.role() == null
                    ? "For everybody."
                    : "Role " + operation.role().name().toLowerCase(Locale.ROOT) + ".";
            assertThat(model.getString("summary")).as(operation.id()).endsWith(role);
            assertThat(model.containsKey("security")).as(operation.id()).isEqualTo(operation.role() == null);
        }
    }

    /** With media types that the library does not know taken out, which is no question of OpenAPI. */
    @Test
    void theDocumentIsAsOpenApiWantsIt() throws Exception {
        JsonObject known = new JsonObject(contract.document()
                .encode()
                .replace("application/problem+json", "application/json")
                .replace("application/merge-patch+json", "application/hal+json")
                .replace("application/yaml", "application/hal+json")
                .replace("text/plain; version=0.0.4; charset=utf-8", "text/plain")
                .replace("text/html; charset=utf-8", "text/plain")
                .replace("text/event-stream", "text/plain"));
        // The library reads the meta-schemas from its own jar.
        Vertx vertx = Vertx.vertx(
                new VertxOptions().setFileSystemOptions(new FileSystemOptions().setClassPathResolvingEnabled(true)));
        try {
            OpenAPIContract checked = AdminRig.await(OpenAPIContract.from(vertx, known));
            assertThat(checked.operations()).hasSameSizeAs(contract.operations());
        } finally {
            AdminRig.await(vertx.close());
        }
    }
}
