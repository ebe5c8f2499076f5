package io.teal.gateway.testing;

import io.teal.gateway.matching.RequestHead;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request that nobody sent.
 *
 * @param fields its header fields, by their names as they will be asked for
 */
public record SampleHead(String method, String path, String clientIp, Map<String, String> fields)
        implements RequestHead {
    @Override
    public String host() {
        return "h";
    }

    @Override
    public @Nullable String header(String name) {
        return fields.get(name);
    }

    @Override
    public @Nullable String cookie(String name) {
        return null;
    }

    @Override
    public @Nullable String query(String name) {
        return null;
    }
}
