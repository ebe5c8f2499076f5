package io.teal.admin.http.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A command for a shell that makes a call. It has what the call cannot do without, and rehearses what can be rehearsed: nobody
 * changes a gateway by trying a line from its documentation.
 */
final class Curl {
    /** The parameter that makes a rehearsal of a call. */
    static final String REHEARSAL = "dry_run";

    private final Document document;
    private final Sample sample;

    Curl(Document document) {
        this.document = document;
        this.sample = new Sample(document);
    }

    String of(Operation operation) {
        List<String> words = new ArrayList<>();
        String address = quoted(address(operation));
        words.add(
                operation.method().equals("GET")
                        ? "curl " + address
                        : "curl -X %s %s".formatted(operation.method(), address));
        if (!operation.role().isEmpty()) {
            // In double quotes: the shell puts in the token.
            words.add("-H \"Authorization: Bearer $TEAL_TOKEN\"");
        }
        for (JsonNode parameter : operation.parameters()) {
            if (isIn(parameter, "header") && parameter.path("required").asBoolean()) {
                words.add("-H " + quoted(name(parameter) + ": " + header(operation, parameter)));
            }
        }
        body(operation, words);
        return String.join(" \\\n  ", words);
    }

    private String header(Operation operation, JsonNode parameter) {
        // A rehearsal is for whatever is in effect now.
        return name(parameter).equals("If-Match") && operation.has("query", REHEARSAL) ? "*" : value(parameter);
    }

    private void body(Operation operation, List<String> words) {
        JsonNode body = document.followed(operation.model().path("requestBody"));
        for (String type : (Iterable<String>) body.path("content")::fieldNames) {
            JsonNode content = body.path("content").get(type);
            JsonNode given = Sample.given(content);
            JsonNode value = given.isMissingNode() ? sample.of(content.path("schema"), "body") : given;
            if (body.path("required").asBoolean() || !value.isEmpty()) {
                words.add("-H " + quoted("Content-Type: " + type));
                words.add("--data " + quoted(value.isTextual() ? value.asText() : value.toString()));
            }
            return;
        }
    }

    private String address(Operation operation) {
        String path = operation.path();
        StringBuilder query = new StringBuilder();
        for (JsonNode parameter : operation.parameters()) {
            boolean rehearsal = name(parameter).equals(REHEARSAL);
            if (isIn(parameter, "path")) {
                path = path.replace(
                        "{" + name(parameter) + "}", encoded(value(parameter)).replace("%3A", ":"));
            } else if (isIn(parameter, "query")
                    && (rehearsal || parameter.path("required").asBoolean())) {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(encoded(name(parameter)))
                        .append('=')
                        .append(rehearsal ? "true" : encoded(value(parameter)));
            }
        }
        return document.server() + path + query;
    }

    private String value(JsonNode parameter) {
        JsonNode given = Sample.given(parameter);
        return (given.isMissingNode() ? sample.of(parameter.path("schema"), name(parameter)) : given).asText();
    }

    private static String name(JsonNode parameter) {
        return parameter.path("name").asText();
    }

    private static boolean isIn(JsonNode parameter, String place) {
        return parameter.path("in").asText().equals(place);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
