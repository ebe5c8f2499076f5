package io.teal.gateway.origin;

import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/** A connection on which bytes go both ways unread. Confined to the event loop. */
public interface OriginTunnel {
    /**
     * Who gets what the server sends.
     *
     * @param bytes gets them
     * @param ending called when the server will send no more, be it that bytes before that end still wait
     * @param ended called behind the last byte when the server will send no more, or is gone
     * @param closed called when the connection is closed
     */
    void read(Consumer<Buffer> bytes, Runnable ending, Runnable ended, Runnable closed);

    /** Nothing more is read until {@link #resume}. */
    void pause();

    /** Goes on. Bytes may come before this returns. */
    void resume();

    /** Sends bytes. */
    void write(Buffer bytes);

    /** Nothing more will be sent: closes when all is written. */
    void end();

    /** Whether it had better get no more for now. */
    boolean full();

    /** Has something called when it takes more again. */
    void whenDrained(Runnable resume);

    /** Nobody reads any more: what still comes is dropped. */
    void drop();
}
