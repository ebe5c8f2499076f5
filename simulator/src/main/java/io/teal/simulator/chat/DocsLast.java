package io.teal.simulator.chat;

import io.teal.simulator.answer.GatheringSink;
import io.teal.simulator.answer.Prompt;
import io.teal.simulator.answer.StreamSink;
import io.teal.simulator.answer.TokenSink;
import io.teal.simulator.answer.WhenLeft;
import io.teal.simulator.api.EventStream;
import io.teal.simulator.api.PythonJson;
import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.knowledge.Retrieval;
import io.teal.simulator.pace.Work;
import io.teal.simulator.wire.Exchange;
import java.util.List;

/**
 * Answers in the older form: an event {@code {"answer": token}} for each token, then one with the documents; a call that
 * is not streamed gets one event with both. A failure of the model goes unnoticed: the documents still come.
 */
record DocsLast(Desk desk) {
    /** What is asked. */
    record Ask(Retrieval.Search search, boolean stream, String model, double temperature, long maxTokens) {}

    void answer(Exchange exchange, FaultSet faults, Ask ask) {
        desk.admit(exchange, work -> {
            EventStream stream = desk.streams().open(exchange, faults);
            if (Opening.spoiled(stream, faults, desk.loop())) {
                return;
            }
            desk.retrieval()
                    .search(
                            exchange.loop(),
                            work,
                            ask.search(),
                            faults,
                            found -> generate(stream, faults, ask, work, found));
        });
    }

    private void generate(EventStream stream, FaultSet faults, Ask ask, Work work, Retrieval.Found found) {
        String query = ask.search().query();
        List<String> tokens =
                desk.tokens(faults, found.generation(), query, ask.model(), ask.temperature(), ask.maxTokens());
        StringBuilder whole = new StringBuilder();
        Runnable atEnd = ask.stream()
                ? () -> {
                    stream.event(PythonJson.spaced(PythonJson.object("docs", found.shown())));
                    stream.end();
                }
                : () -> {
                    stream.event(
                            PythonJson.spaced(PythonJson.object("answer", whole.toString(), "docs", found.shown())));
                    stream.end();
                };
        TokenSink sink = ask.stream()
                ? new StreamSink(
                        stream, faults, token -> PythonJson.spaced(PythonJson.object("answer", token)), atEnd, atEnd)
                : new GatheringSink(stream, whole, atEnd);
        desk.model().generate(stream.exchange(), faults, new Prompt(work, query, tokens, WhenLeft.GO_ON), sink);
    }
}
