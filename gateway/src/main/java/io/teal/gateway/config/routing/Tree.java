package io.teal.gateway.config.routing;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.teal.gateway.config.text.Units;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A mapping being written; each method gives the same tree. What equals its default, or is empty, is left out. */
final class Tree {
    private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

    Map<String, @Nullable Object> members() {
        return members;
    }

    @CanIgnoreReturnValue
    Tree put(String key, Object value) {
        members.put(key, value);
        return this;
    }

    @CanIgnoreReturnValue
    Tree put(String key, @Nullable Object value, @Nullable Object plain) {
        if (value != null && !value.equals(plain)) {
            members.put(key, value instanceof Duration duration ? Units.format(duration) : value);
        }
        return this;
    }

    @CanIgnoreReturnValue
    Tree putSome(String key, Tree tree) {
        if (!tree.members.isEmpty()) {
            members.put(key, tree.members);
        }
        return this;
    }

    @CanIgnoreReturnValue
    Tree putSome(String key, List<?> list) {
        if (!list.isEmpty()) {
            members.put(key, list);
        }
        return this;
    }
}
