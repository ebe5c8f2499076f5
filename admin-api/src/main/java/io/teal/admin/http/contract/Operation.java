package io.teal.admin.http.contract;

import io.teal.admin.http.contract.Fault.Part;
import io.teal.gateway.config.GatewayConfig.Role;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.MediaType;
import io.vertx.openapi.contract.Parameter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One operation of the description. */
public final class Operation {
    private final String id;
    private final HttpMethod method;
    private final String path;
    private final @Nullable Role role;
    private final List<String> types;
    private final List<Parameter> parameters;
    private final SortedSet<String> query = new TreeSet<>();
    private final @Nullable JsonSchema body;
    private final SchemaRepository schemas;

    private Operation(
            String path, JsonObject model, io.vertx.openapi.contract.Operation known, SchemaRepository schemas) {
        this.id = known.getOperationId();
        this.method = known.getHttpMethod();
        this.path = path;
        String least = model.getString("x-teal-role");
        this.role = least == null ? null : Role.valueOf(least.toUpperCase(Locale.ROOT));
        JsonObject content =
                model.getJsonObject("requestBody", new JsonObject()).getJsonObject("content");
        this.types = content == null ? List.of() : List.copyOf(content.fieldNames());
        this.parameters = known.getParameters();
        for (Parameter parameter : parameters) {
            if (parameter.getIn() == Location.QUERY) {
                boolean unused = query.add(parameter.getName());
            }
        }
        MediaType json = known.getRequestBody() == null
                ? null
                : known.getRequestBody().getContent().get("application/json");
        this.body = json == null ? null : json.getSchema();
        this.schemas = schemas;
    }

    static Operation of(
            String path, JsonObject model, io.vertx.openapi.contract.Operation known, SchemaRepository schemas) {
        return new Operation(path, model, known, schemas);
    }

    /** Its operationId. */
    public String id() {
        return id;
    }

    public HttpMethod method() {
        return method;
    }

    /** With parameters in braces. */
    public String path() {
        return path;
    }

    /** The least role that may ask for it, or null when everybody may. */
    public @Nullable Role role() {
        return role;
    }

    /** Media types of its body; with none it takes no body. */
    public List<String> types() {
        return types;
    }

    /** Names of its query parameters. */
    public SortedSet<String> query() {
        return query;
    }

    /** Whether it has to say which revision it is meant for. */
    public boolean conditional() {
        for (Parameter parameter : parameters) {
            if (parameter.getIn() == Location.HEADER
                    && parameter.isRequired()
                    && parameter.getName().equals("If-Match")) {
                return true;
            }
        }
        return false;
    }

    /** Whether it may change something. */
    public boolean changes() {
        return !method.equals(HttpMethod.GET);
    }

    /**
     * What is wrong with the parameters of a request, or null when they are as described. That a header is missing is for whoever
     * needs it to say.
     *
     * @param pathParameters decoded
     * @param queryParameters decoded
     */
    public @Nullable Fault parameters(Map<String, String> pathParameters, MultiMap queryParameters, MultiMap headers) {
        for (Parameter parameter : parameters) {
            String name = parameter.getName();
            Fault fault =
                    switch (parameter.getIn()) {
                        case PATH -> check(parameter, Part.PATH, pathParameters.get(name));
                        case QUERY ->
                            parameter.isRequired() && !queryParameters.contains(name)
                                    ? new Fault(
                                            Part.MISSING_QUERY,
                                            name,
                                            "nothing",
                                            Explanation.expected(parameter.getSchema()))
                                    : check(parameter, Part.QUERY, queryParameters.get(name));
                        case HEADER -> check(parameter, Part.HEADER, headers.get(name));
                        case COOKIE -> null;
                    };
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    private @Nullable Fault check(Parameter parameter, Part part, @Nullable String value) {
        if (value == null) {
            return null;
        }
        JsonSchema schema = parameter.getSchema();
        Object read = read(schema, value);
        return schemas.validator(schema).validate(read).getValid()
                ? null
                : new Fault(part, parameter.getName(), found(value), Explanation.expected(schema));
    }

    /** The value that a text stands for; the text itself when it stands for none of the type. */
    private static Object read(JsonSchema schema, String text) {
        String type = schema.get("type", "string");
        if (type.equals("boolean") && (text.equals("true") || text.equals("false"))) {
            return text.equals("true");
        }
        if (type.equals("integer")) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                return text;
            }
        }
        return text;
    }

    private static String found(String value) {
        if (value.isEmpty()) {
            return "nothing";
        }
        return value.length() > Explanation.LONGEST ? value.length() + " characters" : value;
    }

    /**
     * What is wrong with a JSON body, or null when it is as described or is described for other readers.
     *
     * @param json as Vert.x has it: {@code JsonObject}, {@code JsonArray}, text, number, boolean or null
     */
    public @Nullable Fault body(@Nullable Object json) {
        if (body == null
                || Boolean.TRUE.equals(schemas.validator(body).validate(json).getValid())) {
            return null;
        }
        return Explanation.of(body, json);
    }
}
