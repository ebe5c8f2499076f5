package io.teal.gateway.ask;

import io.teal.gateway.outcome.Outcome;
import java.util.List;

/**
 * What came of a {@link DirectQuestion}.
 *
 * @param outcome how it ended
 * @param status the status code of the answer, or that a client would have been told when there was none
 * @param text what a user would read of it, without what the model thought; at most {@link #MOST_TEXT} characters
 * @param cut whether there was more of it than was kept
 * @param documents the names of the documents it refers to, each once, in their order
 * @param firstTokenNanos from its beginning to the first token; -1 when none came, or it is no stream
 * @param totalNanos from its beginning to its end
 * @param server the address of the server that was asked last; empty when none was
 * @param message what a failure says, for people; empty when there is nothing to say
 * @param requestId the identifier under which logs and the recent requests speak of it
 */
public record DirectAnswer(
        Outcome outcome,
        int status,
        String text,
        boolean cut,
        List<String> documents,
        long firstTokenNanos,
        long totalNanos,
        String server,
        String message,
        String requestId) {
    /** Most characters of a text. */
    public static final int MOST_TEXT = 64 << 10;

    public DirectAnswer {
        documents = List.copyOf(documents);
    }
}
