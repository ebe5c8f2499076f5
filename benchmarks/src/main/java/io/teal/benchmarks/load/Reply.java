package io.teal.benchmarks.load;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A response as it came, complete as its framing says.
 *
 * @param fields by lower-case name; the last one of a name counts
 */
public record Reply(int status, Map<String, String> fields, String body) {
    public Reply {
        fields = Map.copyOf(fields);
    }

    /** The value of a field, null without it. */
    public @Nullable String field(String lowerCaseName) {
        return fields.get(lowerCaseName);
    }

    /** Whether the connection takes another request. */
    public boolean keepsConnection() {
        return !"close".equalsIgnoreCase(fields.getOrDefault("connection", ""));
    }
}
