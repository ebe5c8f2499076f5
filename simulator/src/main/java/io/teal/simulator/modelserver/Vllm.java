package io.teal.simulator.modelserver;

import io.teal.simulator.answer.WhenLeft;
import io.teal.simulator.api.Framing;
import io.teal.simulator.api.PythonJson;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** vLLM: compact JSON without the fields that are not set, errors as objects. */
record Vllm() implements Dialect {
    @Override
    public Framing framing() {
        return Framing.STREAMING_RESPONSE;
    }

    @Override
    public WhenLeft whenLeft(boolean stream) {
        return WhenLeft.STOP;
    }

    @Override
    public String newId() {
        return "chatcmpl-" + UUID.randomUUID().toString().replace("-", "");
    }

    @Override
    public String role(Reply reply) {
        return chunk(reply, choice(PythonJson.object("role", "assistant", "content", ""), null));
    }

    @Override
    public boolean roleAtOnce() {
        return false;
    }

    @Override
    public String token(Reply reply, String token) {
        return chunk(reply, choice(PythonJson.object("content", token), null));
    }

    @Override
    public String finish(Reply reply) {
        Map<String, @Nullable Object> choice = choice(PythonJson.object("content", ""), "stop");
        choice.put("stop_reason", null);
        return chunk(reply, choice);
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
                List.of(PythonJson.object(
                        "index",
                        0,
                        "message",
                        PythonJson.object(
                                "role",
                                "assistant",
                                "reasoning_content",
                                null,
                                "content",
                                content,
                                "tool_calls",
                                List.of()),
                        "logprobs",
                        null,
                        "finish_reason",
                        "stop",
                        "stop_reason",
                        null)));
        Map<String, @Nullable Object> usage = reply.counts();
        usage.put("prompt_tokens_details", null);
        whole.put("usage", usage);
        whole.put("prompt_logprobs", null);
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
                created,
                "owned_by",
                "vllm",
                "root",
                name,
                "parent",
                null,
                "max_model_len",
                32768));
    }

    @Override
    public Failure memory() {
        return error(MEMORY);
    }

    /** vLLM queues without limit by itself; what stands in front of it may not. */
    @Override
    public Failure busy(int code) {
        int status = code == 0 ? 503 : code;
        return Failure.early(
                status,
                failure(
                        "The server is overloaded. Please try again later.",
                        status == 429 ? "TooManyRequestsError" : "ServiceUnavailableError",
                        null,
                        status));
    }

    @Override
    public Failure error(String text) {
        String body = failure(text, "InternalServerError", null, 500);
        return Failure.inStream(500, body, body);
    }

    @Override
    public Failure unknownModel(String name) {
        return Failure.early(404, failure("The model `" + name + "` does not exist.", "NotFoundError", "model", 404));
    }

    @Override
    public Failure invalid(String text) {
        return Failure.early(400, failure(text, "BadRequestError", null, 400));
    }

    @Override
    public boolean doneAfterError() {
        return true;
    }

    private static String failure(String message, String type, @Nullable String param, int code) {
        return PythonJson.compact(PythonJson.object(
                "error", PythonJson.object("message", message, "type", type, "param", param, "code", code)));
    }

    private static String chunk(Reply reply, Map<String, @Nullable Object> choice) {
        Map<String, @Nullable Object> chunk = start(reply, "chat.completion.chunk");
        chunk.put("choices", List.of(choice));
        return PythonJson.compact(chunk);
    }

    private static Map<String, @Nullable Object> choice(Object delta, @Nullable String finish) {
        return PythonJson.object("index", 0, "delta", delta, "logprobs", null, "finish_reason", finish);
    }

    private static Map<String, @Nullable Object> start(Reply reply, String object) {
        return PythonJson.object(
                "id", reply.id(), "object", object, "created", reply.created(), "model", reply.model());
    }
}
