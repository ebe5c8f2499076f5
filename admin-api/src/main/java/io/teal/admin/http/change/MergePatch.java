package io.teal.admin.http.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.teal.admin.http.Json;
import java.util.Map;

/** Merge patches (RFC 7396): members replace members, null takes them away, lists are replaced as a whole. */
public final class MergePatch {
    private MergePatch() {}

    /**
     * What a patch makes of something.
     *
     * @param target is left as it is
     * @param patch an object describes a change, anything else takes the place of the target
     */
    public static JsonNode apply(JsonNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            return patch;
        }
        ObjectNode result = target instanceof ObjectNode object ? Json.object().setAll(object) : Json.object();
        for (Map.Entry<String, JsonNode> change : changes.properties()) {
            String key = change.getKey();
            if (change.getValue().isNull()) {
                JsonNode unused = result.remove(key);
            } else {
                JsonNode unused = result.set(key, apply(result.path(key), change.getValue()));
            }
        }
        return result;
    }
}
