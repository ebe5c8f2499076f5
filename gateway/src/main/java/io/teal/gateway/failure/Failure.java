package io.teal.gateway.failure;

import java.util.Locale;

/**
 * Every way a request can fail in the gateway: what the client is told, who is to blame, and whether another attempt can do
 * harm. The constant's {@link #tag()} is the word in logs, metrics and documents.
 */
public enum Failure {
    /** No route matches. */
    NO_ROUTE(404, Blame.CLIENT, Repeat.NEVER),
    /** The target cannot be read. */
    BAD_TARGET(400, Blame.CLIENT, Repeat.NEVER),
    /** The body is longer than the route allows. */
    BODY_TOO_LARGE(413, Blame.CLIENT, Repeat.NEVER),
    /** The client closed the connection or reset the stream; the status is nginx's and only seen in records. */
    CLIENT_LEFT(499, Blame.CLIENT, Repeat.NEVER),
    /** The client took nothing of its answer for a minute; the status is only seen in records. */
    CLIENT_STALLED(408, Blame.CLIENT, Repeat.NEVER),
    /** The queue of the upstream is full. */
    QUEUE_FULL(429, Blame.GATEWAY, Repeat.NEVER),
    /** The request waited as long as it may. */
    QUEUE_TIMEOUT(503, Blame.GATEWAY, Repeat.NEVER),
    /** No server of the upstream can take it. */
    NO_SERVER(503, Blame.GATEWAY, Repeat.NEVER),
    /** The connection was refused, reset or not there in time; not one byte of the request was sent. */
    CONNECT_FAILED(502, Blame.SERVER, Repeat.ALWAYS),
    /** The time for the connection ran out; not one byte of the request was sent. */
    TIMEOUT_CONNECT(504, Blame.SERVER, Repeat.ALWAYS),
    /** A kept connection was closed before any byte of the response came: the server had let go of it. */
    STALE_CONNECTION(502, Blame.GATEWAY, Repeat.ALWAYS),
    /** The connection broke after the request was on its way and before the response's head. */
    RESET(502, Blame.SERVER, Repeat.IF_IDEMPOTENT),
    /** The server sent something that is not HTTP. */
    INVALID_RESPONSE(502, Blame.SERVER, Repeat.IF_IDEMPOTENT),
    /** The server answered 429 or 503: it took the request and refused it. */
    REFUSED_BY_SERVER(503, Blame.SERVER, Repeat.ALWAYS),
    /** No head within {@code first_byte}. */
    TIMEOUT_FIRST_BYTE(504, Blame.SERVER, Repeat.NEVER),
    /** Silence inside the body for longer than {@code idle}. */
    TIMEOUT_IDLE(504, Blame.SERVER, Repeat.NEVER),
    /** The whole request took longer than {@code total}; the server's fault only while it was the one waited for. */
    TIMEOUT_TOTAL(504, Blame.SERVER, Repeat.NEVER),
    /** The body ended before its declared end. */
    TRUNCATED(502, Blame.SERVER, Repeat.NEVER),
    /** A fault of the gateway's own. */
    INTERNAL(500, Blame.GATEWAY, Repeat.NEVER);

    private final int status;
    private final Blame blame;
    private final Repeat repeat;
    private final String tag;

    Failure(int status, Blame blame, Repeat repeat) {
        this.status = status;
        this.blame = blame;
        this.repeat = repeat;
        this.tag = name().toLowerCase(Locale.ROOT);
    }

    /** The status code the client gets when none was sent yet. */
    public int status() {
        return status;
    }

    /** Whose fault it is. */
    public Blame blame() {
        return blame;
    }

    /** Whether another attempt can do harm. */
    public Repeat repeat() {
        return repeat;
    }

    /** The word in logs, metrics and documents. */
    public String tag() {
        return tag;
    }

    /** Whose fault a failure is. Only the server's own failures count against it. */
    public enum Blame {
        CLIENT,
        SERVER,
        GATEWAY
    }

    /** When another attempt does no harm. */
    public enum Repeat {
        /** Nothing can have been done. */
        ALWAYS,
        /** Something may have been done: only methods that may be repeated (RFC 9110 9.2.2). */
        IF_IDEMPOTENT,
        NEVER
    }
}
