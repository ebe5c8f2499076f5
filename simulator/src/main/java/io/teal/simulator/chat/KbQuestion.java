package io.teal.simulator.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.teal.simulator.api.Fields;
import io.teal.simulator.api.Router;
import io.teal.simulator.wire.RequestHead;
import java.util.List;

/** A question to a knowledge base, from either of the two endpoints that take one. */
record KbQuestion(
        String query,
        String mode,
        String base,
        int topK,
        boolean stream,
        String model,
        double temperature,
        long maxTokens,
        boolean direct) {
    static final String DEFAULT_MODEL = "qwen2-instruct";
    private static final String[] MODES = {"local_kb", "temp_kb", "search_engine"};

    /** From the body of {@code /chat/kb_chat}. */
    static KbQuestion ofKbChat(Fields fields) {
        String query = fields.required("query");
        String mode = fields.choice("mode", "local_kb", MODES);
        String base = fields.text("kb_name", "");
        int topK = (int) fields.integer("top_k", 3);
        var unusedThreshold = fields.number("score_threshold", 2.0, 0, 2);
        var unusedHistory = fields.messages("history", false);
        boolean stream = fields.bool("stream", true);
        String model = fields.text("model", DEFAULT_MODEL);
        double temperature = fields.number("temperature", 0.7, 0, 2);
        long maxTokens = fields.integer("max_tokens", 0);
        var unusedPrompt = fields.text("prompt_name", "default");
        boolean direct = fields.bool("return_direct", false);
        return new KbQuestion(query, mode, base, topK, stream, model, temperature, maxTokens, direct);
    }

    /** From the path and the body of {@code /knowledge_base/{mode}/{param}/chat/completions}. */
    static KbQuestion ofCompletions(RequestHead head, Fields fields) {
        String mode =
                fields.choice(TextNode.valueOf(Router.segment(head, 1)), List.of("path", "mode"), "local_kb", MODES);
        String base = Router.segment(head, 2);
        List<JsonNode> messages = fields.messages("messages", true);
        String query =
                messages.isEmpty() ? "" : messages.getLast().path("content").asText();
        boolean stream = fields.bool("stream", false);
        String model = fields.text("model", DEFAULT_MODEL);
        double temperature = fields.number("temperature", 0.7, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        long maxTokens = fields.integer("max_tokens", 0);
        int topK = fields.raw("top_k").asInt(3);
        boolean direct = fields.raw("return_direct").asBoolean(false);
        return new KbQuestion(query, mode, base, topK, stream, model, temperature, maxTokens, direct);
    }
}
