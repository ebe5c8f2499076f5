package io.teal.gateway.forward;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a client's request on its way to a server.
 *
 * <p>A declared body of at most {@link #KEPT} bytes is read before a server is chosen: a client that sends slowly holds no
 * server, and another attempt can send it again. Anything longer, or of unknown length, flows through as it comes, with
 * backpressure; its first {@link #KEPT} bytes can be sent again as long as no more have gone out. Confined to the event loop.
 */
final class RequestBody {
    /** Most bytes that are kept for another attempt. */
    static final int KEPT = 64 << 10;

    private final HttpServerRequest request;
    private final long limit;
    private final Reader reader;
    private final List<Buffer> kept = new ArrayList<>(1);
    private final ArrayDeque<Buffer> unsent = new ArrayDeque<>(0);
    private long declared = -1;
    private long received;
    private boolean framed;
    private boolean started;
    private boolean complete;
    private boolean replayable = true;
    private boolean sent;
    private boolean stopped;
    private @Nullable HttpClientRequest sink;

    /** Who waits for the body. */
    interface Reader {
        /** Enough is there to choose a server. Called once. */
        void bodyReady();

        /** The body is longer than the route allows. Nothing is called after it. */
        void bodyTooLarge();

        /** The last byte went to the server. */
        void bodySent();

        /** The server takes no more for now. */
        void bodyHeldBack();

        /** The server takes it again: what is waited for now is the client. */
        void bodyFlows();
    }

    /**
     * @param limit most bytes the body may have
     */
    RequestBody(HttpServerRequest request, long limit, Reader reader) {
        this.request = request;
        this.limit = limit;
        this.reader = reader;
    }

    /** Begins to read. Calls the reader, often at once. */
    void read() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        framed = length != null || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        if (length != null) {
            declared = Long.parseLong(length);
        }
        // An HTTP/2 request ends with its stream: until then DATA may come that its length does not allow.
        if (request.version() != HttpVersion.HTTP_2 && (declared == 0 || !framed)) {
            declared = 0;
            complete = true;
            start();
            return;
        }
        if (declared > limit) {
            tooLarge();
            return;
        }
        request.handler(this::chunk);
        request.endHandler(this::end);
        if (declared > KEPT) {
            start();
        }
    }

    private boolean whole() {
        return declared >= 0 && declared <= KEPT;
    }

    private void start() {
        if (!started) {
            started = true;
            reader.bodyReady();
        }
    }

    private void tooLarge() {
        stopped = true;
        reader.bodyTooLarge();
    }

    private void chunk(Buffer chunk) {
        if (stopped) {
            return;
        }
        received += chunk.length();
        if (received > limit) {
            tooLarge();
            return;
        }
        if (replayable && received <= KEPT) {
            kept.add(chunk);
        } else {
            replayable = false;
        }
        HttpClientRequest to = sink;
        if (to != null) {
            if (!replayable) {
                kept.clear();
            }
            write(to, chunk);
        } else if (!replayable) {
            unsent.add(chunk);
            var unused = request.pause();
        }
        if (!whole()) {
            start();
        }
    }

    private void end(Void unused) {
        if (stopped) {
            return;
        }
        complete = true;
        start();
        HttpClientRequest to = sink;
        if (to != null) {
            finish(to);
        }
    }

    private void write(HttpClientRequest to, Buffer chunk) {
        var unused = to.write(chunk);
        if (to.writeQueueFull()) {
            holdBack(to);
        }
    }

    private void holdBack(HttpClientRequest to) {
        request.pause();
        reader.bodyHeldBack();
        to.drainHandler(drained -> {
            if (sink == to) {
                reader.bodyFlows();
                request.resume();
            }
        });
    }

    private void finish(HttpClientRequest to) {
        sink = null;
        var unused = to.end();
        reader.bodySent();
    }

    /** The bytes the head of the request to the server declares; -1 when it must be chunked. */
    long declared() {
        return complete && declared < 0 && replayable ? received : declared;
    }

    /** Bytes that have come so far. */
    long received() {
        return received;
    }

    /** Whether the client framed a body, be it an empty one. */
    boolean framed() {
        return framed;
    }

    /** Whether the client has sent all of it. */
    boolean complete() {
        return complete;
    }

    /** Whether another attempt can send it from its start. */
    boolean replayable() {
        return replayable || !sent;
    }

    /** Sends it on: what is there now, the rest as it comes. The head's fields must be set. */
    void sendTo(HttpClientRequest to) {
        sent = true;
        if (complete && replayable) {
            var unused =
                    switch (kept.size()) {
                        case 0 -> to.end();
                        case 1 -> to.end(kept.get(0));
                        default -> to.end(joined());
                    };
            reader.bodySent();
            return;
        }
        sink = to;
        for (Buffer chunk : kept) {
            var unused = to.write(chunk);
        }
        if (!replayable) {
            kept.clear();
        }
        Buffer chunk;
        while ((chunk = unsent.poll()) != null) {
            var unused = to.write(chunk);
        }
        if (complete) {
            finish(to);
        } else if (to.writeQueueFull()) {
            holdBack(to);
        } else {
            request.resume();
        }
    }

    private Buffer joined() {
        Buffer all = Buffer.buffer((int) received);
        for (Buffer chunk : kept) {
            all.appendBuffer(chunk);
        }
        return all;
    }

    /** The attempt it went to is over; what the client still sends waits for another. */
    void detach() {
        if (sink != null) {
            sink = null;
            if (!complete && !request.isEnded()) {
                request.pause();
            }
        }
    }

    /** Nobody wants it any more: what still comes is read and dropped, so that the connection can be used again. */
    void discard() {
        stopped = true;
        sink = null;
        kept.clear();
        unsent.clear();
        // A stream that was reset counts as read to its end.
        if (!complete && !request.isEnded()) {
            request.resume();
        }
    }
}
