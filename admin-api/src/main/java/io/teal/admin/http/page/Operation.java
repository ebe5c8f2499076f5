package io.teal.admin.http.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One call of a document.
 *
 * @param id its operationId, by which others link to it
 * @param method in capital letters
 * @param path with parameters in braces
 * @param parameters those of its path too, references followed
 * @param model all that the document says of it
 */
record Operation(String id, String method, String path, List<JsonNode> parameters, JsonNode model) {
    /** The page shows the role beside the summary, which needs not say it once more. */
    private static final Pattern ROLE = Pattern.compile("\\s+(?:Role [a-z]+|For everybody)\\.\\s*$");

    /** What it does, in a line. */
    String summary() {
        return ROLE.matcher(model.path("summary").asText()).replaceFirst("");
    }

    String description() {
        return model.path("description").asText();
    }

    /** The least role that may call it; empty when it is open to everybody. */
    String role() {
        return model.path("x-teal-role").asText();
    }

    boolean has(String in, String name) {
        for (JsonNode parameter : parameters) {
            if (parameter.path("in").asText().equals(in)
                    && parameter.path("name").asText().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
