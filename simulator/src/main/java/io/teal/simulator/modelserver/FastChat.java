package io.teal.simulator.modelserver;

import io.teal.simulator.answer.WhenLeft;
import io.teal.simulator.api.Framing;
import io.teal.simulator.api.PythonJson;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** FastChat's OpenAI server: JSON with spaces in streams, numbered errors, none of which aborts the worker. */
record FastChat() implements Dialect {
    private static final int INTERNAL = 50001;
    private static final int OUT_OF_MEMORY = 50002;
    private static final int OVERLOADED = 42903;
    private static final int INVALID_MODEL = 40301;
    private static final int INVALID_TYPE = 40001;
    private static final String TRAFFIC =
            "**NETWORK ERROR DUE TO HIGH TRAFFIC. PLEASE REGENERATE OR REFRESH THIS PAGE.**";

    @Override
    public Framing framing() {
        return Framing.STREAMING_RESPONSE;
    }

    @Override
    public WhenLeft whenLeft(boolean stream) {
        return WhenLeft.IGNORE;
    }

    @Override
    public String newId() {
        return "chatcmpl-" + UUID.randomUUID().toString().replace("-", "").substring(0, 22);
    }

    @Override
    public String role(Reply reply) {
        return chunk(reply, PythonJson.object("role", "assistant"));
    }

    @Override
    public boolean roleAtOnce() {
        return true;
    }

    @Override
    public String token(Reply reply, String token) {
        return chunk(reply, PythonJson.object("content", token));
    }

    /** The one chunk that has all fields but those that are null. */
    @Override
    public String finish(Reply reply) {
        return PythonJson.spaced(PythonJson.object(
                "id", reply.id(),
                "object", "chat.completion.chunk",
                "created", reply.created(),
                "model", reply.model(),
                "choices",
                        List.of(PythonJson.object("index", 0, "delta", PythonJson.object(), "finish_reason", "stop"))));
    }

    @Override
    public @Nullable String usage(Reply reply) {
        return null;
    }

    @Override
    public String whole(Reply reply, String content) {
        return PythonJson.compact(PythonJson.object(
                "id", reply.id(),
                "object", "chat.completion",
                "created", reply.created(),
                "model", reply.model(),
                "choices",
                        List.of(PythonJson.object(
                                "index",
                                0,
                                "message",
                                PythonJson.object("role", "assistant", "content", content),
                                "finish_reason",
                                "stop")),
                "usage", reply.counts()));
    }

    @Override
    public String model(String name, long created) {
        return PythonJson.compact(PythonJson.object(
                "id",
                name,
                "object",
                "model",
                "created",
                created,
                "owned_by",
                "fastchat",
                "root",
                name,
                "parent",
                null,
                "permission",
                List.of()));
    }

    @Override
    public Failure memory() {
        return failure(TRAFFIC + "\n\n(" + MEMORY + ")", OUT_OF_MEMORY);
    }

    /** Overload has a number of its own and no status. */
    @Override
    public Failure busy(int code) {
        return failure(TRAFFIC, OVERLOADED);
    }

    @Override
    public Failure error(String text) {
        return failure(text, INTERNAL);
    }

    @Override
    public Failure unknownModel(String name) {
        return early("Only qwen2-instruct&&glm4-chat allowed now, your model " + name, INVALID_MODEL);
    }

    @Override
    public Failure invalid(String text) {
        return early(text, INVALID_TYPE);
    }

    @Override
    public boolean doneAfterError() {
        return true;
    }

    private static Failure failure(String text, int code) {
        return Failure.inStream(
                400, body(text, code), PythonJson.spaced(PythonJson.object("text", text, "error_code", code)));
    }

    private static Failure early(String text, int code) {
        return Failure.early(400, body(text, code));
    }

    private static String body(String text, int code) {
        return PythonJson.compact(PythonJson.object("object", "error", "message", text, "code", code));
    }

    private static String chunk(Reply reply, Object delta) {
        return PythonJson.spaced(PythonJson.object(
                "id", reply.id(),
                "model", reply.model(),
                "choices", List.of(PythonJson.object("index", 0, "delta", delta, "finish_reason", null))));
    }
}
