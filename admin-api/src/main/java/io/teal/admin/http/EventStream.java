package io.teal.admin.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-sent events to one client (WHATWG HTML 9.2), until one of both ends them. What is sent on the event loop goes out at once,
 * what comes from other threads after it and in its order. A client that does not keep up is cut off: it may come back and say
 * which event it saw last.
 */
public final class EventStream {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    /** Bytes that a client may be behind. */
    private static final int MOST_UNREAD = 1 << 20;

    private final Vertx vertx;
    private final Consumer<EventStream> closed;
    private final Context loop;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final long timer;
    private int unread;
    private boolean over;
    private @Nullable Runnable whenOver;

    /** What a client listens to. */
    @FunctionalInterface
    public interface Feed {
        /** Begins to send; called on the event loop, must not block. */
        void begin(EventStream stream);
    }

    /**
     * The head is set and nothing is written yet.
     *
     * @param silence how long the client may hear nothing; then it gets a comment
     * @param closed told once when it is over
     */
    EventStream(Vertx vertx, HttpServerRequest request, Duration silence, Consumer<EventStream> closed) {
        this.closed = closed;
        this.vertx = vertx;
        this.loop = vertx.getOrCreateContext();
        this.request = request;
        this.response = request.response().setChunked(true);
        this.timer = vertx.setPeriodic(silence.toMillis(), now -> write(": \n"));
        // A client that comes back in a second does not miss much, and many that do so at once are no burden.
        write("retry: 1000\n");
        response.closeHandler(gone -> over());
        response.exceptionHandler(gone -> over());
    }

    /**
     * Sends an event.
     *
     * @param id what the client says of it when it comes back
     * @param name of its kind
     * @param data one line
     */
    public void send(String id, String name, String data) {
        post("id: " + id + "\nevent: " + name + "\ndata: " + data + "\n\n");
    }

    /** Has the client come back with an id, before any event has been sent. */
    public void since(String id) {
        post("id: " + id + "\n\n");
    }

    /** Has something done once, on the event loop, when nothing can be sent any more. Called in {@link Feed#begin}. */
    public void whenOver(Runnable what) {
        whenOver = what;
    }

    /** Nothing more is sent; the client has all there was. */
    void end() {
        loop.runOnContext(now -> {
            if (!over) {
                over();
                response.end().onFailure(Reply::gone);
            }
        });
    }

    private void post(String lines) {
        if (Vertx.currentContext() == loop) {
            write(lines);
        } else {
            loop.runOnContext(later -> write(lines));
        }
    }

    private void write(String lines) {
        if (over) {
            return;
        }
        Buffer bytes = Buffer.buffer(lines);
        unread += bytes.length();
        if (unread > MOST_UNREAD) {
            LOG.info("a listener at {} does not keep up and is cut off", request.remoteAddress());
            over();
            request.connection().close().onFailure(Reply::gone);
            return;
        }
        response.write(bytes).onComplete(written -> unread -= bytes.length());
    }

    private void over() {
        if (over) {
            return;
        }
        over = true;
        boolean unused = vertx.cancelTimer(timer);
        closed.accept(this);
        if (whenOver != null) {
            whenOver.run();
        }
    }
}
