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
        return StoredAnswer.ofWhole(of.shape(), JSON, json.getBytes(StandardCharsets.UTF_8));
    }

    /** An event stream of these data. */
    static StoredAnswer events(StoredAnswer of, String contentType, String lineEnd, List<String> data) {
        List<byte[]> events = new ArrayList<>(data.size());
        for (String one : data) {
            StringBuilder event = new StringBuilder(one.length() + 16);
            int at = 0;
            // JSON may have come with line ends in it.
            for (int end = one.indexOf('\n'); end >= 0; end = one.indexOf('\n', at)) {
                line(event, one, at, end, lineEnd);
                at = end + 1;
            }
            line(event, one, at, one.length(), lineEnd);
            events.add(event.append(lineEnd).toString().getBytes(StandardCharsets.UTF_8));
        }
        return StoredAnswer.ofEvents(of.shape(), contentType, events);
    }

    private static void line(StringBuilder event, String data, int from, int to, String lineEnd) {
        boolean cr = to > from && data.charAt(to - 1) == '\r';
        event.append("data: ").append(data, from, cr ? to - 1 : to).append(lineEnd);
    }
}
