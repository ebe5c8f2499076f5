package io.teal.gateway.replay;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The two forms of an answer. What cannot be told in the other one stays as it is. */
final class Forms {
    static final String JSON = "application/json";

    private Forms() {}

    /** The answer as a client gets it that asked for a stream. */
    static StoredAnswer stream(StoredAnswer answer) {
        StoredAnswer made =
                switch (answer.shape()) {
                    case KB_CHAT -> answer.streamed() ? null : KbChatForms.stream(answer);
                    case OLD_CHAT -> answer.streamed() ? OldChatForms.stream(answer) : null;
                    case THROUGH_CHATCHAT, MODEL_SERVER -> answer.streamed() ? null : CompletionForms.stream(answer);
                };
        return made == null ? answer : made;
    }

    /** The answer as a client gets it that asked for no stream. */
    static StoredAnswer whole(StoredAnswer answer) {
        StoredAnswer made =
                switch (answer.shape()) {
                    case KB_CHAT -> answer.streamed() ? KbChatForms.whole(answer) : null;
                    case OLD_CHAT -> answer.streamed() ? OldChatForms.whole(answer) : null;
                    case THROUGH_CHATCHAT, MODEL_SERVER -> answer.streamed() ? CompletionForms.whole(answer) : null;
                };
        return made == null ? answer : made;
    }

    /** An answer in one body. */
    static StoredAnswer body(StoredAnswer of, String json) {
        return StoredAnswer.ofWhole(of.shape(), JSON, json.getBytes(StandardCharsets.UTF_8));
    }

    /** An event stream of these data. */
    static StoredAnswer events(StoredAnswer of, String contentType, String lineEnd, List<String> data) {
        List<byte[]> events = new ArrayList<>(data.size());
        for (String one : data) {
            StringBuilder event = new StringBuilder(one.length() + 16);
            // JSON that came with line ends in it.
            one.lines().forEach(line -> event.append("data: ").append(line).append(lineEnd));
            events.add(event.append(lineEnd).toString().getBytes(StandardCharsets.UTF_8));
        }
        return StoredAnswer.ofEvents(of.shape(), contentType, events);
    }

    /** Appends the JSON of a value, or null. */
    static void value(StringBuilder out, @Nullable String json) {
        out.append(json == null ? "null" : json);
    }
}
