package io.teal.gateway.origin;

import io.teal.gateway.message.RequestSink;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpVersion;

/** A request on its way to a server. Its head leaves with the first of the body. Confined to the event loop. */
public interface OriginRequest extends RequestSink {
    /** What it is written in. */
    HttpVersion version();

    /** The fields of its head, to be filled in before anything is sent. */
    MultiMap headers();

    /** The length of the body is not known before its end. */
    void chunked();

    /** The head leaves now, and no body follows. */
    void sendHead();
}
