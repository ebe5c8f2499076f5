package io.teal.simulator.modelserver;

import com.fasterxml.jackson.databind.JsonNode;
import io.teal.simulator.answer.Prompt;
import io.teal.simulator.answer.StreamSink;
import io.teal.simulator.answer.WholeSink;
import io.teal.simulator.api.Bodies;
import io.teal.simulator.api.EventStream;
import io.teal.simulator.api.Fields;
import io.teal.simulator.api.Replies;
import io.teal.simulator.chat.Desk;
import io.teal.simulator.chat.Opening;
import io.teal.simulator.fault.Fault;
import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.pace.Work;
import io.teal.simulator.wire.Exchange;
import io.teal.simulator.wire.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/chat/completions} of a model server, streamed and not. */
record ModelChat(Desk desk, Dialect dialect) {
    private static final String ERROR = "Internal server error";

    void handle(Exchange exchange, FaultSet faults) {
        Bodies.model(exchange, fields -> answer(exchange, faults.without(Fault.DOCS_ONLY), fields));
    }

    private void answer(Exchange exchange, FaultSet faults, Fields fields) {
        List<JsonNode> messages = fields.messages("messages", true);
        String model = fields.text("model", "qwen2-instruct");
        boolean stream = fields.bool("stream", false);
        double temperature = fields.number("temperature", 0.7, 0, 2);
        long maxTokens = fields.integer("max_tokens", 0);
        boolean usage = fields.raw("stream_options").path("include_usage").asBoolean(false);
        if (fields.hasProblems()) {
            reply(exchange, dialect.invalid(fields.detail()));
            return;
        }
        if (!desk.serves(model)) {
            reply(exchange, dialect.unknownModel(model));
            return;
        }
        String query =
                messages.isEmpty() ? "" : messages.getLast().path("content").asText();
        List<String> tokens = desk.tokens(faults, query, model, temperature, maxTokens);
        Reply reply = new Reply(dialect.newId(), faults.clock(), model, query, tokens, usage);
        desk.admit(exchange, work -> {
            if (stream) {
                stream(exchange, faults, reply, work);
            } else {
                whole(exchange, faults, reply, work);
            }
        });
    }

    private void stream(Exchange exchange, FaultSet faults, Reply reply, Work work) {
        Failure failure = failure(faults, false);
        if (failure != null) {
            desk.model().refuse(reply.query());
        }
        if (failure != null && failure.early()) {
            reply(exchange, failure);
            return;
        }
        EventStream stream = desk.streams().open(exchange, faults, dialect.framing());
        if (Opening.hangs(stream, faults, desk.loop())) {
            return;
        }
        ModelStream out = new ModelStream(stream, dialect, reply);
        if (failure != null) {
            out.fail(failure);
            return;
        }
        out.begin();
        desk.model()
                .generate(
                        exchange,
                        faults,
                        new Prompt(work, reply.query(), reply.tokens(), dialect.whenLeft(true)),
                        new StreamSink(
                                stream,
                                faults,
                                out::token,
                                out::end,
                                stream::end,
                                text -> out.fail(dialect.error(text))));
    }

    private void whole(Exchange exchange, FaultSet faults, Reply reply, Work work) {
        if (Opening.hangs(faults, desk.loop())) {
            return;
        }
        Failure failure = failure(faults, true);
        if (failure != null) {
            desk.model().refuse(reply.query());
            reply(exchange, failure);
            return;
        }
        desk.model()
                .generate(
                        exchange,
                        faults,
                        new Prompt(work, reply.query(), reply.tokens(), dialect.whenLeft(false)),
                        new WholeSink(
                                exchange,
                                faults,
                                content -> Replies.json(exchange, 200, dialect.whole(reply, content)),
                                content -> reply(exchange, dialect.error(ERROR))));
    }

    private @Nullable Failure failure(FaultSet faults, boolean whole) {
        if (faults.has(Fault.OUT_OF_MEMORY)) {
            return dialect.memory();
        }
        if (faults.has(Fault.MODEL_BUSY)) {
            return dialect.busy((int) faults.number(Fault.MODEL_BUSY, "code", 0));
        }
        if (faults.has(Fault.ERROR_EVENT) && (whole || faults.number(Fault.ERROR_EVENT, "after", 0) <= 0)) {
            return dialect.error(faults.text(Fault.ERROR_EVENT, "text", ERROR));
        }
        return null;
    }

    /** Answers a failure with its status. */
    static void reply(Exchange exchange, Failure failure) {
        byte[] body = failure.body().getBytes(StandardCharsets.UTF_8);
        ResponseHead head = ResponseHead.json(failure.status(), body.length);
        if (failure.retryAfter().isPresent()) {
            head = head.with(
                    "retry-after", Integer.toString(failure.retryAfter().getAsInt()));
        }
        exchange.reply(head, body);
    }
}
