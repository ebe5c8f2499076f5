package io.teal.admin.http;

import io.teal.gateway.config.GatewayConfig.Role;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One call of the API.
 *
 * @param method GET also answers HEAD
 * @param path with parameters in braces, as OpenAPI writes them
 * @param role the least that may call it, or null for everybody
 * @param types media types of its body; with none it takes no body
 * @param query names of its query parameters
 * @param action what answers it
 */
record Endpoint(
        HttpMethod method, String path, @Nullable Role role, List<String> types, Set<String> query, Action action) {

    /** Answers a call on a virtual thread; may block. What it throws becomes a {@link Problem}. */
    interface Action {
        Answer answer(Call call) throws Exception;
    }

    static Endpoint get(String path, @Nullable Role role, Action action) {
        return new Endpoint(HttpMethod.GET, path, role, List.of(), Set.of(), action);
    }

    static Endpoint post(String path, Role role, Action action) {
        return new Endpoint(HttpMethod.POST, path, role, List.of(Answer.JSON), Set.of(), action);
    }
}
