package io.teal.simulator.modelserver;

import io.teal.simulator.answer.WhenLeft;
import io.teal.simulator.api.Framing;
import io.teal.simulator.api.PythonJson;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Xinference: JSON with spaces in streams, errors as details, no end mark after an error. */
record Xinference() implements Dialect {
    private static final String ACTOR = "[address=0.0.0.0:45831, pid=1234] ";
    private static final int LOADING_SECONDS = 30;

    @Override
    public Framing framing() {
        return Framing.SSE_STARLETTE;
    }

    @Override
    public WhenLeft whenLeft(boolean stream) {
        return stream ? WhenLeft.STOP : WhenLeft.IGNORE;
    }

    @Override
    public String newId() {
        return "chat" + UUID.randomUUID();
    }

    @Override
    public String role(Reply reply) {
        return chunk(reply, PythonJson.object("role", "assistant", "content", ""), null);
    }

    @Override
    public boolean roleAtOnce() {
        return false;
    }

    @Override
    public String token(Reply reply, String token) {
        return chunk(reply, PythonJson.object("content", token), null);
    }

    @Override
    public String finish(Reply reply) {
        return chunk(reply, PythonJson.object("content", ""), "stop");
    }

    @Override
    public String usage(Reply reply) {
        Map<String, @Nullable Object> chunk = start(reply, "chat.completion.chunk");
        chunk.put("choices", List.of());
        chunk.put("usage", reply.counts());
        return PythonJson.spaced(chunk);
    }

    @Override
    public String whole(Reply reply, String content) {
        Map<String, @Nullable Object> whole = start(reply, "chat.completion");
        whole.put(
                "choices",
                List.of(PythonJson.object(
                        "index",
                        0,
                        "message",
                        PythonJson.object("role", "assistant", "content", content),
                        "finish_reason",
                        "stop")));
        whole.put("usage", reply.counts());
        return PythonJson.compact(whole);
    }

    @Override
    public String model(String name, long created) {
        return PythonJson.compact(PythonJson.object(
                "id",
                name,
                "object",
                "model",
                "created",
                0,
                "owned_by",
                "xinference",
                "model_type",
                "LLM",
                "address",
                "0.0.0.0:45831",
                "accelerators",
                List.of("0"),
                "model_name",
                name,
                "replica",
                1));
    }

    @Override
    public Failure memory() {
        return error(ACTOR + "CUDA out of memory. Tried to allocate 2.00 GiB");
    }

    /** Too many calls are found out inside of a stream; a model that is being loaded (503) before it. */
    @Override
    public Failure busy(int code) {
        if (code == 503) {
            String body = detail("Model is still loading, please try again later");
            return new Failure(503, body, body, true, OptionalInt.of(LOADING_SECONDS));
        }
        String text = ACTOR + "Rate limit reached for the model. Request limit 5 for the model: qwen2-instruct";
        return Failure.inStream(429, detail(text), event("429: " + text));
    }

    @Override
    public Failure error(String text) {
        return Failure.inStream(500, detail(text), event(text));
    }

    @Override
    public Failure unknownModel(String name) {
        return Failure.early(400, detail("Model not found in the model list, uid: " + name));
    }

    @Override
    public Failure invalid(String text) {
        return Failure.early(400, detail(text));
    }

    @Override
    public boolean doneAfterError() {
        return false;
    }

    private static String detail(String text) {
        return PythonJson.compact(PythonJson.object("detail", text));
    }

    private static String event(String text) {
        return PythonJson.escaped(PythonJson.object("error", text));
    }

    private static String chunk(Reply reply, Object delta, @Nullable String finish) {
        Map<String, @Nullable Object> chunk = start(reply, "chat.completion.chunk");
        chunk.put("choices", List.of(PythonJson.object("index", 0, "delta", delta, "finish_reason", finish)));
        return PythonJson.spaced(chunk);
    }

    private static Map<String, @Nullable Object> start(Reply reply, String object) {
        return PythonJson.object(
                "id", reply.id(), "model", reply.model(), "object", object, "created", reply.created());
    }
}
