package io.teal.gateway.config.routing.policy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.teal.gateway.config.text.Units;
import io.teal.gateway.routing.HeaderChanges;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A mapping being written; each method gives the same tree. What equals its default, or is empty, is left out. */
public final class Tree {
    private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

    /** Values by name; a list where a name has several. */
    public static Tree of(List<HeaderChanges.Header> headers) {
        Map<String, List<String>> byName = new LinkedHashMap<>();
        for (HeaderChanges.Header header : headers) {
            byName.computeIfAbsent(header.name(), name -> new ArrayList<>()).add(header.value());
        }
        Tree tree = new Tree();
        byName.forEach((name, values) -> tree.put(name, values.size() == 1 ? values.getFirst() : values));
        return tree;
    }

    /** What was written so far. */
    public Map<String, @Nullable Object> members() {
        return members;
    }

    /** Writes a value. */
    @CanIgnoreReturnValue
    public Tree put(String key, Object value) {
        members.put(key, value);
        return this;
    }

    /** Writes a value unless it is null or the default; durations in units. */
    @CanIgnoreReturnValue
    public Tree put(String key, @Nullable Object value, @Nullable Object plain) {
        if (value != null && !value.equals(plain)) {
            members.put(key, value instanceof Duration duration ? Units.format(duration) : value);
        }
        return this;
    }

    /** Writes a mapping unless it is empty. */
    @CanIgnoreReturnValue
    public Tree putSome(String key, Tree tree) {
        if (!tree.members.isEmpty()) {
            members.put(key, tree.members);
        }
        return this;
    }

    /** Writes a list unless it is empty. */
    @CanIgnoreReturnValue
    public Tree putSome(String key, List<?> list) {
        if (!list.isEmpty()) {
            members.put(key, list);
        }
        return this;
    }
}
