package io.teal.gateway.answer;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Policies.Dialect;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An answer put through a reader in a test, and what came of it. */
record Reading(AnswerReader reader) {
    static final String EVENTS = "text/event-stream; charset=utf-8";
    static final String JSON = "application/json";

    static Reading stream(Dialect dialect) {
        return new Reading(AnswerReader.of(dialect, Asked.QUESTION, 200, EVENTS, null));
    }

    static Reading body(Dialect dialect) {
        return new Reading(AnswerReader.of(dialect, Asked.QUESTION, 200, JSON, null));
    }

    static Reading of(Dialect dialect, int status, @Nullable String type) {
        return new Reading(AnswerReader.of(dialect, Asked.QUESTION, status, type, null));
    }

    @CanIgnoreReturnValue
    Reading read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    @CanIgnoreReturnValue
    Reading read(byte[] bytes) {
        reader.read(Unpooled.wrappedBuffer(bytes));
        return this;
    }

    /** Feeds from outside of the heap, as from a socket. */
    @CanIgnoreReturnValue
    Reading readDirect(byte[] bytes) {
        ByteBuf direct = Unpooled.directBuffer(Math.max(1, bytes.length));
        try {
            reader.read(direct.writeBytes(bytes));
        } finally {
            direct.release();
        }
        return this;
    }

    @CanIgnoreReturnValue
    Reading end() {
        reader.end();
        return this;
    }

    /** Everything there is to be known at the end. */
    Result result() {
        return new Result(reader.outcome(), reader.failed(), reader.error(), reader.begun(), reader.events());
    }

    /** What a reader says at the end. */
    record Result(Outcome outcome, @Nullable Outcome failed, String error, boolean begun, long events) {}
}
