package io.teal.gateway.outcome;

import java.util.Locale;

/**
 * How a request, or one attempt of it, ended: the one table of what the client is told, whose fault it is, whether another
 * attempt can do harm, whether it counts against the server, and whether the answer may be kept for others.
 *
 * <p>{@link #word()} is the outcome as records, metrics and {@code X-Teal-Outcome} name it; several constants can share a
 * word, and {@link #tag()} tells them apart in logs and in what a client is told.
 */
public enum Outcome {
    /** A complete answer. */
    OK(Words.OWN, 200, Blame.NOBODY, Repeat.NEVER, Counts.FOR, Cache.YES),
    /** A complete answer of the model alone: nothing was found in the knowledge base, or it could not be searched. */
    NO_DOCUMENTS(Words.OWN, 200, Blame.NOBODY, Repeat.NEVER, Counts.FOR, Cache.NO),
    /** A clean end without one token. */
    EMPTY(Words.OWN, 502, Blame.SERVER, Repeat.IF_QUESTION, Counts.AGAINST, Cache.NO),
    /** A stream told of an error in an event. */
    ERROR_EVENT(Words.OWN, 502, Blame.SERVER, Repeat.IF_QUESTION, Counts.AGAINST, Cache.NO),
    /** An answer with status 200 whose body is an error. */
    ERROR_BODY(Words.OWN, 502, Blame.SERVER, Repeat.IF_QUESTION, Counts.AGAINST, Cache.NO),
    /** The server says the request is wrong: a status 4xx, or the same in a body, an unknown knowledge base say. */
    CLIENT_ERROR(Words.OWN, 400, Blame.CLIENT, Repeat.NEVER, Counts.FOR, Cache.NO),
    /** The server answered with a status 5xx. */
    SERVER_ERROR(Words.OWN, 502, Blame.SERVER, Repeat.IF_QUESTION, Counts.AGAINST, Cache.NO),
    /** The body ended before its end: that of its framing, or of its protocol. */
    TRUNCATED(Words.OWN, 502, Blame.SERVER, Repeat.IF_QUESTION, Counts.AGAINST, Cache.NO),

    /** The connection was refused, reset or not there in time; not one byte of the request was sent. */
    CONNECT_FAILED(Words.OWN, 502, Blame.SERVER, Repeat.ALWAYS, Counts.AGAINST, Cache.NO),
    /**
     * A kept connection broke within a second of the request and before any byte came back: the server had let go of it
     * before it saw the request.
     */
    STALE_CONNECTION(Words.CONNECT_FAILED, 502, Blame.GATEWAY, Repeat.ALWAYS, Counts.NOT, Cache.NO),
    /**
     * The connection broke after the request was on its way and before the response's head: a new one, or a kept one so late
     * or after such bytes that the server must have had the request, and may have done what it asks.
     */
    RESET(Words.SERVER_ERROR, 502, Blame.SERVER, Repeat.IF_IDEMPOTENT, Counts.AGAINST, Cache.NO),
    /** The server sent something that is not HTTP. */
    INVALID_RESPONSE(Words.SERVER_ERROR, 502, Blame.SERVER, Repeat.IF_IDEMPOTENT, Counts.AGAINST, Cache.NO),
    /** The server answered 503: it took the request and refused it. */
    REFUSED_BY_SERVER(Words.SERVER_ERROR, 503, Blame.SERVER, Repeat.ALWAYS, Counts.AGAINST, Cache.NO),
    /** The server answered 429: it is as busy as it wants to be, and sound. */
    SERVER_BUSY(Words.CLIENT_ERROR, 429, Blame.NOBODY, Repeat.ALWAYS, Counts.NOT, Cache.NO),

    /** The time for the connection ran out; not one byte of the request was sent. */
    TIMEOUT_CONNECT(Words.OWN, 504, Blame.SERVER, Repeat.ALWAYS, Counts.AGAINST, Cache.NO),
    /** No head within {@code first_byte}. */
    TIMEOUT_FIRST_BYTE(Words.OWN, 504, Blame.SERVER, Repeat.IF_QUESTION, Counts.AGAINST, Cache.NO),
    /** A head, perhaps documents and comments, and no token within {@code first_token}. */
    TIMEOUT_FIRST_TOKEN(Words.OWN, 504, Blame.SERVER, Repeat.IF_QUESTION, Counts.AGAINST, Cache.NO),
    /** Silence inside the body for longer than {@code idle}; comments of an event stream are silence. */
    TIMEOUT_IDLE(Words.OWN, 504, Blame.SERVER, Repeat.NEVER, Counts.AGAINST, Cache.NO),
    /** The whole request took longer than {@code total}; the server's fault only while it was the one waited for. */
    TIMEOUT_TOTAL(Words.OWN, 504, Blame.SERVER, Repeat.NEVER, Counts.AGAINST, Cache.NO),

    /** The client closed the connection or reset the stream; the status is nginx's and only seen in records. */
    CLIENT_LEFT(Words.OWN, 499, Blame.CLIENT, Repeat.NEVER, Counts.NOT, Cache.NO),
    /** The client took nothing of its answer for a minute; the status is only seen in records. */
    CLIENT_STALLED(Words.CLIENT_LEFT, 408, Blame.CLIENT, Repeat.NEVER, Counts.NOT, Cache.NO),

    /** The client has as many requests under way as it may. */
    TOO_MANY_REQUESTS(Words.REJECTED, 429, Blame.CLIENT, Repeat.NEVER, Counts.NOT, Cache.NO),
    /** The client asks more often than it may. */
    RATE_LIMITED(Words.REJECTED, 429, Blame.CLIENT, Repeat.NEVER, Counts.NOT, Cache.NO),
    /** The queue of the upstream is full. */
    QUEUE_FULL(Words.REJECTED, 429, Blame.GATEWAY, Repeat.NEVER, Counts.NOT, Cache.NO),
    /** The request waited as long as it may. */
    QUEUE_TIMEOUT(Words.REJECTED, 503, Blame.GATEWAY, Repeat.NEVER, Counts.NOT, Cache.NO),
    /** No server of the upstream can take it. */
    NO_SERVER(Words.REJECTED, 503, Blame.GATEWAY, Repeat.NEVER, Counts.NOT, Cache.NO),
    /** So much failed at the upstream of late that it gets no request for now. */
    CIRCUIT_OPEN(Words.REJECTED, 503, Blame.GATEWAY, Repeat.NEVER, Counts.NOT, Cache.NO),
    /** The client wants a kept answer only, and there is none (RFC 9111 5.2.1.7). */
    NOT_CACHED(Words.REJECTED, 504, Blame.CLIENT, Repeat.NEVER, Counts.NOT, Cache.NO),

    /** No route matches. */
    NO_ROUTE(Words.CLIENT_ERROR, 404, Blame.CLIENT, Repeat.NEVER, Counts.NOT, Cache.NO),
    /** The client's address may not use the route. */
    ADDRESS_DENIED(Words.CLIENT_ERROR, 403, Blame.CLIENT, Repeat.NEVER, Counts.NOT, Cache.NO),
    /** The client shows no key that the route knows. */
    KEY_REFUSED(Words.CLIENT_ERROR, 401, Blame.CLIENT, Repeat.NEVER, Counts.NOT, Cache.NO),
    /** The client shows no token that the route takes: none, one that is signed by nobody it knows, or one that is not for it or now. */
    TOKEN_REFUSED(Words.CLIENT_ERROR, 401, Blame.CLIENT, Repeat.NEVER, Counts.NOT, Cache.NO),
    /** The keys that tokens are checked with have not been fetched, so that nobody can say whether this one is good. */
    TOKEN_UNCHECKED(Words.REJECTED, 503, Blame.GATEWAY, Repeat.NEVER, Counts.NOT, Cache.NO),
    /** The target cannot be read. */
    BAD_TARGET(Words.CLIENT_ERROR, 400, Blame.CLIENT, Repeat.NEVER, Counts.NOT, Cache.NO),
    /** The body is longer than the route allows. */
    BODY_TOO_LARGE(Words.CLIENT_ERROR, 413, Blame.CLIENT, Repeat.NEVER, Counts.NOT, Cache.NO),
    /** The gateway ended, and the answer took longer than running requests get then. */
    SHUTDOWN(Words.GATEWAY_ERROR, 503, Blame.GATEWAY, Repeat.NEVER, Counts.NOT, Cache.NO),
    /** A fault of the gateway's own. */
    INTERNAL(Words.GATEWAY_ERROR, 500, Blame.GATEWAY, Repeat.NEVER, Counts.NOT, Cache.NO);

    private final String word;
    private final int status;
    private final Blame blame;
    private final Repeat repeat;
    private final Counts counts;
    private final boolean cacheable;
    private final String tag;

    Outcome(String word, int status, Blame blame, Repeat repeat, Counts counts, Cache cache) {
        this.tag = name().toLowerCase(Locale.ROOT);
        this.word = word.isEmpty() ? tag : word;
        this.status = status;
        this.blame = blame;
        this.repeat = repeat;
        this.counts = counts;
        this.cacheable = cache == Cache.YES;
    }

    /** The outcome of an answer that nobody looks into, by its status code. */
    public static Outcome ofStatus(int status) {
        if (status < 400) {
            return OK;
        }
        if (status < 500) {
            return status == 429 ? SERVER_BUSY : CLIENT_ERROR;
        }
        return status == 503 ? REFUSED_BY_SERVER : SERVER_ERROR;
    }

    /** The outcome in records, metrics and {@code X-Teal-Outcome}. */
    public String word() {
        return word;
    }

    /** The finer word in logs, metrics and in what a client is told. */
    public String tag() {
        return tag;
    }

    /** The status code when the gateway has to tell it; where the server answered, its own answer is passed on instead. */
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

    /** What it says about the server: ejection, the circuit breaker and the trial of an ejected server go by it. */
    public Counts counts() {
        return counts;
    }

    /** Whether it is a complete answer that says what was asked for. */
    public boolean good() {
        return this == OK || this == NO_DOCUMENTS;
    }

    /** Whether the answer may be kept and given to others. */
    public boolean cacheable() {
        return cacheable;
    }

    /** Whose fault an outcome is. */
    public enum Blame {
        NOBODY,
        CLIENT,
        SERVER,
        GATEWAY
    }

    /** When another attempt does no harm. */
    public enum Repeat {
        /** Nothing can have been done. */
        ALWAYS,
        /** Something may have been done: only methods that may be repeated (RFC 9110 9.2.2), and questions. */
        IF_IDEMPOTENT,
        /** The server did something and it came to nothing: only questions, which cost but change nothing. */
        IF_QUESTION,
        NEVER
    }

    /** What an outcome says about the server. */
    public enum Counts {
        /** It did its work. */
        FOR,
        /** It failed by its own fault. */
        AGAINST,
        /** Nothing. */
        NOT
    }

    private enum Cache {
        YES,
        NO
    }

    private static final class Words {
        static final String OWN = "";
        static final String CONNECT_FAILED = "connect_failed";
        static final String CLIENT_ERROR = "client_error";
        static final String CLIENT_LEFT = "client_left";
        static final String SERVER_ERROR = "server_error";
        static final String REJECTED = "rejected";
        static final String GATEWAY_ERROR = "gateway_error";
    }
}
