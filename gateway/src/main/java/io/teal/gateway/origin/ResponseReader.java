package io.teal.gateway.origin;

import io.netty.buffer.ByteBuf;
import io.teal.gateway.listener.ChunkedCheck;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a server sends on a connection of HTTP/1, one thing at a time. A head passes only when it is plainly valid, and its
 * body is followed to the end: what comes after that belongs to no request, and must not be taken for the answer to the next
 * one. Runs on the connection's event loop.
 */
final class ResponseReader {
    private static final int MOST_INTERIM = 32;
    private static final short LINE_END = '\r' << 8 | '\n';

    /** What was found at the front of the bytes. */
    enum Found {
        /** Not enough for anything. */
        NOTHING,
        /** The head of an interim response, which was taken. */
        INTERIM,
        /** The head of the answer, which was taken. */
        HEAD,
        /** Bytes of the body, {@link #length} of them, which are still there. */
        DATA,
        /** The end of the answer. */
        END,
        /** Bytes after the end of the answer. */
        SURPLUS,
        /** Bytes though nothing was asked, or after something that was not valid. */
        UNASKED
    }

    private enum Phase {
        /** Nobody waits for anything. */
        IDLE,
        HEAD,
        LENGTH,
        CHUNKED,
        TRAILERS,
        UNTIL_CLOSE,
        /** All of the answer was taken, which was not yet told. */
        COMPLETE,
        /** All of the answer was told. */
        ANSWERED,
        /** No HTTP any more. */
        TUNNEL,
        BROKEN
    }

    private final ResponseHead head;
    private final ChunkedCheck chunks = ChunkedCheck.ofResponses(ResponseHead.LARGEST, ResponseHead.MOST_FIELDS);

    private Phase phase = Phase.IDLE;
    private boolean upgrade;
    private boolean bodyless;
    private boolean heard;
    private boolean surplus;
    private int interim;
    private long remaining;
    private int length;
    private @Nullable MultiMap trailers;

    ResponseReader(FieldNames names) {
        this.head = new ResponseHead(names);
    }

    /**
     * A request goes out: the next bytes are a head.
     *
     * @param method the request's; an answer to HEAD has no body (RFC 9112 6.3)
     * @param asksUpgrade whether 101 is a possible answer
     */
    void expect(HttpMethod method, boolean asksUpgrade) {
        heard = false;
        upgrade = asksUpgrade;
        bodyless = method.equals(HttpMethod.HEAD);
        interim = 0;
        trailers = null;
        if (phase != Phase.BROKEN) {
            phase = Phase.HEAD;
        }
    }

    /** Whether any byte came since the last request went out. */
    boolean heard() {
        return heard;
    }

    /** The head that was found last. */
    ResponseHead head() {
        return head;
    }

    /** How many bytes of the body were found. */
    int length() {
        return length;
    }

    /** What stood behind the body; null for nothing. */
    @Nullable MultiMap trailers() {
        return trailers;
    }

    /** Whether the connection is no HTTP any more. */
    boolean tunnel() {
        return phase == Phase.TUNNEL;
    }

    /** Whether the end of the connection is the end of the body. */
    boolean untilClose() {
        return phase == Phase.UNTIL_CLOSE;
    }

    /**
     * The answer was told to its end and no request follows for now: bytes that come from here on close the connection.
     *
     * @return whether another request can go out on the connection: the answer had an end, and nothing came after it
     */
    boolean rest() {
        boolean reusable = !surplus && (phase == Phase.ANSWERED || phase == Phase.IDLE);
        if (reusable) {
            phase = Phase.IDLE;
        }
        return reusable;
    }

    /** Finds the next thing, be there bytes or not. */
    Found next(ByteBuf bytes) throws InvalidResponse {
        if (phase == Phase.COMPLETE) {
            surplus |= bytes.isReadable();
            phase = Phase.ANSWERED;
            return Found.END;
        }
        if (!bytes.isReadable()) {
            return Found.NOTHING;
        }
        try {
            return switch (phase) {
                case HEAD -> {
                    heard = true;
                    yield head.read(bytes) ? afterHead() : Found.NOTHING;
                }
                case LENGTH -> sized(bytes);
                case CHUNKED -> chunk(bytes);
                case TRAILERS -> trailers(bytes);
                case UNTIL_CLOSE, TUNNEL -> {
                    length = bytes.readableBytes();
                    yield Found.DATA;
                }
                case COMPLETE, ANSWERED -> {
                    surplus = true;
                    yield Found.SURPLUS;
                }
                case IDLE, BROKEN -> {
                    phase = Phase.BROKEN;
                    yield Found.UNASKED;
                }
            };
        } catch (InvalidResponse invalid) {
            phase = Phase.BROKEN;
            throw invalid;
        }
    }

    private Found sized(ByteBuf bytes) {
        length = (int) Math.min(remaining, bytes.readableBytes());
        remaining -= length;
        if (remaining == 0) {
            phase = Phase.COMPLETE;
        }
        return Found.DATA;
    }

    private Found chunk(ByteBuf bytes) throws InvalidResponse {
        int data = chunks.next(bytes, bytes.readerIndex(), bytes.writerIndex());
        ResponseHead.require(data != ChunkedCheck.REFUSED, "a malformed chunk");
        if (data == ChunkedCheck.INCOMPLETE) {
            var unused = bytes.readerIndex(bytes.writerIndex());
            return Found.NOTHING;
        }
        var unused = bytes.readerIndex(data);
        if (chunks.left() == 0) {
            phase = Phase.TRAILERS;
            return bytes.isReadable() ? trailers(bytes) : Found.NOTHING;
        }
        length = (int) Math.min(chunks.left(), bytes.readableBytes());
        if (length == 0) {
            return Found.NOTHING;
        }
        // Of a chunk that does not end as it says nothing is passed on, when that can be seen already.
        int end = bytes.readerIndex() + length;
        ResponseHead.require(
                length < chunks.left() || end + 2 > bytes.writerIndex() || bytes.getShort(end) == LINE_END,
                "a malformed chunk");
        chunks.took(length);
        return Found.DATA;
    }

    private Found trailers(ByteBuf bytes) throws InvalidResponse {
        MultiMap read = head.trailers(bytes);
        if (read == null) {
            return Found.NOTHING;
        }
        trailers = read;
        phase = Phase.ANSWERED;
        surplus |= bytes.isReadable();
        return Found.END;
    }

    /** What follows a head (RFC 9110 15.2, RFC 9112 6.3). */
    private Found afterHead() throws InvalidResponse {
        int status = head.status();
        if (status == 101) {
            ResponseHead.require(upgrade, "101 to a request that asked for no upgrade");
            phase = Phase.TUNNEL;
            return Found.HEAD;
        }
        if (status < 200) {
            ResponseHead.require(++interim <= MOST_INTERIM, "too many interim responses");
            return Found.INTERIM;
        }
        remaining = head.length();
        if (bodyless || status == 204 || status == 304 || remaining == 0) {
            phase = Phase.COMPLETE;
        } else if (head.chunked()) {
            chunks.reset();
            phase = Phase.CHUNKED;
        } else {
            phase = remaining > 0 ? Phase.LENGTH : Phase.UNTIL_CLOSE;
        }
        return Found.HEAD;
    }
}
