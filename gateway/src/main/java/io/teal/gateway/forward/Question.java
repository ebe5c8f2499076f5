package io.teal.gateway.forward;

import io.teal.gateway.answer.AnswerReader;
import io.teal.gateway.answer.Asked;
import io.teal.gateway.origin.OriginResponse;
import io.teal.gateway.routing.Policies.Dialect;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks of a server, as far as the route has answers read.
 *
 * @param dialect what the answer is written in
 * @param asked what is asked for
 * @param passedOn whether the server passes the call on to a model server and stops with it
 */
record Question(Dialect dialect, Asked asked, boolean passedOn) {
    /**
     * The question in a request.
     *
     * @param target path and query as the server sees them
     */
    static Question of(Dialect dialect, String method, String target) {
        if (dialect == Dialect.NONE) {
            return new Question(dialect, Asked.OTHER, true);
        }
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        return new Question(dialect, Asked.of(dialect, method, path), path.contains("/v1/"));
    }

    /** Whether its answer is read. */
    boolean read() {
        return asked != Asked.OTHER;
    }

    /** Whether asking twice costs, but changes nothing. */
    boolean repeatable() {
        return asked == Asked.QUESTION;
    }

    /**
     * Whether a server of this dialect goes on computing when its connection is closed: Chatchat does, but for the streams it
     * passes on to a model server.
     */
    boolean goesOn(boolean streamed) {
        return dialect == Dialect.CHATCHAT && read() && !(passedOn && streamed);
    }

    /** Who reads the answer with this head; null when nobody does. */
    @Nullable AnswerReader reader(OriginResponse head) {
        if (!read()) {
            return null;
        }
        return AnswerReader.of(
                dialect,
                asked,
                head.status(),
                head.header(HttpHeaders.CONTENT_TYPE),
                head.header(HttpHeaders.CONTENT_ENCODING));
    }
}
