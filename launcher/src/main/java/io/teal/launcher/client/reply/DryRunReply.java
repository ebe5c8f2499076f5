package io.teal.launcher.client.reply;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would become of a change, or the difference between two revisions.
 *
 * @param valid whether it would be accepted
 * @param problems why not
 * @param warnings what is odd about it
 * @param changes what is different
 */
public record DryRunReply(boolean valid, List<Problem> problems, List<String> warnings, List<ChangeReply> changes) {
    public DryRunReply {
        problems = Texts.orEmpty(problems);
        warnings = Texts.orEmpty(warnings);
        changes = Texts.orEmpty(changes);
    }

    /**
     * A place that is different.
     *
     * @param path {@code services.chat.traffic.split.green}
     * @param change what is different: something was added, removed or changed
     * @param before what stands there; null where nothing does
     * @param after what would
     */
    public record ChangeReply(
            String path,
            String change,
            @Nullable JsonNode before,
            @Nullable JsonNode after) {
        public ChangeReply {
            path = Texts.orEmpty(path);
            change = Texts.orEmpty(change);
        }

        /** What stands there, for people. */
        public String was() {
            return text(before);
        }

        /** What would stand there, for people. */
        public String becomes() {
            return text(after);
        }

        private static String text(@Nullable JsonNode value) {
            return value == null ? "" : value.isTextual() ? value.textValue() : value.toString();
        }
    }
}
