package io.teal.simulator.chat;

import io.teal.simulator.api.PythonJson;
import io.teal.simulator.fault.FaultSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The JSON of Chatchat's {@code OpenAIBaseOutput}: no index, no finish reason, the role outside of the delta. */
final class ChunkText {
    private final @Nullable String model;
    private final FaultSet faults;

    ChunkText(@Nullable String model, FaultSet faults) {
        this.model = model;
        this.faults = faults;
    }

    /** The chunk that carries the documents, or a token when {@code docs} is null. Each has an id of its own. */
    String chunk(String content, @Nullable List<String> docs) {
        Map<String, @Nullable Object> chunk = start("chat.completion.chunk", model);
        if (docs != null) {
            chunk.put("docs", docs);
        }
        chunk.put(
                "choices",
                List.of(PythonJson.object(
                        "delta", PythonJson.object("content", content, "tool_calls", List.of()), "role", "assistant")));
        return PythonJson.spaced(chunk);
    }

    /** The whole answer of a call that is not streamed. */
    String whole(String content) {
        Map<String, @Nullable Object> whole = start("chat.completion", model);
        whole.put("choices", List.of(PythonJson.object("message", message(content, null))));
        return PythonJson.spaced(whole);
    }

    /** The one event of a retrieval without an answer. */
    String direct(List<String> docs) {
        Map<String, @Nullable Object> direct = start("chat.completion", null);
        direct.put("docs", docs);
        direct.put("choices", List.of(PythonJson.object("message", message("", "stop"))));
        return PythonJson.spaced(direct);
    }

    /** A new id in Chatchat's form. */
    static String newId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (random.nextLong() & ~0xf000L) | 0x4000L;
        long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return "chat" + new UUID(high, low);
    }

    private Map<String, @Nullable Object> start(String object, @Nullable String shownModel) {
        return PythonJson.object(
                "id",
                newId(),
                "object",
                object,
                "model",
                shownModel,
                "created",
                faults.clock(),
                "status",
                null,
                "message_type",
                1,
                "message_id",
                null,
                "is_ref",
                false);
    }

    private static Map<String, @Nullable Object> message(String content, @Nullable String finish) {
        return PythonJson.object(
                "role", "assistant", "content", content, "finish_reason", finish, "tool_calls", List.of());
    }
}
