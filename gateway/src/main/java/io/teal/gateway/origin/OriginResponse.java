package io.teal.gateway.origin;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A server's answer, from its head on. Confined to the event loop. */
public interface OriginResponse {
    /** The status code. */
    int status();

    /** The reason phrase. */
    @Nullable String reason();

    /** What it is written in. */
    HttpVersion version();

    /** The fields of its head. */
    MultiMap headers();

    /** The first field of this name; null when there is none. */
    default @Nullable String header(CharSequence name) {
        return headers().get(name);
    }

    /** The fields behind its body, once that has come to its end. */
    MultiMap trailers();

    /**
     * Has the body read. Call it before returning to the event loop: what comes before is lost.
     *
     * @param settled called when all that came together with the head has been passed on, unless that was the whole answer: how
     *     long the rest takes is open
     */
    void read(Consumer<Buffer> piece, Runnable end, Runnable settled);

    /** Nothing more is read until {@link #resume}. */
    void pause();

    /** Goes on. Pieces may come before this returns. */
    void resume();

    /** After a 101: the connection as it is, paused. */
    OriginTunnel tunnel();
}
