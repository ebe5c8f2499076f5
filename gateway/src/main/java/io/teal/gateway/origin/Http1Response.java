package io.teal.gateway.origin;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An answer that comes on a connection of HTTP/1.1, or the tunnel that it has become. Confined to the event loop. */
final class Http1Response implements OriginResponse, OriginTunnel {
    private static final MultiMap NO_TRAILERS =
            MultiMap.caseInsensitiveMultiMap().copy(false);

    private final Http1Connection connection;
    private final int status;
    private final String reason;
    private final HttpVersion version;
    private final MultiMap headers;
    private MultiMap trailers = NO_TRAILERS;
    private @Nullable Consumer<Buffer> pieces;
    private @Nullable Runnable end;
    private @Nullable Runnable settled;
    private @Nullable Runnable closed;

    Http1Response(Http1Connection connection, ResponseHead head) {
        this.connection = connection;
        this.status = head.status();
        this.reason = head.reason();
        this.version = head.version();
        this.headers = head.headers();
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String reason() {
        return reason;
    }

    @Override
    public HttpVersion version() {
        return version;
    }

    @Override
    public MultiMap headers() {
        return headers;
    }

    @Override
    public MultiMap trailers() {
        return trailers;
    }

    @Override
    public void read(Consumer<Buffer> piece, Runnable ended, Runnable allOfThisPassed) {
        pieces = piece;
        end = ended;
        settled = allOfThisPassed;
    }

    @Override
    public void read(Consumer<Buffer> bytes, Runnable ending, Runnable ended, Runnable gone) {
        pieces = bytes;
        end = ended;
        connection.whenServerEnds(ending);
        closed = gone;
    }

    @Override
    public void pause() {
        connection.pause();
    }

    @Override
    public void resume() {
        connection.resume();
    }

    @Override
    public OriginTunnel tunnel() {
        connection.pause();
        return this;
    }

    @Override
    public void write(Buffer bytes) {
        connection.send(bytes);
    }

    @Override
    public void end() {
        connection.finish();
    }

    @Override
    public boolean full() {
        return connection.full();
    }

    @Override
    public void whenDrained(Runnable resume) {
        connection.whenDrained(resume);
    }

    @Override
    public void drop() {
        pieces = null;
        connection.resume();
    }

    /** All that came with the head was passed on. */
    void settled() {
        Runnable told = settled;
        if (told != null) {
            told.run();
        }
    }

    /** A piece of the body, or of what comes through the tunnel. */
    void piece(Buffer piece) {
        Consumer<Buffer> to = pieces;
        if (to != null) {
            to.accept(piece);
        }
    }

    /** The last of it was passed on. */
    void end(@Nullable MultiMap behind) {
        if (behind != null) {
            trailers = behind;
        }
        Runnable told = end;
        if (told != null) {
            told.run();
        }
    }

    /** The tunnel's connection is gone. */
    void closed() {
        end(null);
        Runnable told = closed;
        if (told != null) {
            told.run();
        }
    }
}
