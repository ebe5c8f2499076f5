package io.teal.simulator.wire;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;

/** Takes a request's body as it arrives. Runs on the connection's event loop. */
public interface BodySink {
    /** A piece of the body, borrowed for the time of the call. */
    void data(ByteBuf piece);

    /** The body is complete; {@code trailers} is empty when none came. */
    void end(HttpHeaders trailers);
}
