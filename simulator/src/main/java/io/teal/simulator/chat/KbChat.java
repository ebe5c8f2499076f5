package io.teal.simulator.chat;

import io.teal.simulator.answer.StreamSink;
import io.teal.simulator.answer.WholeSink;
import io.teal.simulator.api.Bodies;
import io.teal.simulator.api.EventStream;
import io.teal.simulator.api.Fields;
import io.teal.simulator.api.PythonJson;
import io.teal.simulator.api.Replies;
import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.knowledge.Documents;
import io.teal.simulator.knowledge.Retrieval;
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
        desk.loop().run(exchange.loop(), desk.pace().head(), () -> {
            if (question.stream()) {
                stream(exchange, faults, question);
            } else {
                whole(exchange, faults, question);
            }
        });
    }

    private void stream(Exchange exchange, FaultSet faults, KbQuestion question) {
        EventStream stream = desk.streams().open(exchange, faults);
        if (Opening.spoiled(stream, faults, desk.loop())) {
            return;
        }
        ChunkText chunks = new ChunkText(question.model(), faults);
        retrieve(exchange, faults, question, found -> {
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
            stream.event(chunks.chunk("", shown(found.docs())));
            desk.model()
                    .generate(
                            exchange,
                            faults,
                            question.query(),
                            tokens(faults, question, found),
                            false,
                            new StreamSink(
                                    stream, faults, token -> chunks.chunk(token, null), stream::end, stream::end));
        });
    }

    private void whole(Exchange exchange, FaultSet faults, KbQuestion question) {
        if (Opening.spoiled(exchange, faults, desk.loop())) {
            return;
        }
        ChunkText chunks = new ChunkText(question.model(), faults);
        retrieve(exchange, faults, question, found -> {
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
                            question.query(),
                            tokens(faults, question, found),
                            false,
                            new WholeSink(
                                    exchange,
                                    faults,
                                    content -> Replies.json(exchange, 200, PythonJson.compact(chunks.whole(content)))));
        });
    }

    /** The embedding probe blocks the loop, then the search waits for the searches before it. */
    private void retrieve(Exchange exchange, FaultSet faults, KbQuestion question, Consumer<Retrieval.Found> next) {
        long probe = desk.loop().block(System.nanoTime(), desk.pace().probe());
        desk.loop().run(exchange.loop(), probe, () -> desk.retrieval()
                .search(
                        exchange.loop(),
                        question.mode(),
                        question.base(),
                        question.query(),
                        question.topK(),
                        faults,
                        next));
    }

    private List<String> tokens(FaultSet faults, KbQuestion question, Retrieval.Found found) {
        return desk.tokens(
                faults,
                found.generation(),
                question.query(),
                question.model(),
                question.temperature(),
                question.maxTokens());
    }

    /** On an answer the documents are never empty: a red notice says that nothing was found. */
    private static List<String> shown(List<String> docs) {
        return docs.isEmpty() ? List.of(Documents.NOTHING_FOUND) : docs;
    }
}
