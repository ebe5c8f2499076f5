package io.teal.gateway.forward;

import io.vertx.core.http.HttpClientConnection;

/** A connection to a server, used by one attempt at a time. Confined to the event loop. */
final class OriginConnection {
    private final OriginPool.Origin origin;
    private final HttpClientConnection connection;
    private boolean used;
    private boolean closed;
    private long idleSince;

    OriginConnection(OriginPool.Origin origin, HttpClientConnection connection) {
        this.origin = origin;
        this.connection = connection;
        origin.opened();
        // A request under way hears of it itself; that an idle connection breaks is no news.
        connection.exceptionHandler(broken -> {});
        connection.closeHandler(gone -> {
            closed = true;
            origin.forget(this);
        });
    }

    /** The connection itself. */
    HttpClientConnection connection() {
        return connection;
    }

    /** Whether an earlier request was answered on it: the server may be letting go of it at this moment. */
    boolean used() {
        return used;
    }

    /** Whether it is gone. */
    boolean closed() {
        return closed;
    }

    /** Since when nobody uses it, nanoseconds. */
    long idleSince() {
        return idleSince;
    }

    /** A complete answer came on it: keeps it for the next attempt. */
    void giveBack(long now) {
        if (!closed) {
            used = true;
            idleSince = now;
            origin.keep(this);
        }
    }

    /** Closes it at once. */
    void close() {
        if (!closed) {
            closed = true;
            var unused = connection.close();
        }
    }
}
