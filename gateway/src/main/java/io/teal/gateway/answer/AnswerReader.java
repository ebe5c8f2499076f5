package io.teal.gateway.answer;

import io.netty.buffer.ByteBuf;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Policies.Dialect;
import org.jspecify.annotations.Nullable;

/**
 * Reads one answer as its bytes pass, to know how it goes and how it ended. It keeps little (16 KiB at most), holds no
 * reference to what it was given, and throws on no input; whoever loses interest drops it. Confined to one event loop.
 *
 * <p>An answer is read where it can tell more than its status: one to a question, with status 2xx and no content coding. All
 * others are judged by their status alone, and of an error's body the beginning is kept as what the error said.
 */
public abstract sealed class AnswerReader permits UnreadAnswer, RefusedAnswer, WholeAnswer, StreamedAnswer {
    private static final int PIECE = 64 * 1024;

    private @Nullable Failure failure;

    /**
     * A reader for the answer that begins with this head.
     *
     * @param status the answer's, no interim one
     * @param contentType the field's value; null when absent
     * @param contentEncoding the field's value; null when absent
     */
    public static AnswerReader of(
            Dialect dialect, Asked asked, int status, @Nullable String contentType, @Nullable String contentEncoding) {
        boolean encoded = contentEncoding != null
                && !contentEncoding.isBlank()
                && !contentEncoding.strip().equalsIgnoreCase("identity");
        boolean events = !encoded && contentType != null && isEventStream(contentType);
        boolean read = asked != Asked.OTHER && dialect != Dialect.NONE && !encoded;
        if (status >= 400) {
            return new RefusedAnswer(status, read, !encoded);
        }
        if (!read || status >= 300) {
            return new UnreadAnswer(status, events, asked == Asked.OTHER || status >= 300);
        }
        return events ? new StreamedAnswer(dialect) : new WholeAnswer(dialect);
    }

    private static boolean isEventStream(String contentType) {
        int parameters = contentType.indexOf(';');
        String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return type.strip().equalsIgnoreCase("text/event-stream");
    }

    /** Reads the readable bytes; indices and reference count stay as they are. */
    public final void read(ByteBuf bytes) {
        int length = bytes.readableBytes();
        int from = bytes.readerIndex();
        if (length == 0) {
            return;
        }
        if (bytes.hasArray()) {
            int start = bytes.arrayOffset() + from;
            read(bytes.array(), start, start + length);
            return;
        }
        // What a socket is read into lies outside of the heap, where neither the search for lines nor the parser can
        // work.
        int size = Math.min(length, PIECE);
        ByteBuf piece = bytes.alloc().heapBuffer(size, size);
        try {
            for (int done = 0; done < length; done += size) {
                int part = Math.min(size, length - done);
                piece.clear().writeBytes(bytes, from + done, part);
                read(piece.array(), piece.arrayOffset(), piece.arrayOffset() + part);
            }
        } finally {
            piece.release();
        }
    }

    /** Reads bytes of an array that is someone else's: nothing is changed in it, and no reference kept. */
    abstract void read(byte[] bytes, int from, int to);

    /** The body has ended as its framing says. */
    public abstract void end();

    /** Whether a comment can be inserted: the answer is an event stream that is not encoded. */
    public abstract boolean eventStream();

    /**
     * Whether the answer has begun for the user: its first token has come, or content that cannot be judged more closely.
     * Documents, empty openings and comments are not yet an answer.
     */
    public abstract boolean begun();

    /**
     * How often the answer made progress: the data events of a stream, comments not counted; where there are no events to
     * be told apart, the times that bytes came.
     */
    public abstract long events();

    /**
     * After {@link #end}: how many characters the user reads, by UTF-16; below 0 when that is not known, since nobody looked or
     * only the beginning was kept.
     */
    public abstract long characters();

    /** The identifier that Chatchat gave the answer; null when there is none, or it has not come yet. */
    public @Nullable String messageId() {
        return null;
    }

    /** Whether the bytes so far end between two events, so that a comment can follow; true before the first. */
    public abstract boolean betweenEvents();

    /** The error, as soon as it is certain; null until then. The first one stays. */
    public final @Nullable Outcome failed() {
        Failure found = failure;
        return found == null ? null : found.outcome();
    }

    /** After {@link #end}: how an answer is to be judged that ended cleanly. */
    public abstract Outcome outcome();

    /** What the error said, at most 4 KiB of UTF-8; empty when there is none or it said nothing. */
    public String error() {
        Failure found = failure;
        return found == null ? "" : found.error();
    }

    /** Bytes of memory held for what is under way. */
    abstract int held();

    final void fail(Failure found) {
        if (failure == null) {
            failure = found;
        }
    }
}
