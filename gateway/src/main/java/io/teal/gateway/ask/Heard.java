package io.teal.gateway.ask;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.replay.Transcript;

/**
 * An answer as it came to who asked without a client.
 *
 * @param outcome how it ended
 * @param status its status code, or that of the outcome when it never had one
 * @param bytes what came of the body, or its beginning
 * @param cut whether more came
 * @param events whether it is an event stream
 * @param firstTokenNanos from the beginning; -1 when none came
 * @param totalNanos from the beginning
 * @param server the address of the server; empty for none
 * @param message what is told of a failure
 */
@SuppressWarnings("ArrayRecordComponent") // it is read once
record Heard(
        Outcome outcome,
        int status,
        byte[] bytes,
        boolean cut,
        boolean events,
        long firstTokenNanos,
        long totalNanos,
        String server,
        String message) {
    private static final int QUICKLY_READ = 128 << 10;

    /** Whether to read it takes no longer than an event loop may be held up. */
    boolean quicklyRead() {
        return bytes.length <= QUICKLY_READ;
    }

    DirectAnswer read(String requestId) {
        Transcript said = Transcript.of(bytes, events, DirectAnswer.MOST_TEXT);
        String why = said.error().isEmpty() ? message : said.error();
        return new DirectAnswer(
                outcome,
                status,
                status < 400 ? said.text() : "",
                cut || said.cut(),
                said.documents(),
                firstTokenNanos,
                totalNanos,
                server,
                outcome.good() ? "" : why.isEmpty() && status >= 400 ? shown(said.text()) : why,
                requestId);
    }

    private static String shown(String body) {
        return body.strip().substring(0, Math.min(body.strip().length(), 500));
    }
}
