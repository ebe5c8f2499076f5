package io.teal.gateway.message;

import io.vertx.core.buffer.Buffer;

/** Where the body of a request goes. Confined to the event loop. */
public interface RequestSink {
    /** The next piece. */
    void write(Buffer piece);

    /** There is no more. */
    void end();

    /** The last piece. */
    void end(Buffer piece);

    /** Whether it had better get no more for now; what it gets waits in memory. */
    boolean full();

    /** Has something called when it takes more again. */
    void whenDrained(Runnable resume);
}
