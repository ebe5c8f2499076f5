package io.teal.simulator.modelserver;

import io.teal.simulator.api.PythonJson;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One answer on its way.
 *
 * @param id in the form of the server
 * @param usage whether the client wants the numbers of tokens at the end of its stream
 */
record Reply(String id, long created, String model, String query, List<String> tokens, boolean usage) {
    /** The numbers of tokens. */
    Map<String, @Nullable Object> counts() {
        int prompt = query.length() + 8;
        return PythonJson.object(
                "prompt_tokens", prompt, "total_tokens", prompt + tokens.size(), "completion_tokens", tokens.size());
    }
}
