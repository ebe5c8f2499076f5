package io.teal.gateway.message;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The body of a client's request on its way to a server.
 *
 * <p>A declared body of at most {@link #KEPT} bytes is read before a server is chosen: a client that sends slowly holds no
 * server, and another attempt can send it again. Anything longer, or of unknown length, flows through as it comes, with
 * backpressure; its first {@link #KEPT} bytes can be sent again as long as no more have gone out. Confined to the event loop.
 */
public final class RequestBody {
    /** Most bytes that are kept for another attempt. */
    public static final int KEPT = 64 << 10;

    /** Null when the body was there from the start: then nothing comes from a client any more. */
    private final @Nullable HttpServerRequest request;

    private final long limit;
    private @Nullable Reader reader;
    private final List<Buffer> kept = new ArrayList<>(1);
    private final ArrayDeque<Buffer> unsent = new ArrayDeque<>(0);
    private long declared = -1;
    private long received;
    private boolean framed;
    private boolean beginningFirst;
    private boolean started;
    private boolean complete;
    private boolean replayable = true;
    private boolean sent;
    private boolean stopped;
    private @Nullable RequestSink sink;

    /** Who waits for the body. */
    public interface Reader {
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
     * The body of a client's request.
     *
     * @param limit most bytes the body may have
     */
    public RequestBody(HttpServerRequest request, long limit) {
        this.request = request;
        this.limit = limit;
    }

    private RequestBody(Buffer body) {
        this.request = null;
        this.limit = body.length();
        this.framed = true;
        this.declared = body.length();
        this.received = body.length();
        this.started = true;
        this.complete = true;
        kept.add(body);
    }

    /** A body that is there: {@link #handTo} says who sends it. */
    public static RequestBody of(Buffer body) {
        return new RequestBody(body);
    }

    /** Begins to read. Calls the reader, often at once. */
    public void read(Reader by) {
        reader = by;
        HttpServerRequest from = request;
        if (from != null) {
            read(from);
            if (!stopped && !complete && "100-continue".equalsIgnoreCase(from.getHeader(HttpHeaders.EXPECT))) {
                var unused = from.response().writeContinue();
            }
        }
    }

    /** Like {@link #read}, for who has to know what the body says: ready is all of it, or its first {@link #KEPT} bytes. */
    public void readBeginning(Reader by) {
        beginningFirst = true;
        read(by);
    }

    /** From now on somebody else is told. */
    public void handTo(Reader next) {
        reader = next;
    }

    private void read(HttpServerRequest from) {
        String length = from.getHeader(HttpHeaders.CONTENT_LENGTH);
        framed = length != null || from.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        if (length != null) {
            declared = Long.parseLong(length);
        }
        // An HTTP/2 request ends with its stream: until then DATA may come that its length does not allow.
        if (from.version() != HttpVersion.HTTP_2 && (declared == 0 || !framed)) {
            declared = 0;
            complete = true;
            start();
            return;
        }
        if (declared > limit) {
            tooLarge();
            return;
        }
        from.handler(this::chunk);
        from.endHandler(this::end);
        if (declared > KEPT && !beginningFirst) {
            start();
        }
    }

    private boolean whole() {
        return declared >= 0 && declared <= KEPT;
    }

    private void start() {
        if (!started) {
            started = true;
            reader().bodyReady();
        }
    }

    private void tooLarge() {
        stopped = true;
        reader().bodyTooLarge();
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
        RequestSink to = sink;
        if (to != null) {
            if (!replayable) {
                kept.clear();
            }
            write(to, chunk);
        } else if (!replayable) {
            unsent.add(chunk);
            pause();
        }
        if (beginningFirst ? !replayable : !whole()) {
            start();
        }
    }

    private void end(Void unused) {
        if (stopped) {
            return;
        }
        complete = true;
        start();
        RequestSink to = sink;
        if (to != null) {
            finish(to);
        }
    }

    private void write(RequestSink to, Buffer chunk) {
        to.write(chunk);
        if (to.full()) {
            holdBack(to);
        }
    }

    private void holdBack(RequestSink to) {
        pause();
        reader().bodyHeldBack();
        to.whenDrained(() -> {
            if (sink == to) {
                reader().bodyFlows();
                resume();
            }
        });
    }

    private void finish(RequestSink to) {
        sink = null;
        to.end();
        reader().bodySent();
    }

    private Reader reader() {
        return Objects.requireNonNull(reader, "nobody reads the body");
    }

    private void pause() {
        if (request != null && !request.isEnded()) {
            var unused = request.pause();
        }
    }

    /** A stream that was reset counts as read to its end. */
    private void resume() {
        if (request != null && !request.isEnded()) {
            var unused = request.resume();
        }
    }

    /** What there is of the body, from its start; at most {@link #KEPT} bytes. */
    public Buffer beginning() {
        return kept.size() == 1 ? kept.getFirst() : joined();
    }

    /** Whether {@link #beginning} is all of it. */
    public boolean wholeKnown() {
        return complete && replayable;
    }

    /** The bytes the head of the request to the server declares; -1 when it must be chunked. */
    public long declared() {
        return complete && declared < 0 && replayable ? received : declared;
    }

    /** Bytes that have come so far. */
    public long received() {
        return received;
    }

    /** Whether the client framed a body, be it an empty one. */
    public boolean framed() {
        return framed;
    }

    /** Whether the client has sent all of it. */
    public boolean complete() {
        return complete;
    }

    /** Whether another attempt can send it from its start. */
    public boolean replayable() {
        return replayable || !sent;
    }

    /** Sends it on: what is there now, the rest as it comes. The head's fields must be set. */
    public void sendTo(RequestSink to) {
        sent = true;
        if (complete && replayable) {
            switch (kept.size()) {
                case 0 -> to.end();
                case 1 -> to.end(kept.get(0));
                default -> to.end(joined());
            }
            reader().bodySent();
            return;
        }
        sink = to;
        for (Buffer chunk : kept) {
            to.write(chunk);
        }
        if (!replayable) {
            kept.clear();
        }
        Buffer chunk;
        while ((chunk = unsent.poll()) != null) {
            to.write(chunk);
        }
        if (complete) {
            finish(to);
        } else if (to.full()) {
            holdBack(to);
        } else {
            resume();
        }
    }

    private Buffer joined() {
        Buffer all = Buffer.buffer();
        for (Buffer chunk : kept) {
            all.appendBuffer(chunk);
        }
        return all;
    }

    /** The attempt it went to is over; what the client still sends waits for another. */
    public void detach() {
        if (sink != null) {
            sink = null;
            if (!complete) {
                pause();
            }
        }
    }

    /** Nobody wants it any more: what still comes is read and dropped, so that the connection can be used again. */
    public void discard() {
        stopped = true;
        sink = null;
        kept.clear();
        unsent.clear();
        if (!complete) {
            resume();
        }
    }
}
