package io.teal.simulator.chat;

import io.teal.simulator.api.PythonJson;
import io.teal.simulator.fault.FaultSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON of an agent's events: Chatchat's chunks with a status, a class name and, around a tool, its call. */
record AgentText(AgentLine line, FaultSet faults) {
    static final int LLM_START = 1;
    static final int TOKEN = 2;
    static final int LLM_END = 3;
    static final int ACTION = 4;
    static final int FINISH = 5;
    static final int CHAIN_END = -999;

    /** What the model says when it wants the tool. */
    static final String WISH =
            "Action: {\"action\": \"search_local_knowledgebase\", \"action_input\": {\"database\": \"samples\"}}";

    private static final String CALL = "call-0f6d0a52";

    /** An event with this text. */
    String event(int status, String content) {
        return chunk(status, content, List.of());
    }

    /** The event before the tool runs. */
    String toolStart() {
        return chunk(line.toolStart(), "", List.of(call(null)));
    }

    /** The event with the tool's output. */
    String toolEnd() {
        return chunk(line.toolEnd(), "", List.of(call("出处 [1] [员工手册.md]")));
    }

    /** The event of a failure. */
    String error(String text) {
        return event(line.error(), PythonJson.escaped(PythonJson.object("error", text)));
    }

    /** The answer of a call that is not streamed. */
    String whole(String content, boolean tool) {
        Map<String, @Nullable Object> whole = start(CHAIN_END, "chat.completion");
        whole.put(
                "choices",
                List.of(PythonJson.object(
                        "message",
                        PythonJson.object(
                                "role",
                                "assistant",
                                "content",
                                content,
                                "finish_reason",
                                "stop",
                                "tool_calls",
                                tool ? List.of(call("出处 [1] [员工手册.md]")) : List.of()))));
        return PythonJson.compact(whole);
    }

    private String chunk(int status, String content, List<Object> calls) {
        Map<String, @Nullable Object> chunk = start(status, "chat.completion.chunk");
        chunk.put(
                "choices",
                List.of(PythonJson.object(
                        "delta", PythonJson.object("content", content, "tool_calls", calls), "role", "assistant")));
        return PythonJson.spaced(chunk);
    }

    private static Object call(@Nullable String output) {
        return PythonJson.object(
                "index",
                0,
                "id",
                CALL,
                "type",
                "function",
                "function",
                PythonJson.object("name", "search_local_knowledgebase", "arguments", "{'database': 'samples'}"),
                "tool_output",
                output,
                "is_error",
                false);
    }

    private Map<String, @Nullable Object> start(int status, String object) {
        return PythonJson.object(
                "id",
                ChunkText.newId(),
                "object",
                object,
                "model",
                KbQuestion.DEFAULT_MODEL,
                "created",
                faults.clock(),
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
    }

    private String className(int status) {
        if (status == line.toolStart()) {
            return "PlatformToolsActionToolStart";
        }
        if (status == line.toolEnd()) {
            return "PlatformToolsActionToolEnd";
        }
        return switch (status) {
            case ACTION -> "PlatformToolsAction";
            case FINISH -> "PlatformToolsFinish";
            case LLM_START, TOKEN, LLM_END -> "PlatformToolsLLMStatus";
            default -> "PlatformToolsStatus";
        };
    }
}
