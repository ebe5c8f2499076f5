package io.teal.admin.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The streams that are open. Any thread. */
final class EventStreams {
    /** Each has a connection and up to a megabyte that is not read yet. */
    private static final int MOST = 100;

    private final Vertx vertx;
    private final Duration silence;
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();

    /** @param silence how long a client may hear nothing */
    EventStreams(Vertx vertx, Duration silence) {
        this.vertx = vertx;
        this.silence = silence;
    }

    /** Answers a request with what has no end; on its event loop. */
    void answer(HttpServerRequest request, Reply reply, Answer answer, EventStream.Feed feed) {
        if (open.size() >= MOST) {
            reply.send(Problem.of(ProblemKind.TOO_MANY_STREAMS, "%d are, and more may not be", MOST)
                    .answer());
            return;
        }
        if (!reply.begin(answer)) {
            return;
        }
        EventStream stream = new EventStream(vertx, request, silence, open::remove);
        boolean unused = open.add(stream);
        feed.begin(stream);
    }

    /** Ends them all: their clients may come back to another process. */
    void end() {
        open.forEach(EventStream::end);
    }
}
