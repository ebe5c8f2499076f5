package io.teal.admin.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.teal.gateway.routing.Revision;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A response.
 *
 * @param status of it
 * @param type media type of the body
 * @param body its bytes
 * @param headers further fields
 * @param feed what the body goes on with; null when it has an end
 */
public record Answer(
        int status, String type, Buffer body, Map<String, String> headers, EventStream.@Nullable Feed feed) {
    public static final String JSON = "application/json";
    public static final String MERGE_PATCH = "application/merge-patch+json";
    public static final String YAML = "application/yaml";
    public static final String HTML = "text/html; charset=utf-8";
    private static final String EVENTS = "text/event-stream";

    Answer(int status, String type, Buffer body, Map<String, String> headers) {
        this(status, type, body, headers, null);
    }

    public static Answer json(JsonNode body) {
        return new Answer(200, JSON, Json.bytes(body), Map.of());
    }

    public static Answer text(String type, String body) {
        return new Answer(200, type, Buffer.buffer(body.getBytes(StandardCharsets.UTF_8)), Map.of());
    }

    /** Events, as long as the client listens. */
    public static Answer events(EventStream.Feed feed) {
        return new Answer(200, EVENTS, Buffer.buffer(), Map.of(), feed);
    }

    public Answer withStatus(int other) {
        return new Answer(other, type, body, headers, feed);
    }

    /** The same with this one further field. */
    public Answer with(String name, String value) {
        return new Answer(status, type, body, Map.of(name, value), feed);
    }

    /** The revision it is marked with; 0 for none. */
    long revision() {
        return Long.parseLong(headers.getOrDefault("X-Teal-Revision", "0"));
    }

    /** The same, marked as the state of a revision. */
    public Answer of(Revision revision) {
        return new Answer(
                status,
                type,
                body,
                Map.of(
                        "ETag", IfMatch.tag(revision.number()),
                        "X-Teal-Revision", Long.toString(revision.number()),
                        "Vary", "Accept"),
                feed);
    }
}
