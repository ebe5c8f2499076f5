package io.teal.gateway.question;

/** How the answer to a question looks, streamed and in one piece. */
public enum Shape {
    /**
     * Chatchat 0.3.x from a knowledge base: documents first, then chunks of its own kind; in one piece, JSON inside a JSON string.
     */
    KB_CHAT,
    /** Chatchat 0.2.x: {@code {"answer"}} and {@code {"docs"}}, or {@code {"text", "message_id"}}; an event stream in any case. */
    OLD_CHAT,
    /** A model server through Chatchat's {@code /v1}: its chunks, lines that end in CRLF, no {@code [DONE]}. */
    THROUGH_CHATCHAT,
    /** A model server itself: chunks, then {@code [DONE]}. */
    MODEL_SERVER;

    /** Whether the server is asked for a stream, whatever the client wants: only the stream carries the documents. */
    public boolean askedAsStream() {
        return switch (this) {
            case KB_CHAT, OLD_CHAT -> true;
            case THROUGH_CHATCHAT, MODEL_SERVER -> false;
        };
    }
}
