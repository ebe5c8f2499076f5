package io.teal.simulator.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.teal.simulator.answer.LanguageModel;
import io.teal.simulator.answer.StreamSink;
import io.teal.simulator.answer.WholeSink;
import io.teal.simulator.api.Bodies;
import io.teal.simulator.api.EventStream;
import io.teal.simulator.api.Fields;
import io.teal.simulator.api.PythonJson;
import io.teal.simulator.api.Replies;
import io.teal.simulator.fault.Fault;
import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.wire.Exchange;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The agent behind {@code /chat/chat/completions}: events with a status, some of which repeat the whole text. A call that
 * is not streamed concatenates all of them, so that the answer comes several times.
 *
 * @param errorStatus the status of a failure: 8 in the images, -1 in the main line, where 8 is a tool's success
 */
record AgentChat(Desk desk, int errorStatus) {
    private static final int LLM_START = 1;
    private static final int TOKEN = 2;
    private static final int LLM_END = 3;
    private static final int AGENT_FINISH = 5;
    private static final int CHAIN_END = -999;

    void handle(Exchange exchange, FaultSet faults) {
        Bodies.model(exchange, fields -> answer(exchange, faults, fields));
    }

    void answer(Exchange exchange, FaultSet faults, Fields fields) {
        List<JsonNode> messages = fields.messages("messages", true);
        boolean stream = fields.bool("stream", false);
        if (fields.hasProblems()) {
            Replies.json(exchange, 422, fields.detail());
            return;
        }
        String query =
                messages.isEmpty() ? "" : messages.getLast().path("content").asText();
        List<String> tokens =
                desk.tokens(faults, desk.retrieval().generation(""), query, KbQuestion.DEFAULT_MODEL, 0.01, 0);
        desk.loop().run(exchange.loop(), desk.pace().head(), () -> {
            if (stream) {
                stream(exchange, faults, query, tokens);
            } else {
                whole(exchange, faults, query, tokens);
            }
        });
    }

    private void stream(Exchange exchange, FaultSet faults, String query, List<String> tokens) {
        EventStream stream = desk.streams().open(exchange, faults);
        if (Opening.spoiled(stream, faults, desk.loop())) {
            return;
        }
        stream.event(event("", LLM_START, "chat.completion.chunk", faults));
        String text = String.join("", tokens);
        Runnable atEnd = () -> {
            for (int status : new int[] {LLM_END, AGENT_FINISH, CHAIN_END}) {
                stream.event(event(text, status, "chat.completion.chunk", faults));
            }
            stream.end();
        };
        Runnable atCut = () -> {
            stream.event(event("{\"error\": \"Connection error.\"}", errorStatus, "chat.completion.chunk", faults));
            stream.event(PythonJson.escaped(PythonJson.object("error", "'output'")));
            stream.end();
        };
        desk.model()
                .generate(
                        exchange,
                        faults,
                        query,
                        tokens,
                        false,
                        new StreamSink(
                                stream,
                                faults,
                                token -> event(token, TOKEN, "chat.completion.chunk", faults),
                                atEnd,
                                atCut));
    }

    private void whole(Exchange exchange, FaultSet faults, String query, List<String> tokens) {
        if (faults.has(Fault.PINGS_ONLY) || faults.has(Fault.SILENCE)) {
            return;
        }
        if (LanguageModel.fails(faults) || faults.has(Fault.ERROR_EVENT)) {
            Replies.internalError(exchange);
            return;
        }
        desk.model()
                .generate(
                        exchange,
                        faults,
                        query,
                        tokens,
                        false,
                        new WholeSink(
                                exchange,
                                faults,
                                content -> Replies.json(
                                        exchange,
                                        200,
                                        PythonJson.compact(
                                                output(content.repeat(4), CHAIN_END, "chat.completion", faults)))));
    }

    private static String event(String content, int status, String object, FaultSet faults) {
        return PythonJson.spaced(output(content, status, object, faults));
    }

    private static Map<String, @Nullable Object> output(String content, int status, String object, FaultSet faults) {
        Map<String, @Nullable Object> output = PythonJson.object(
                "id",
                ChunkText.newId(),
                "object",
                object,
                "model",
                KbQuestion.DEFAULT_MODEL,
                "created",
                new ChunkText(null, faults).created(),
                "status",
                status,
                "message_type",
                1,
                "message_id",
                null,
                "is_ref",
                false,
                "class_name",
                className(status));
        Object choice = object.endsWith("chunk")
                ? PythonJson.object(
                        "delta", PythonJson.object("content", content, "tool_calls", List.of()), "role", "assistant")
                : PythonJson.object(
                        "message",
                        PythonJson.object(
                                "role",
                                "assistant",
                                "content",
                                content,
                                "finish_reason",
                                "stop",
                                "tool_calls",
                                List.of()));
        output.put("choices", List.of(choice));
        return output;
    }

    private static String className(int status) {
        return switch (status) {
            case AGENT_FINISH -> "PlatformToolsFinish";
            case LLM_START, TOKEN, LLM_END -> "PlatformToolsLLMStatus";
            default -> "PlatformToolsStatus";
        };
    }
}
