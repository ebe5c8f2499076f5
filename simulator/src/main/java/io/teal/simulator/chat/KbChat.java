package io.teal.simulator.chat;

import io.teal.simulator.answer.Prompt;
import io.teal.simulator.answer.StreamSink;
import io.teal.simulator.answer.WhenLeft;
import io.teal.simulator.answer.WholeSink;
import io.teal.simulator.api.Bodies;
import io.teal.simulator.api.EventStream;
import io.teal.simulator.api.Fields;
import io.teal.simulator.api.PythonJson;
import io.teal.simulator.api.Replies;
import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.knowledge.Retrieval;
import io.teal.simulator.pace.Work;
import io.teal.simulator.wire.Exchange;
import java.util.List;
import java.util.function.Consumer;

/**
 * Questions to a knowledge base: documents first, then tokens, no end mark. A call that is not streamed is answered with
 * a JSON string that contains JSON and no documents.
 */
final class KbChat {
    private final Desk desk;

    KbChat(Desk desk) {
        this.desk = desk;
    }

    void kbChat(Exchange exchange, FaultSet faults) {
        Bodies.fields(exchange, fields -> answer(exchange, faults, fields, KbQuestion.ofKbChat(fields)));
    }

    void completions(Exchange exchange, FaultSet faults) {
        Bodies.model(exchange, fields -> {
            KbQuestion question = KbQuestion.ofCompletions(exchange.head(), fields);
            if (!fields.hasProblems() && fields.raw("messages").isEmpty()) {
                Replies.internalError(exchange);
                return;
            }
            answer(exchange, faults, fields, question);
        });
    }

    private void answer(Exchange exchange, FaultSet faults, Fields fields, KbQuestion question) {
        if (fields.hasProblems()) {
            Replies.json(exchange, 422, fields.detail());
            return;
        }
        if (question.mode().equals("local_kb") && !desk.retrieval().knows(question.base(), faults)) {
            Replies.business(exchange, 404, "未找到知识库 " + question.base(), "null");
            return;
        }
        desk.admit(exchange, work -> {
            if (question.stream()) {
                stream(exchange, faults, question, work);
            } else {
                whole(exchange, faults, question, work);
            }
        });
    }

    private void stream(Exchange exchange, FaultSet faults, KbQuestion question, Work work) {
        EventStream stream = desk.streams().open(exchange, faults);
        if (Opening.spoiled(stream, faults, desk.loop())) {
            return;
        }
        ChunkText chunks = new ChunkText(question.model(), faults);
        retrieve(exchange, faults, question, work, found -> {
            if (found.error() != null) {
                stream.event(PythonJson.escaped(PythonJson.object("error", found.error())));
                stream.end();
                return;
            }
            if (question.direct()) {
                stream.event(chunks.direct(found.docs()));
                stream.end();
                return;
            }
            stream.event(chunks.chunk("", found.shown()));
            desk.model()
                    .generate(
                            exchange,
                            faults,
                            prompt(faults, question, work, found, WhenLeft.GO_ON),
                            new StreamSink(
                                    stream, faults, token -> chunks.chunk(token, null), stream::end, stream::end));
        });
    }

    private void whole(Exchange exchange, FaultSet faults, KbQuestion question, Work work) {
        if (Opening.spoiled(exchange, faults, desk.loop())) {
            return;
        }
        ChunkText chunks = new ChunkText(question.model(), faults);
        retrieve(exchange, faults, question, work, found -> {
            if (found.error() != null) {
                Opening.error(exchange, found.error());
                return;
            }
            if (question.direct()) {
                Replies.json(exchange, 200, PythonJson.compact(chunks.direct(found.docs())));
                return;
            }
            desk.model()
                    .generate(
                            exchange,
                            faults,
                            prompt(faults, question, work, found, WhenLeft.IGNORE),
                            new WholeSink(
                                    exchange,
                                    faults,
                                    content -> Replies.json(exchange, 200, PythonJson.compact(chunks.whole(content)))));
        });
    }

    /** The embedding probe blocks the loop, then the search waits for the searches before it. */
    private void retrieve(
            Exchange exchange, FaultSet faults, KbQuestion question, Work work, Consumer<Retrieval.Found> next) {
        long probe = desk.loop().block(System.nanoTime(), desk.load().pace().probe());
        Retrieval.Search search =
                new Retrieval.Search(question.mode(), question.base(), question.query(), question.topK(), null);
        desk.loop().run(exchange.loop(), probe, () -> desk.retrieval()
                .search(exchange.loop(), work, search, faults, next));
    }

    private Prompt prompt(FaultSet faults, KbQuestion question, Work work, Retrieval.Found found, WhenLeft whenLeft) {
        List<String> tokens = desk.tokens(
                faults,
                found.generation(),
                question.query(),
                question.model(),
                question.temperature(),
                question.maxTokens());
        return new Prompt(work, question.query(), tokens, whenLeft);
    }
}
