package io.teal.admin.contract;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The description of the API with its references followed, as operations. */
final class Description {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final JsonSchemaOptions OPTIONS = new JsonSchemaOptions()
            .setDraft(Draft.DRAFT202012)
            .setBaseUri("app://teal")
            .setOutputFormat(OutputFormat.Basic);

    private final JsonObject document;
    private final List<Operation> operations = new ArrayList<>();
    private final Map<JsonObject, Validator> validators = new HashMap<>();

    Description(String text) throws IOException {
        document = new JsonObject(YAML.readTree(text).toString());
        JsonObject paths = document.getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            JsonObject item = paths.getJsonObject(path);
            for (String method : item.fieldNames()) {
                if (!method.equals("parameters")) {
                    operations.add(operation(path, method, item));
                }
            }
        }
    }

    private Operation operation(String path, String method, JsonObject item) {
        JsonObject model = followed(item.getJsonObject(method));
        List<JsonObject> parameters = new ArrayList<>();
        for (JsonObject owner : List.of(followed(item), model)) {
            for (Object parameter : owner.getJsonArray("parameters", new JsonArray())) {
                parameters.add((JsonObject) parameter);
            }
        }
        return new Operation(model.getString("operationId"), method.toUpperCase(Locale.ROOT), path, parameters, model);
    }

    List<Operation> operations() {
        return operations;
    }

    static Object yaml(String text) throws IOException {
        return new JsonObject(YAML.readTree(text).toString());
    }

    /** What is wrong with a value; empty when it is as the schema says. */
    String problems(JsonObject schema, Object value) {
        OutputUnit result = validators
                .computeIfAbsent(schema, one -> Validator.create(JsonSchema.of(one), OPTIONS))
                .validate(value);
        return result.getValid() ? "" : result.toJson().encode();
    }

    private JsonObject followed(JsonObject object) {
        return (JsonObject) follow(object);
    }

    private Object follow(Object value) {
        if (value instanceof JsonArray array) {
            JsonArray result = new JsonArray();
            array.forEach(element -> result.add(follow(element)));
            return result;
        }
        if (!(value instanceof JsonObject object)) {
            return value;
        }
        String reference = object.getString("$ref");
        if (reference != null) {
            JsonObject target = document;
            for (String key : reference.substring(2).split("/", -1)) {
                target = target.getJsonObject(key);
            }
            return follow(target);
        }
        JsonObject result = new JsonObject();
        for (String key : object.fieldNames()) {
            result.put(key, key.startsWith("example") ? object.getValue(key) : follow(object.getValue(key)));
        }
        return result;
    }

    /**
     * One of them.
     *
     * @param id its operationId
     * @param path with parameters in braces
     * @param parameters those of its path too
     * @param model all of it
     */
    record Operation(String id, String method, String path, List<JsonObject> parameters, JsonObject model) {
        /** The least role that may call it; empty when it is open to everybody. */
        String role() {
            return model.getString("x-teal-role", "");
        }

        boolean has(String in, String name) {
            return parameters.stream()
                    .anyMatch(one -> one.getString("in").equals(in)
                            && one.getString("name").equals(name));
        }

        /** Media types of its body with their schemas; none when it takes no body. */
        JsonObject bodies() {
            return model.getJsonObject("requestBody", new JsonObject()).getJsonObject("content", new JsonObject());
        }

        boolean needsBody() {
            return model.getJsonObject("requestBody", new JsonObject()).getBoolean("required", false);
        }

        JsonObject response(int status) {
            return model.getJsonObject("responses").getJsonObject(Integer.toString(status));
        }

        @Override
        public String toString() {
            return id;
        }
    }
}
