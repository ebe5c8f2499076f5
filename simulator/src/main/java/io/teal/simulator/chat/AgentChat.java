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
import java.util.List;

/**
 * The agent behind {@code /chat/chat/completions}: events with a status, some of which repeat the whole text. When it is
 * given tools it calls one before it answers. A call that is not streamed concatenates all of the texts, so that the
 * answer comes several times.
 */
record AgentChat(Desk desk, AgentLine line) {
    /** How often the answer stands in a whole one: its tokens, the end of the model, of the agent and of the chain. */
    private static final int REPEATS = 4;

    void handle(Exchange exchange, FaultSet faults) {
        Bodies.model(exchange, fields -> answer(exchange, faults, fields));
    }

    private record Reply(String query, List<String> tokens, boolean tool) {}

    void answer(Exchange exchange, FaultSet faults, Fields fields) {
        List<JsonNode> messages = fields.messages("messages", true);
        boolean stream = fields.bool("stream", false);
        if (fields.hasProblems()) {
            Replies.json(exchange, 422, fields.detail());
            return;
        }
        String query =
                messages.isEmpty() ? "" : messages.getLast().path("content").asText();
        boolean tool =
                !fields.raw("tools").isEmpty() || !fields.raw("tool_config").isEmpty();
        List<String> tokens = desk.tokens(faults, query, KbQuestion.DEFAULT_MODEL, 0.01, 0);
        Reply reply = new Reply(query, tokens, tool);
        // A failure of the agent cuts the tokens; what is told after them differs from other endpoints anyway.
        FaultSet met = faults.as(Fault.AGENT_ERROR, Fault.TOKENS_THEN_END);
        desk.admit(exchange, work -> {
            if (stream) {
                stream(exchange, met, reply, work);
            } else {
                whole(exchange, met, reply, work);
            }
        });
    }

    private void stream(Exchange exchange, FaultSet faults, Reply reply, Work work) {
        EventStream stream = desk.streams().open(exchange, faults);
        if (Opening.spoiled(stream, faults, desk.loop())) {
            return;
        }
        AgentText text = new AgentText(line, faults);
        stream.event(text.event(AgentText.LLM_START, ""));
        if (reply.tool()) {
            stream.event(text.event(AgentText.LLM_END, AgentText.WISH));
            stream.event(text.event(AgentText.ACTION, AgentText.WISH));
            stream.event(text.toolStart());
            stream.event(text.toolEnd());
            stream.event(text.event(AgentText.LLM_START, ""));
        }
        String whole = String.join("", reply.tokens());
        Runnable atEnd = () -> {
            for (int status : new int[] {AgentText.LLM_END, AgentText.FINISH, AgentText.CHAIN_END}) {
                stream.event(text.event(status, whole));
            }
            stream.end();
        };
        desk.model()
                .generate(
                        exchange,
                        faults,
                        new Prompt(work, reply.query(), reply.tokens(), WhenLeft.GO_ON),
                        new StreamSink(
                                stream,
                                faults,
                                token -> text.event(AgentText.TOKEN, token),
                                atEnd,
                                () -> fail(stream, text, error(faults)),
                                error -> fail(stream, text, error)));
    }

    private void fail(EventStream stream, AgentText text, String error) {
        stream.event(text.error(error));
        if (line.complains()) {
            stream.event(PythonJson.escaped(PythonJson.object("error", "'output'")));
        }
        stream.end();
    }

    private static String error(FaultSet faults) {
        String error = ModelErrors.of(faults);
        return error == null ? faults.text(Fault.AGENT_ERROR, "text", "Connection error.") : error;
    }

    private void whole(Exchange exchange, FaultSet faults, Reply reply, Work work) {
        if (Opening.hangs(faults, desk.loop())) {
            return;
        }
        String error = ModelErrors.of(faults);
        if (error != null || faults.has(Fault.AGENT_ERROR)) {
            desk.model().refuse(reply.query());
        }
        if (error != null || faults.has(Fault.AGENT_ERROR) || faults.has(Fault.ERROR_EVENT)) {
            Replies.internalError(exchange);
            return;
        }
        String wish = reply.tool() ? AgentText.WISH.repeat(2) : "";
        AgentText text = new AgentText(line, faults);
        desk.model()
                .generate(
                        exchange,
                        faults,
                        new Prompt(work, reply.query(), reply.tokens(), WhenLeft.IGNORE),
                        new WholeSink(
                                exchange,
                                faults,
                                content -> Replies.json(
                                        exchange, 200, text.whole(wish + content.repeat(REPEATS), reply.tool()))));
    }
}
