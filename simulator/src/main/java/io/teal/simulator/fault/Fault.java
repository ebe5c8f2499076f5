package io.teal.simulator.fault;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A kind of failure. The options named with each are milliseconds, bytes or counts as whole numbers. Every fault also
 * takes {@code path} (only requests whose path starts so) and {@code times} (applied that often, then no more).
 */
public enum Fault {
    /** Connections are refused for {@code ms} (default 1000), now when set and again after each restart. */
    REFUSE,
    /** The request is taken and never answered; with {@code read=false} its body is not even read. */
    NEVER_ANSWER,
    /** The connection is reset before any byte of an answer. */
    RESET,
    /** As {@link #RESET}, only for a request on a connection that carried one before. */
    RESET_REUSED,
    /** The connection is closed in the ordinary way just as a request arrives on a reused connection. */
    CLOSE_REUSED,
    /** The answer carries {@code connection: close}, and the connection is closed. */
    CONNECTION_CLOSE,
    /** Everything begins {@code ms} (default 100) later. */
    LATENCY,
    /** Answers {@code code} (default 503) with {@code retry-after} when given and {@code body} as text or JSON. */
    STATUS,
    /** Answers 500 with the text {@code Internal Server Error}, as Starlette does for an uncaught exception. */
    INTERNAL_ERROR,
    /** Answers 422 with a FastAPI problem list. */
    UNPROCESSABLE,
    /**
     * The model server is out of GPU memory: calls that need it fail fast in the way of their endpoint. Once met it stays
     * until the restart, unless {@code sticky=false}.
     */
    OUT_OF_MEMORY,
    /**
     * The model server refuses the call with {@code code} (default what it would use, 429 or 503), in the way of the
     * endpoint that needs it. The next call may be served.
     */
    MODEL_BUSY,
    /** Headers, then pings for ever; where the server sends no pings, nothing. */
    PINGS_ONLY,
    /** Headers, then nothing at all. */
    SILENCE,
    /** Headers, then the whole instance stands still for {@code ms} (default 16000): all streams, pings and answers. */
    BLOCKED_LOOP,
    /**
     * The first event, or what comes after {@code after} tokens of a stream, is an error with {@code text}, which may be
     * empty; a call that is not streamed answers its error object.
     */
    ERROR_EVENT,
    /** The agent fails after {@code after} tokens (default 3) with {@code text}; other endpoints do not know this. */
    AGENT_ERROR,
    /** The documents, then a clean end without a token; a model server alone does not know this. */
    DOCS_ONLY,
    /** The model ends well with no token at all, or with {@code tokens} blanks. */
    EMPTY_ANSWER,
    /** {@code after} tokens (default 3), then a clean end. */
    TOKENS_THEN_END,
    /** {@code after} tokens (default 3), then a reset. */
    TOKENS_THEN_RESET,
    /** {@code after} tokens (default 3), then a chunk that is announced longer than it is. */
    TOKENS_THEN_TRUNCATE,
    /** {@code after} tokens (default 3), then nothing more but pings. */
    TOKENS_THEN_STALL,
    /** The first token comes {@code ms} (default 2000) later. */
    SLOW_FIRST_TOKEN,
    /** Each token comes {@code ms} (default 5000) after the one before. */
    SLOW_DRIP,
    /** The event with the documents has {@code bytes} (default 4 MiB) of them. */
    BIG_DOCS,
    /** The first token is {@code bytes} (default 1 MiB) long, in one line. */
    BIG_EVENT,
    /** The answer is {@code tokens} (default 1000) tokens long. */
    LONG_ANSWER,
    /** No knowledge base is known here. */
    KB_MISSING,
    /** Nothing is found, as when the embedding server is down on older lines; the model answers all the same. */
    NOTHING_FOUND,
    /** {@code created} is off by {@code s} (default 86400) seconds. */
    CLOCK_SKEW,
    /** Everything leaves in pieces of {@code bytes} (default 5), {@code us} (default 0) microseconds apart. */
    SPLIT_WRITES,
    /** {@code events} (default 3) events of a stream share one chunk. */
    COALESCE,
    /** Uploads change the list of files but not what is answered. */
    STALE_KNOWLEDGE;

    /** The name in headers and in the control document: {@code tokens-then-reset}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The fault with this key or enum name; null when there is none. */
    public static @Nullable Fault named(String key) {
        String name = key.strip().toUpperCase(Locale.ROOT).replace('-', '_');
        for (Fault fault : values()) {
            if (fault.name().equals(name)) {
                return fault;
            }
        }
        return null;
    }
}
