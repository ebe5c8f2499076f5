package io.teal.gateway.message;

import io.teal.gateway.matching.RequestHead;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/**
 * The head of a POST that is made on nobody's behalf.
 *
 * @param host as {@link RequestHead#host}
 * @param path as {@link RequestHead#path}
 * @param headers its fields
 */
public record RecalledHead(String host, String path, MultiMap headers) implements RequestHead {
    @Override
    public String method() {
        return "POST";
    }

    @Override
    public @Nullable String header(String name) {
        return headers.contains(name) ? String.join(", ", headers.getAll(name)) : null;
    }

    @Override
    public @Nullable String cookie(String name) {
        return null;
    }

    @Override
    public @Nullable String query(String name) {
        return null;
    }

    @Override
    public String clientIp() {
        return "127.0.0.1";
    }
}
