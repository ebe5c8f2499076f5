package io.teal.simulator.answer;

import io.teal.simulator.api.EventStream;

/** Collects the tokens of a stream that will have one event only. */
public record GatheringSink(EventStream stream, StringBuilder whole, Runnable atEnd) implements TokenSink {
    @Override
    public void token(String token) {
        whole.append(token);
    }

    @Override
    public void end() {
        atEnd.run();
    }

    @Override
    public void cut() {
        atEnd.run();
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
