package io.teal.gateway.forward;

import io.teal.gateway.outcome.Outcome;
import io.vertx.core.buffer.Buffer;

/** Hears an answer that a client gets, as the server sends it. Confined to the event loop of the client. */
public interface Overhearing {
    /** The next piece of the body; nothing is to be changed in it, and nothing kept of it. */
    void piece(Buffer piece);

    /** The answer is over; nothing comes any more. */
    void over(Outcome outcome);
}
