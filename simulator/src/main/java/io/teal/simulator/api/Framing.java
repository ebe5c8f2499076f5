package io.teal.simulator.api;

import io.teal.simulator.wire.ResponseHead;

/** How a server frames its event streams. */
public enum Framing {
    /** sse-starlette, which Chatchat and Xinference use: CRLF, and pings. */
    SSE_STARLETTE,
    /** Starlette's StreamingResponse, which vLLM and FastChat use: LF, no pings. */
    STREAMING_RESPONSE,
    /** Ollama's writer: LF, no pings, and the head only leaves with the first event. */
    FIRST_WRITE;

    String lineEnd() {
        return this == SSE_STARLETTE ? "\r\n" : "\n";
    }

    boolean pings() {
        return this == SSE_STARLETTE;
    }

    boolean headAtOnce() {
        return this != FIRST_WRITE;
    }

    ResponseHead head() {
        return switch (this) {
            case SSE_STARLETTE -> ResponseHead.events();
            case STREAMING_RESPONSE ->
                ResponseHead.status(200).with("content-type", "text/event-stream; charset=utf-8");
            case FIRST_WRITE -> ResponseHead.status(200).with("content-type", "text/event-stream");
        };
    }
}
