package io.teal.simulator.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.teal.simulator.answer.Prompt;
import io.teal.simulator.answer.StreamSink;
import io.teal.simulator.answer.WhenLeft;
import io.teal.simulator.answer.WholeSink;
import io.teal.simulator.api.Bodies;
import io.teal.simulator.api.EventStream;
import io.teal.simulator.api.Fields;
import io.teal.simulator.api.PythonJson;
import io.teal.simulator.api.Replies;
import io.teal.simulator.fault.Fault;
import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.pace.Work;
import io.teal.simulator.wire.Exchange;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The passthrough to the model server: compact JSON with its nulls, one id for a whole stream, a finish reason, no end
 * mark. A client that leaves a stream stops the generation.
 *
 * @param plain whether this is the images' {@code /chat/chat/completions}, which adds two fields, strips what it does not
 *     know, and turns a failure into 500; {@code /v1} passes unknown fields on, which fails, and turns a failure into null
 */
record OpenAiChat(Desk desk, boolean plain) {
    private static final Set<String> KNOWN = Set.of(
            "messages",
            "model",
            "temperature",
            "max_tokens",
            "stream",
            "frequency_penalty",
            "functions",
            "function_call",
            "logit_bias",
            "logprobs",
            "n",
            "presence_penalty",
            "response_format",
            "seed",
            "stop",
            "tool_choice",
            "tools",
            "top_logprobs",
            "top_p",
            "user",
            "timeout",
            "extra_headers",
            "extra_query",
            "extra_body",
            "extra_json");

    /** {@code GET /v1/models}. */
    void models(Exchange exchange, FaultSet faults) {
        StringBuilder items = new StringBuilder();
        for (String model : List.of("qwen2-instruct", "glm4-chat", "bge-m3")) {
            items.append(items.isEmpty() ? "" : ",")
                    .append(PythonJson.compact(PythonJson.object(
                            "id", model,
                            "created", 0,
                            "object", "model",
                            "owned_by", "xinference",
                            "platform_name", "xinference")));
        }
        Replies.json(exchange, 200, "{\"object\":\"list\",\"data\":[" + items + "]}");
    }

    void handle(Exchange exchange, FaultSet faults) {
        Bodies.model(exchange, fields -> answer(exchange, faults, fields));
    }

    void answer(Exchange exchange, FaultSet faults, Fields fields) {
        List<JsonNode> messages = fields.messages("messages", true);
        String model = fields.text("model", KbQuestion.DEFAULT_MODEL);
        boolean stream = fields.bool("stream", false);
        double temperature = fields.number("temperature", 0.7, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        long maxTokens = fields.integer("max_tokens", 0);
        if (fields.hasProblems()) {
            Replies.json(exchange, 422, fields.detail());
            return;
        }
        if (!desk.serves(model)) {
            Replies.internalError(exchange);
            return;
        }
        String query =
                messages.isEmpty() ? "" : messages.getLast().path("content").asText();
        String unknown = unknown(fields);
        Reply reply = new Reply(
                model,
                ChunkText.newId(),
                faults.clock(),
                query,
                desk.tokens(faults, query, model, temperature, maxTokens));
        desk.admit(exchange, work -> {
            if (stream) {
                stream(exchange, faults, reply, unknown, work);
            } else {
                whole(exchange, faults, reply, unknown, work);
            }
        });
    }

    private record Reply(String model, String id, long created, String query, List<String> tokens) {}

    private void stream(Exchange exchange, FaultSet faults, Reply reply, @Nullable String unknown, Work work) {
        EventStream stream = desk.streams().open(exchange, faults);
        if (Opening.spoiled(stream, faults, desk.loop())) {
            return;
        }
        String error = error(reply, faults, unknown);
        if (error != null) {
            stream.event(PythonJson.escaped(PythonJson.object("error", error)));
            stream.end();
            return;
        }
        stream.event(chunk(reply, "", "assistant", null));
        Runnable atEnd = () -> {
            stream.event(chunk(reply, "", null, "stop"));
            stream.end();
        };
        desk.model()
                .generate(
                        exchange,
                        faults,
                        new Prompt(work, reply.query(), reply.tokens(), WhenLeft.STOP),
                        new StreamSink(stream, faults, token -> chunk(reply, token, null, null), atEnd, stream::end));
    }

    private void whole(Exchange exchange, FaultSet faults, Reply reply, @Nullable String unknown, Work work) {
        if (Opening.hangs(faults, desk.loop())) {
            return;
        }
        if (error(reply, faults, unknown) != null || faults.has(Fault.ERROR_EVENT)) {
            if (plain) {
                Replies.internalError(exchange);
            } else {
                Replies.json(exchange, 200, "null");
            }
            return;
        }
        desk.model()
                .generate(
                        exchange,
                        faults,
                        new Prompt(work, reply.query(), reply.tokens(), WhenLeft.IGNORE),
                        new WholeSink(
                                exchange, faults, content -> Replies.json(exchange, 200, completion(reply, content))));
    }

    private @Nullable String error(Reply reply, FaultSet faults, @Nullable String unknown) {
        if (unknown != null) {
            return unknown;
        }
        String error = ModelErrors.of(faults);
        if (error != null) {
            desk.model().refuse(reply.query());
        }
        return error;
    }

    /** The client library does not take fields it does not know. */
    private @Nullable String unknown(Fields fields) {
        Iterator<String> names = fields.names();
        while (names.hasNext() && !plain) {
            String name = names.next();
            if (!KNOWN.contains(name)) {
                return "AsyncCompletions.create() got an unexpected keyword argument '" + name + "'";
            }
        }
        return null;
    }

    private String chunk(Reply reply, String content, @Nullable String role, @Nullable String finish) {
        Map<String, @Nullable Object> chunk = PythonJson.object(
                "id", reply.id(),
                "choices",
                        List.of(PythonJson.object(
                                "delta",
                                PythonJson.object(
                                        "content", content, "function_call", null, "role", role, "tool_calls", null),
                                "finish_reason",
                                finish,
                                "index",
                                0,
                                "logprobs",
                                null)),
                "created", reply.created(),
                "model", reply.model(),
                "object", "chat.completion.chunk",
                "system_fingerprint", null,
                "usage", null);
        return PythonJson.compact(extended(chunk));
    }

    private String completion(Reply reply, String content) {
        Map<String, @Nullable Object> completion = PythonJson.object(
                "id", reply.id(),
                "choices",
                        List.of(PythonJson.object(
                                "finish_reason",
                                "stop",
                                "index",
                                0,
                                "logprobs",
                                null,
                                "message",
                                PythonJson.object(
                                        "content",
                                        content,
                                        "role",
                                        "assistant",
                                        "function_call",
                                        null,
                                        "tool_calls",
                                        null))),
                "created", reply.created(),
                "model", reply.model(),
                "object", "chat.completion",
                "system_fingerprint", null,
                "usage",
                        PythonJson.object(
                                "completion_tokens", reply.tokens().size(),
                                "prompt_tokens", reply.query().length() + 8,
                                "total_tokens",
                                        reply.tokens().size() + reply.query().length() + 8));
        return PythonJson.compact(extended(completion));
    }

    private Map<String, @Nullable Object> extended(Map<String, @Nullable Object> json) {
        if (plain) {
            json.put("message_id", null);
            json.put("status", null);
        }
        return json;
    }
}
