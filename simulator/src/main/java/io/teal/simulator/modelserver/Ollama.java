package io.teal.simulator.modelserver;

import io.teal.simulator.answer.WhenLeft;
import io.teal.simulator.api.Framing;
import io.teal.simulator.api.PythonJson;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Ollama: the role in every chunk, whole answers that end with a line feed, a full queue told by 503. */
record Ollama() implements Dialect {
    private static final String QUEUE = "server busy, please try again.  maximum pending requests exceeded";

    @Override
    public Framing framing() {
        return Framing.FIRST_WRITE;
    }

    @Override
    public WhenLeft whenLeft(boolean stream) {
        return WhenLeft.STOP;
    }

    @Override
    public String newId() {
        return "chatcmpl-" + ThreadLocalRandom.current().nextInt(999);
    }

    @Override
    public @Nullable String role(Reply reply) {
        return null;
    }

    @Override
    public boolean roleAtOnce() {
        return false;
    }

    @Override
    public String token(Reply reply, String token) {
        return chunk(reply, token, null);
    }

    @Override
    public String finish(Reply reply) {
        return chunk(reply, "", "stop");
    }

    @Override
    public String usage(Reply reply) {
        Map<String, @Nullable Object> chunk = start(reply, "chat.completion.chunk");
        chunk.put("choices", List.of());
        chunk.put("usage", reply.counts());
        return PythonJson.compact(chunk);
    }

    @Override
    public String whole(Reply reply, String content) {
        Map<String, @Nullable Object> whole = start(reply, "chat.completion");
        whole.put(
                "choices",
                List.of(PythonJson.object("index", 0, "message", message(content), "finish_reason", "stop")));
        whole.put("usage", reply.counts());
        return PythonJson.compact(whole) + "\n";
    }

    @Override
    public String model(String name, long created) {
        return PythonJson.compact(
                PythonJson.object("id", name, "object", "model", "created", created, "owned_by", "library"));
    }

    @Override
    public Failure memory() {
        return error("an error was encountered while running the model: " + MEMORY);
    }

    @Override
    public Failure busy(int code) {
        int status = code == 0 ? 503 : code;
        return Failure.early(status, failure(QUEUE, "api_error") + "\n");
    }

    /** A stream that has not begun still has its status to tell. */
    @Override
    public Failure error(String text) {
        String event = failure(text, "api_error");
        return Failure.inStream(500, event + "\n", event);
    }

    @Override
    public Failure unknownModel(String name) {
        return Failure.early(404, failure("model '" + name + "' not found", "not_found_error") + "\n");
    }

    @Override
    public Failure invalid(String text) {
        return Failure.early(400, failure(text, "invalid_request_error"));
    }

    @Override
    public boolean doneAfterError() {
        return false;
    }

    private static String failure(String message, String type) {
        return PythonJson.compact(PythonJson.object(
                "error", PythonJson.object("message", message, "type", type, "param", null, "code", null)));
    }

    private static String chunk(Reply reply, String content, @Nullable String finish) {
        Map<String, @Nullable Object> chunk = start(reply, "chat.completion.chunk");
        chunk.put(
                "choices", List.of(PythonJson.object("index", 0, "delta", message(content), "finish_reason", finish)));
        return PythonJson.compact(chunk);
    }

    private static Map<String, @Nullable Object> message(String content) {
        return PythonJson.object("role", "assistant", "content", content);
    }

    private static Map<String, @Nullable Object> start(Reply reply, String object) {
        return PythonJson.object(
                "id", reply.id(),
                "object", object,
                "created", reply.created(),
                "model", reply.model(),
                "system_fingerprint", "fp_ollama");
    }
}
