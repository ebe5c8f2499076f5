package io.teal.gateway.origin;

import io.vertx.core.MultiMap;

/** Who asked a server, and hears what becomes of it. Called on the event loop. */
public interface OriginListener {
    /** The request can be written. */
    void ready(OriginRequest request);

    /** The server said something before its answer: it has seen the head. */
    void interim();

    /** What the server says early (RFC 8297). */
    void earlyHints(MultiMap hints);

    /** The head of the answer has come. */
    void answered(OriginResponse response);

    /** It broke off, before the answer or in the middle of it. Nothing is called after it. */
    void failed(Throwable cause);
}
