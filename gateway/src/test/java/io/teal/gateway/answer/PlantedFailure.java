package io.teal.gateway.answer;

import io.netty.buffer.Unpooled;
import io.teal.gateway.routing.Policies.Dialect;

/** A target that fails on some inputs, to show that the fuzzer finds them and that finding one is a failure. */
public final class PlantedFailure {
    private PlantedFailure() {}

    /** Fails on what has an event. */
    public static void fuzzerTestOneInput(byte[] input) {
        AnswerReader reader = Reading.stream(Dialect.OPENAI).reader();
        reader.read(Unpooled.wrappedBuffer(input));
        if (reader.events() > 0) {
            throw new IllegalStateException("planted");
        }
    }
}
