package io.teal.admin.http;

import io.teal.admin.http.contract.Fault;
import io.teal.admin.http.contract.Operation;
import io.teal.admin.security.Caller;
import io.teal.gateway.config.GatewayConfig.Role;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds a request against the description of its operation. */
final class CallCheck {
    private CallCheck() {}

    /**
     * An operation with what answers it.
     *
     * @param operation as described
     * @param endpoint what answers it
     */
    record Served(Operation operation, Endpoint endpoint) {}

    /** What can be said of a call before its body is read. */
    static void head(RoutingContext context, @Nullable Caller caller, Map<HttpMethod, Served> methods) throws Problem {
        Operation operation = served(context.request(), methods).operation();
        if (operation.role() != null) {
            role(caller, operation.role());
        }
        for (String name : context.queryParams().names()) {
            if (!operation.query().contains(name)) {
                throw Problem.of(
                        ProblemKind.BAD_REQUEST,
                        "%s: an unknown query parameter, expected %s",
                        name,
                        operation.query().isEmpty() ? "none" : String.join(", ", operation.query()));
            }
        }
        if (hasBody(context.request()) && !operation.types().isEmpty()) {
            type(context.request().getHeader("Content-Type"), operation.types());
        }
        if (operation.conditional()) {
            List<String> fields = context.request().headers().getAll("If-Match");
            var unused = IfMatch.parse(fields.isEmpty() ? null : String.join(", ", fields));
        }
        refuse(operation.parameters(
                context.pathParams(), context.queryParams(), context.request().headers()));
    }

    /** Whether a JSON body is as described. */
    static void body(Operation operation, Call call) throws Problem {
        if (!operation.types().equals(List.of(Answer.JSON))) {
            return;
        }
        String text = call.text();
        if (text.isBlank()) {
            refuse(operation.body(new JsonObject()));
            return;
        }
        var unused = Json.tree(text);
        refuse(operation.body(io.vertx.core.json.Json.decodeValue(text)));
    }

    private static void refuse(@Nullable Fault fault) throws Problem {
        if (fault == null) {
            return;
        }
        ProblemKind kind =
                switch (fault.in()) {
                    case PATH -> ProblemKind.NOT_FOUND;
                    case QUERY, BODY -> ProblemKind.INVALID;
                    case MISSING_QUERY, HEADER -> ProblemKind.BAD_REQUEST;
                };
        throw Problem.of(kind, "%s", fault);
    }

    private static void role(@Nullable Caller caller, Role least) throws Problem {
        if (caller == null) {
            throw new IllegalStateException("authenticated before");
        }
        if (!caller.may(least)) {
            throw Problem.of(
                            ProblemKind.ROLE_TOO_SMALL,
                            "%s is %s; this needs %s",
                            caller.name(),
                            lower(caller.role()),
                            lower(least))
                    .with("WWW-Authenticate", "Bearer realm=\"teal\", error=\"insufficient_scope\"");
        }
    }

    private static void type(@Nullable String field, List<String> accepted) throws Problem {
        String charset = field == null ? null : MediaType.charset(field);
        if (field == null || !accepted.contains(MediaType.of(field)) || (charset != null && !charset.equals("utf-8"))) {
            throw Problem.of(
                            ProblemKind.WRONG_MEDIA_TYPE,
                            "Content-Type: found %s, expected %s in UTF-8",
                            field == null ? "none" : field,
                            String.join(" or ", accepted))
                    .with("Accept", String.join(", ", accepted));
        }
    }

    /** What is asked for. */
    static Served served(HttpServerRequest request, Map<HttpMethod, Served> methods) throws Problem {
        HttpMethod method = request.method();
        Served served = methods.get(method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method);
        if (served != null) {
            return served;
        }
        List<String> allowed = new ArrayList<>();
        for (HttpMethod known : methods.keySet()) {
            allowed.add(known.name());
            if (known.equals(HttpMethod.GET)) {
                allowed.add("HEAD");
            }
        }
        String list = String.join(", ", allowed);
        throw Problem.of(ProblemKind.METHOD_NOT_ALLOWED, "found %s, expected %s", method, list)
                .with("Allow", list);
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return request.headers().contains("Transfer-Encoding") || (length != null && !length.equals("0"));
    }

    static String lower(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
