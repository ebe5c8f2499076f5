package io.teal.admin.http.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.teal.admin.http.Json;
import io.teal.gateway.config.RoutingText;
import io.teal.gateway.routing.Routing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How two routings differ. Members of lists are recognised by their {@code name} or {@code address}, so one more route is one
 * addition wherever it stands; another order of what is in both is a change of the list itself. Lists of anything else differ
 * as a whole.
 */
public final class Difference {
    private static final List<String> NAMES = List.of("name", "address");

    private final ArrayNode changes = Json.object().arrayNode();

    private Difference() {}

    /** The changes from one routing to another, in the order of the first and then of what the second has more. */
    public static ArrayNode of(Routing before, Routing after) {
        return of(Json.ours(RoutingText.toJson(before)), Json.ours(RoutingText.toJson(after)));
    }

    /** The changes from one JSON value to another. */
    static ArrayNode of(JsonNode before, JsonNode after) {
        Difference difference = new Difference();
        difference.compare("", before, after);
        return difference.changes;
    }

    private void compare(String path, JsonNode before, JsonNode after) {
        if (before.equals(after)) {
            return;
        }
        if (before instanceof ObjectNode one && after instanceof ObjectNode other) {
            compareMembers(path, members(one), members(other));
            return;
        }
        if (before instanceof ArrayNode one && after instanceof ArrayNode other) {
            SequencedMap<String, JsonNode> named = named(one);
            SequencedMap<String, JsonNode> otherNamed = named(other);
            if (named != null && otherNamed != null) {
                compareMembers(path, named, otherNamed);
                compareOrder(path, named.keySet(), otherNamed.keySet());
                return;
            }
        }
        report(path, "changed", before, after);
    }

    private void compareMembers(String path, Map<String, JsonNode> before, Map<String, JsonNode> after) {
        for (Map.Entry<String, JsonNode> member : before.entrySet()) {
            String at = at(path, member.getKey());
            JsonNode other = after.get(member.getKey());
            if (other == null) {
                report(at, "removed", member.getValue(), null);
            } else {
                compare(at, member.getValue(), other);
            }
        }
        for (Map.Entry<String, JsonNode> member : after.entrySet()) {
            if (!before.containsKey(member.getKey())) {
                report(at(path, member.getKey()), "added", null, member.getValue());
            }
        }
    }

    private void compareOrder(String path, Set<String> before, Set<String> after) {
        List<String> was = common(before, after);
        List<String> is = common(after, before);
        if (!was.equals(is)) {
            report(path, "changed", texts(was), texts(is));
        }
    }

    private static List<String> common(Set<String> names, Set<String> others) {
        Set<String> common = new LinkedHashSet<>(names);
        var unused = common.retainAll(others);
        return new ArrayList<>(common);
    }

    private static ArrayNode texts(List<String> names) {
        ArrayNode texts = Json.object().arrayNode();
        names.forEach(texts::add);
        return texts;
    }

    private static SequencedMap<String, JsonNode> members(ObjectNode object) {
        SequencedMap<String, JsonNode> members = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            members.put(member.getKey(), member.getValue());
        }
        return members;
    }

    /** The members of a list by their names, or null when one has none or two have the same. */
    private static @Nullable SequencedMap<String, JsonNode> named(ArrayNode list) {
        SequencedMap<String, JsonNode> named = new LinkedHashMap<>();
        for (JsonNode element : list) {
            String name = name(element);
            if (name == null || named.put(name, element) != null) {
                return null;
            }
        }
        return named;
    }

    private static @Nullable String name(JsonNode element) {
        if (element instanceof TextNode text) {
            return text.textValue();
        }
        for (String key : NAMES) {
            if (element.path(key).isTextual()) {
                return element.path(key).textValue();
            }
        }
        return null;
    }

    private void report(String path, String kind, @Nullable JsonNode before, @Nullable JsonNode after) {
        ObjectNode change = changes.addObject().put("path", path).put("change", kind);
        if (before != null) {
            JsonNode unused = change.set("before", before);
        }
        if (after != null) {
            JsonNode unused = change.set("after", after);
        }
    }

    private static String at(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
