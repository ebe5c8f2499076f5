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
 * @param slow whether it may take minutes; then its answer is JSON, and white space may go before it
 * @param action what answers it
 */
public record Endpoint(
        HttpMethod method,
        String path,
        @Nullable Role role,
        List<String> types,
        Set<String> query,
        boolean slow,
        Action action) {

    /** Answers a call on a virtual thread; may block. What it throws becomes a {@link Problem}. */
    public interface Action {
        Answer answer(Call call) throws Exception;
    }

    /** One that reads. */
    public static Endpoint get(String path, @Nullable Role role, Action action) {
        return of(HttpMethod.GET, path, role, List.of(), action);
    }

    /** One that does something; what stands in a JSON object. */
    public static Endpoint post(String path, Role role, Action action) {
        return of(HttpMethod.POST, path, role, List.of(Answer.JSON), action);
    }

    /** One that takes something away; without a body. */
    public static Endpoint delete(String path, Role role, Action action) {
        return of(HttpMethod.DELETE, path, role, List.of(), action);
    }

    /** One that puts something in the place of what is there, of one of some media types. */
    public static Endpoint put(String path, Role role, List<String> types, Action action) {
        return of(HttpMethod.PUT, path, role, types, action);
    }

    /** One that changes some of what is there. */
    public static Endpoint patch(String path, Role role, Action action) {
        return of(HttpMethod.PATCH, path, role, List.of(Answer.MERGE_PATCH), action);
    }

    private static Endpoint of(HttpMethod method, String path, @Nullable Role role, List<String> types, Action action) {
        return new Endpoint(method, path, role, types, Set.of(), false, action);
    }

    /** Whether it may change something. */
    boolean changes() {
        return !method.equals(HttpMethod.GET);
    }

    /** The same with query parameters. */
    public Endpoint asking(String... names) {
        return new Endpoint(method, path, role, types, Set.of(names), slow, action);
    }

    /** The same, given minutes. */
    public Endpoint takingLong() {
        return new Endpoint(method, path, role, types, query, true, action);
    }
}
