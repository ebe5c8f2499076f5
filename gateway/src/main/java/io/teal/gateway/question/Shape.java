package io.teal.gateway.question;

/** The form in which a server answers a question. */
public enum Shape {
    /** Chatchat 0.3.x, {@code kb_chat} and {@code /knowledge_base/{mode}/{param}/chat/completions}: documents first. */
    KB_CHAT,
    /** Chatchat 0.2.x: documents last, and event streams even for calls that are not streamed. */
    OLD_CHAT,
    /** {@code /v1/chat/completions} of Chatchat: events that end in CRLF, without an end mark. */
    THROUGH_CHATCHAT,
    /** {@code /v1/chat/completions} of a model server. */
    MODEL_SERVER;

    /** Whether the server is asked for a stream whatever the client wants. */
    public boolean askedAsStream() {
        return switch (this) {
            case KB_CHAT, OLD_CHAT -> true;
            case THROUGH_CHATCHAT, MODEL_SERVER -> false;
        };
    }
}
