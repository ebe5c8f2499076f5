package io.teal.benchmarks.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a user makes of a complete response to a streamed question. Statuses alone say little: a 200 can be a failure. */
final class Verdict {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final String DATA = "data:";
    /** Every simulated answer ends with the name of its instance in such brackets. */
    private static final String LAST_WORDS = "）。";

    private Verdict() {}

    static Ending of(Reply reply) {
        return switch (reply.status()) {
            case 200 -> answer(reply);
            case 429 -> refusal(reply, true);
            case 503 -> refusal(reply, "queue_timeout".equals(errorType(reply)));
            default -> new Ending.Failed("status " + reply.status());
        };
    }

    private static Ending answer(Reply reply) {
        String type = reply.field("content-type");
        if (type == null || !type.startsWith("text/event-stream")) {
            return new Ending.Failed("no event stream");
        }
        StringBuilder text = new StringBuilder();
        for (String line : reply.body().lines().toList()) {
            if (!line.startsWith(DATA)) {
                continue;
            }
            JsonNode event = parsed(line.substring(DATA.length()));
            if (event == null || event.has("error")) {
                return new Ending.Failed("error event");
            }
            text.append(event.at("/choices/0/delta/content").asText(""));
        }
        if (text.isEmpty()) {
            return new Ending.Failed("empty answer");
        }
        return text.toString().endsWith(LAST_WORDS) ? new Ending.Whole() : new Ending.Failed("half an answer");
    }

    /** A refusal counts as one when it says when to come back, and is of the agreed kind. */
    private static Ending refusal(Reply reply, boolean agreed) {
        String seconds = reply.field("retry-after");
        if (!agreed || seconds == null || !seconds.matches("[0-9]{1,5}")) {
            return new Ending.Failed("status " + reply.status() + (seconds == null ? " without Retry-After" : ""));
        }
        return new Ending.Refused(Duration.ofSeconds(Integer.parseInt(seconds)));
    }

    private static String errorType(Reply reply) {
        JsonNode body = parsed(reply.body());
        return body == null ? "" : body.at("/error/type").asText("");
    }

    private static @Nullable JsonNode parsed(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
