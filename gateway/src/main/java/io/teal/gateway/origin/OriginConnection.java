package io.teal.gateway.origin;

import io.vertx.core.http.HttpMethod;

/** A connection to a server, used by one attempt at a time. Confined to the event loop. */
public abstract class OriginConnection {
    private final OriginPool.Origin origin;
    private boolean used;
    private boolean closed;
    private long idleSince;

    OriginConnection(OriginPool.Origin origin) {
        this.origin = origin;
        origin.opened();
    }

    /**
     * Asks the server.
     *
     * @param target path and query
     * @param upgrade whether the connection may become a tunnel
     * @param listener told when the request can be written, often at once, and all that follows
     */
    public abstract void request(HttpMethod method, String target, boolean upgrade, OriginListener listener);

    /** Whether any byte came since the last request went out; never on HTTP/2, whose frames are not all about the request. */
    public abstract boolean heard();

    /** Whether another request can go out on it. */
    abstract boolean reusable();

    /** Lets go of it, and of what is under way on it. Whoever asked is told nothing any more. */
    abstract void shut();

    /** Whether it was idle between being opened and now: the server may be letting go of it at this moment. */
    public final boolean used() {
        return used;
    }

    /** Whether it is gone. */
    public final boolean closed() {
        return closed;
    }

    /** Since when nobody uses it, nanoseconds. */
    final long idleSince() {
        return idleSince;
    }

    /** A complete answer came on it: keeps it for the next attempt, unless the server sent more than the answer. */
    public final void giveBack(long now) {
        if (closed) {
            return;
        }
        if (reusable()) {
            used = true;
            idleSince = now;
            origin.keep(this);
        } else {
            close();
        }
    }

    /** Closes it at once, be it in the middle of an exchange. */
    public final void close() {
        if (!closed) {
            closed = true;
            shut();
        }
    }

    /** It is gone. */
    final void gone() {
        closed = true;
        origin.forget(this);
    }
}
