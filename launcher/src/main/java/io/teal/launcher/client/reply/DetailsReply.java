package io.teal.launcher.client.reply;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A reply that is only shown.
 *
 * @param values texts, numbers, truth values, null, maps and lists of these, in the order they were sent
 */
public record DetailsReply(Map<String, @Nullable Object> values) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public DetailsReply {}
}
