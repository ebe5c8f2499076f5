package io.teal.gateway.replay;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

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
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return body.length > StoredAnswer.MOST ? of : StoredAnswer.ofWhole(of.shape(), JSON, body);
    }

    /** An event stream of these data. */
    static StoredAnswer events(StoredAnswer of, String contentType, String lineEnd, List<String> data) {
        List<byte[]> events = new ArrayList<>(data.size());
        long length = 0;
        for (String one : data) {
            // Only between its tokens JSON can have line ends, and there a space does as well.
            String line = one.replace('\n', ' ').replace('\r', ' ');
            byte[] bytes = ("data: " + line + lineEnd + lineEnd).getBytes(StandardCharsets.UTF_8);
            length += bytes.length;
            events.add(bytes);
        }
        if (length > StoredAnswer.MOST) {
            return of;
        }
        return StoredAnswer.ofEvents(of.shape(), contentType, events);
    }
}
