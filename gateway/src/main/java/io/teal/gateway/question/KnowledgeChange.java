package io.teal.gateway.question;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.teal.gateway.routing.Policies.Dialect;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A request that changes what a knowledge base knows. */
public final class KnowledgeChange {
    private static final String NAME = "knowledge_base_name";

    private KnowledgeChange() {}

    /**
     * The change that a request makes, or null when it makes none.
     *
     * @param path the target without its query, as the server sees it; only its end counts
     */
    public static @Nullable KnowledgeChange of(Dialect dialect, String method, String path) {
        if (dialect != Dialect.CHATCHAT || !method.equals("POST")) {
            return null;
        }
        String decoded = Endpoint.withoutSlashes(Endpoint.decoded(path));
        int last = decoded.lastIndexOf('/');
        if (last < 0) {
            return null;
        }
        String place = decoded.substring(0, last);
        boolean change =
                switch (decoded.substring(last + 1)) {
                    case "create_knowledge_base",
                            "delete_knowledge_base",
                            "upload_docs",
                            "update_docs",
                            "update_docs_by_id",
                            "delete_docs",
                            "recreate_vector_store",
                            "update_info" -> place.endsWith("/knowledge_base");
                    default -> place.endsWith("/knowledge_base/kb_summary_api");
                };
        return change ? new KnowledgeChange() : null;
    }

    /**
     * The base that is changed, as it is named in the body; empty when that cannot be told, and then it may be any.
     *
     * @param contentType of the request, or null when it has none
     * @param beginning of the body, or all of it
     */
    public String base(@Nullable String contentType, byte[] beginning) {
        if (contentType != null && contentType.regionMatches(true, 0, "multipart/", 0, "multipart/".length())) {
            return Multipart.value(contentType, beginning, NAME);
        }
        String found = "";
        try (JsonParser parser = Json.FACTORY.createParser(beginning)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.VALUE_STRING) {
                return parser.getText();
            }
            if (first != JsonToken.START_OBJECT) {
                return "";
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (name.equals(NAME)) {
                    found = value == JsonToken.VALUE_STRING ? parser.getText() : "";
                }
                var unused = parser.skipChildren();
            }
        } catch (IOException e) {
            // Cut off: what was found up to there holds.
            return found;
        }
        return found;
    }
}
