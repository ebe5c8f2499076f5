package io.teal.simulator.chat;

import io.teal.simulator.answer.GatheringSink;
import io.teal.simulator.answer.Prompt;
import io.teal.simulator.answer.StreamSink;
import io.teal.simulator.answer.TokenSink;
import io.teal.simulator.answer.WhenLeft;
import io.teal.simulator.api.Bodies;
import io.teal.simulator.api.EventStream;
import io.teal.simulator.api.Fields;
import io.teal.simulator.api.PythonJson;
import io.teal.simulator.api.Replies;
import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.knowledge.Retrieval;
import io.teal.simulator.wire.Exchange;
import java.util.List;

/** The chat endpoints of 0.2.10: an event stream even for a call that is not streamed. */
record OldChat(Desk desk, Feedback feedback) {
    private static final String MODEL = "chatglm3-6b";

    /** {@code /chat/chat}: {@code {"text": token, "message_id": hex}}. */
    void chat(Exchange exchange, FaultSet faults) {
        Bodies.fields(exchange, fields -> {
            String query = fields.required("query");
            boolean stream = fields.bool("stream", false);
            String model = fields.text("model_name", MODEL);
            double temperature = fields.number("temperature", 0.7, 0, 2);
            long maxTokens = fields.integer("max_tokens", 0);
            if (refused(exchange, fields)) {
                return;
            }
            List<String> tokens = desk.tokens(faults, query, model, temperature, maxTokens);
            desk.admit(exchange, work -> {
                EventStream events = desk.streams().open(exchange, faults);
                if (!Opening.spoiled(events, faults, desk.loop())) {
                    Prompt prompt = new Prompt(work, query, tokens, WhenLeft.GO_ON);
                    desk.model().generate(exchange, faults, prompt, sink(events, faults, stream));
                }
            });
        });
    }

    /** {@code /chat/knowledge_base_chat}: the documents last, with links to the address the client asked. */
    void knowledgeBaseChat(Exchange exchange, FaultSet faults) {
        Bodies.fields(exchange, fields -> {
            String query = fields.required("query");
            String base = fields.required("knowledge_base_name");
            int topK = (int) fields.integer("top_k", 3);
            var unusedThreshold = fields.number("score_threshold", 1.0, 0, 2);
            var unusedHistory = fields.messages("history", false);
            boolean stream = fields.bool("stream", false);
            String model = fields.text("model_name", MODEL);
            double temperature = fields.number("temperature", 0.7, 0, 1);
            long maxTokens = fields.integer("max_tokens", 0);
            if (refused(exchange, fields)) {
                return;
            }
            if (!desk.retrieval().knows(base, faults)) {
                Replies.business(exchange, 404, "未找到知识库 " + base, "null");
                return;
            }
            String host = exchange.head().header("host");
            Retrieval.Search search =
                    new Retrieval.Search("local_kb", base, query, topK, host == null ? "127.0.0.1:7861" : host);
            new DocsLast(desk)
                    .answer(exchange, faults, new DocsLast.Ask(search, stream, model, temperature, maxTokens));
        });
    }

    private static boolean refused(Exchange exchange, Fields fields) {
        if (fields.hasProblems()) {
            Replies.json(exchange, 422, fields.detail());
            return true;
        }
        return false;
    }

    private TokenSink sink(EventStream events, FaultSet faults, boolean stream) {
        String id = ChunkText.newId().substring(4).replace("-", "");
        feedback.gave(id);
        if (stream) {
            return new StreamSink(events, faults, token -> text(token, id), events::end, events::end);
        }
        StringBuilder whole = new StringBuilder();
        return new GatheringSink(events, whole, () -> {
            events.event(text(whole.toString(), id));
            events.end();
        });
    }

    private static String text(String text, String id) {
        return PythonJson.spaced(PythonJson.object("text", text, "message_id", id));
    }
}
