package io.teal.admin.http.contract;

import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.OpenAPIVersion;
import io.vertx.openapi.contract.impl.OpenAPIContractImpl;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The description of the API, read once. Any thread. */
public final class Contract {
    private static final String JSON = "application/json";
    private static final JsonSchemaOptions OPTIONS = new JsonSchemaOptions()
            .setDraft(Draft.DRAFT202012)
            .setBaseUri("app://")
            .setOutputFormat(OutputFormat.Basic);

    private final String text;
    private final JsonObject document;
    private final List<Operation> operations;

    private Contract(String text, JsonObject document, List<Operation> operations) {
        this.text = text;
        this.document = document;
        this.operations = List.copyOf(operations);
    }

    /** The one of this API. Takes its time, so not for an event loop. */
    public static Contract load() {
        try (InputStream in = Contract.class.getResourceAsStream("/openapi.yaml")) {
            if (in == null) {
                throw new IllegalStateException("openapi.yaml is not in the jar");
            }
            return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The one that a document is. That the document is as OpenAPI wants it is not checked: that takes longer than all the rest of
     * a start, and the tests do it.
     *
     * @param yaml OpenAPI 3.1
     */
    public static Contract of(String yaml) {
        Map<String, Object> tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        JsonObject document = new JsonObject(tree);
        JsonObject requests = requests(document);
        SchemaRepository schemas = SchemaRepository.create(OPTIONS);
        var unused = schemas.dereference(JsonSchema.of(requests));
        OpenAPIContract known = new OpenAPIContractImpl(schemas.resolve(requests), OpenAPIVersion.V3_1, schemas);
        List<Operation> operations = new ArrayList<>();
        JsonObject paths = document.getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            JsonObject item = paths.getJsonObject(path);
            for (String method : item.fieldNames()) {
                if (!method.equals("parameters")) {
                    JsonObject model = item.getJsonObject(method);
                    String id = model.getString("operationId");
                    var described = Objects.requireNonNull(known.operation(id), id);
                    operations.add(Operation.of(path, model, described, schemas));
                }
            }
        }
        return new Contract(yaml, document, operations);
    }

    /**
     * What the document says of requests: the library knows few media types and refuses a document with others. Bodies that may
     * be something else than plain JSON are held against nothing here; whoever reads them says what is wrong with them.
     */
    static JsonObject requests(JsonObject document) {
        JsonObject copy = document.copy();
        JsonObject paths = copy.getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            JsonObject item = paths.getJsonObject(path);
            for (String method : item.fieldNames()) {
                if (!method.equals("parameters")) {
                    reduce(item.getJsonObject(method));
                }
            }
        }
        copy.remove("security");
        JsonObject components = copy.getJsonObject("components", new JsonObject());
        components.remove("responses");
        components.remove("securitySchemes");
        return copy;
    }

    private static void reduce(JsonObject operation) {
        operation.remove("security");
        operation.put("responses", new JsonObject().put("200", new JsonObject().put("description", "")));
        JsonObject content =
                operation.getJsonObject("requestBody", new JsonObject()).getJsonObject("content");
        if (content != null && (content.size() > 1 || !content.containsKey(JSON))) {
            operation.remove("requestBody");
        }
    }

    /** The document as it was written. */
    public String text() {
        return text;
    }

    /** The document as a tree. */
    public JsonObject document() {
        return document.copy();
    }

    /** All operations, in the order of the document. */
    public List<Operation> operations() {
        return operations;
    }
}
