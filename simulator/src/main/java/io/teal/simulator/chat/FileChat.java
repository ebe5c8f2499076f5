package io.teal.simulator.chat;

import io.teal.simulator.api.Bodies;
import io.teal.simulator.api.Replies;
import io.teal.simulator.fault.Fault;
import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.knowledge.Retrieval;
import io.teal.simulator.wire.Exchange;

/** Questions to an uploaded file: always an event stream, the documents last. */
record FileChat(Desk desk) {
    void handle(Exchange exchange, FaultSet faults) {
        Bodies.fields(exchange, fields -> {
            String query = fields.required("query");
            String id = fields.required("knowledge_id");
            int topK = (int) fields.integer("top_k", 3);
            var unusedThreshold = fields.number("score_threshold", 2.0, 0, 2);
            var unusedHistory = fields.messages("history", false);
            boolean stream = fields.bool("stream", false);
            String model = fields.text("model_name", KbQuestion.DEFAULT_MODEL);
            double temperature = fields.number("temperature", 0.01, 0, 1);
            long maxTokens = fields.integer("max_tokens", 0);
            if (fields.hasProblems()) {
                Replies.json(exchange, 422, fields.detail());
                return;
            }
            if (faults.has(Fault.KB_MISSING) || !desk.retrieval().knowsTemporary(id)) {
                // The real text is a leftover of a fork; clients match the code.
                Replies.business(exchange, 404, "[冲！]欢迎试用", "null");
                return;
            }
            Retrieval.Search search = new Retrieval.Search("temp_kb", id, query, topK, null);
            new DocsLast(desk)
                    .answer(exchange, faults, new DocsLast.Ask(search, stream, model, temperature, maxTokens));
        });
    }
}
