package io.teal.simulator.answer;

import io.teal.simulator.api.EventStream;
import io.teal.simulator.api.PythonJson;
import io.teal.simulator.fault.Fault;
import io.teal.simulator.fault.FaultSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Sends every token as one event and ends in the way of its endpoint. */
public final class StreamSink implements TokenSink {
    private final EventStream stream;
    private final UnaryOperator<String> event;
    private final Runnable atEnd;
    private final Runnable atCut;
    private final Consumer<String> atFail;
    private long padding;

    /**
     * A failure that is told becomes an event as Chatchat sends it.
     *
     * @param event the event's data for a token
     * @param atEnd what follows the last token; must end the stream
     * @param atCut what follows when the model failed; must end the stream
     */
    public StreamSink(
            EventStream stream, FaultSet faults, UnaryOperator<String> event, Runnable atEnd, Runnable atCut) {
        this(stream, faults, event, atEnd, atCut, text -> {
            stream.event(PythonJson.escaped(PythonJson.object("error", text)));
            stream.end();
        });
    }

    /** The same with another way to tell a failure, which must end the stream too. */
    public StreamSink(
            EventStream stream,
            FaultSet faults,
            UnaryOperator<String> event,
            Runnable atEnd,
            Runnable atCut,
            Consumer<String> atFail) {
        this.stream = stream;
        this.event = event;
        this.atEnd = atEnd;
        this.atCut = atCut;
        this.atFail = atFail;
        this.padding = faults.has(Fault.BIG_EVENT) ? faults.number(Fault.BIG_EVENT, "bytes", 1 << 20) : 0;
    }

    @Override
    public void token(String token) {
        String shown = token;
        if (padding > 0) {
            // Three bytes of UTF-8 each.
            shown = token + "长".repeat((int) (padding / 3));
            padding = 0;
        }
        stream.event(event.apply(shown));
    }

    @Override
    public void end() {
        atEnd.run();
    }

    @Override
    public void cut() {
        atCut.run();
    }

    @Override
    public void fail(String text) {
        atFail.accept(text);
    }

    @Override
    public void reset() {
        stream.reset();
    }

    @Override
    public void truncate() {
        stream.truncate();
    }
}
