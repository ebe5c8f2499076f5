package io.teal.simulator.wire;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request on its way to a sink: what comes before there is one waits, and when much waits the connection
 * is not read any further. The first bytes are kept for the record.
 */
final class RequestBody {
    private static final int WAITING_LIMIT = 262144;

    private final HttpConnection connection;
    private final RequestHead head;
    private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>(0);
    private @Nullable ByteArrayOutputStream kept;
    private @Nullable BodySink sink;
    private HttpHeaders trailers = EmptyHttpHeaders.INSTANCE;
    private long length;
    private int waitingBytes;
    private boolean ended;
    private boolean paused;

    RequestBody(HttpConnection connection, RequestHead head) {
        this.connection = connection;
        this.head = head;
    }

    boolean ended() {
        return ended;
    }

    boolean arrived() {
        return ended || length > 0;
    }

    void content(HttpContent content) {
        ByteBuf piece = content.content();
        int size = piece.readableBytes();
        if (size > 0) {
            length += size;
            if (kept == null) {
                kept = new ByteArrayOutputStream(Math.min(size, Ledger.BODY_KEPT));
            }
            WholeBody.keep(kept, piece, Ledger.BODY_KEPT);
            if (sink != null) {
                sink.data(piece);
            } else {
                waiting.add(piece.retain());
                waitingBytes += size;
                if (waitingBytes > WAITING_LIMIT && !paused) {
                    paused = true;
                    connection.autoRead(false);
                }
            }
        }
        if (content instanceof LastHttpContent last) {
            ended = true;
            trailers = last.trailingHeaders();
            record();
            if (sink != null) {
                sink.end(trailers);
            }
        }
    }

    void to(BodySink receiver) {
        sink = receiver;
        for (ByteBuf piece = waiting.poll(); piece != null; piece = waiting.poll()) {
            receiver.data(piece);
            piece.release();
        }
        if (paused) {
            paused = false;
            connection.autoRead(true);
        }
        if (ended) {
            receiver.end(trailers);
        }
    }

    void discard() {
        for (ByteBuf piece = waiting.poll(); piece != null; piece = waiting.poll()) {
            piece.release();
        }
    }

    /** Reads what is left of the body and forgets it, unless somebody reads it already. */
    void drop() {
        if (sink == null) {
            to(new WholeBody(0, nothing -> {}));
        }
    }

    private void record() {
        // The benchmark's path and the path that reads the counters stay out of the record.
        if (head.path().equals("/__fake/small") || head.path().equals("/__fake/stats")) {
            return;
        }
        byte[] start = kept == null ? new byte[0] : kept.toByteArray();
        connection.listener().ledger().record(new ReceivedRequest(head, start, length, connection.number()));
    }
}
