package io.teal.benchmarks.load;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A response as it came, complete as its framing says.
 *
 * @param fields by lower-case name; the last one of a name counts
 */
record Reply(int status, Map<String, String> fields, String body) {
    Reply {
        fields = Map.copyOf(fields);
    }

    @Nullable String field(String lowerCaseName) {
        return fields.get(lowerCaseName);
    }

    /** Whether the connection takes another request. */
    boolean keepsConnection() {
        return !"close".equalsIgnoreCase(fields.getOrDefault("connection", ""));
    }
}
