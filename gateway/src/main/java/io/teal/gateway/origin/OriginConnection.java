package io.teal.gateway.origin;

import io.netty.handler.codec.http.HttpClientCodec;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.net.impl.VertxConnection;
import org.jspecify.annotations.Nullable;

/** A connection to a server, used by one attempt at a time. Confined to the event loop. */
public final class OriginConnection {
    private final OriginPool.Origin origin;
    private final HttpClientConnection connection;
    private final HttpConnection channel;
    private final @Nullable ResponseGuard guard;
    private boolean used;
    private boolean closed;
    private long idleSince;

    OriginConnection(OriginPool.Origin origin, HttpClientConnection connection) {
        this.origin = origin;
        this.connection = connection;
        origin.opened();
        // Whoever uses the connection is told by the request; a connection nobody uses may break without a word.
        HttpConnection inner = connection.exceptionHandler(broken -> {});
        // What the client hands out wraps the connection; its setters return the one inside.
        this.channel = inner;
        this.guard = guard(inner);
        connection.closeHandler(gone -> {
            closed = true;
            origin.forget(this);
        });
    }

    /** Sets a guard before the decoder; HTTP/2, whose frames leave nothing to interpretation, needs none. */
    private static @Nullable ResponseGuard guard(HttpConnection connection) {
        if (!(connection instanceof ConnectionBase base)) {
            throw new IllegalStateException("no channel to guard: " + connection.getClass());
        }
        if (base.channel().pipeline().get(HttpClientCodec.class) == null) {
            return null;
        }
        ResponseGuard guard = new ResponseGuard();
        base.channel().pipeline().addFirst(guard);
        return guard;
    }

    /**
     * A request is about to go out on it.
     *
     * @param method its method
     * @param upgrade whether it asks for another protocol
     */
    public void expectResponse(HttpMethod method, boolean upgrade) {
        if (guard != null) {
            guard.expect(method, upgrade);
        }
    }

    /** Whether any byte came since the last request went out; never on HTTP/2, whose frames are not all about the request. */
    public boolean heard() {
        return guard != null && guard.heard();
    }

    /** Whether what the server sent waits for a slow client. */
    public void paused(boolean now) {
        if (guard != null) {
            guard.paused(now);
        }
    }

    /**
     * Has it told when the server will send no more, be it that bytes before that end still wait.
     *
     * @param ended called on the event loop
     */
    public void whenServerEnds(Runnable ended) {
        if (channel instanceof VertxConnection open && open.channel().isOpen()) {
            var unused = open.channel().pipeline().addFirst(new InputEnd(ended));
        }
    }

    /** The connection itself. */
    public HttpClientConnection connection() {
        return connection;
    }

    /** Whether it was idle between being opened and now: the server may be letting go of it at this moment. */
    public boolean used() {
        return used;
    }

    /** Whether it is gone. */
    public boolean closed() {
        return closed;
    }

    /** Since when nobody uses it, nanoseconds. */
    long idleSince() {
        return idleSince;
    }

    /** A complete answer came on it: keeps it for the next attempt, unless the server sent more than the answer. */
    public void giveBack(long now) {
        if (guard != null && !guard.rest()) {
            close();
        } else if (!closed) {
            used = true;
            idleSince = now;
            origin.keep(this);
        }
    }

    /** Closes it at once. */
    public void close() {
        if (!closed) {
            closed = true;
            var unused = connection.close();
        }
    }

    /**
     * Closes it at once, in the middle of an exchange.
     *
     * @param request what is under way on it
     */
    public void close(HttpClientRequest request) {
        var unused = request.reset();
        if (channel instanceof VertxConnection open) {
            // From below the client's own handler, which would first write all that a slow server has not taken yet.
            if (open.channel().isOpen()) {
                var unusedClosing = open.channel().pipeline().firstContext().close();
            }
            // What was read while the gateway's client was slow waits to be handled; only that frees it.
            open.doResume();
        }
        close();
    }
}
