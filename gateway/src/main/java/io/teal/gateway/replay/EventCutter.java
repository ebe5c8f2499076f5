package io.teal.gateway.replay;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts the bytes of an event stream into its events by the rules of WHATWG (HTML, 9.2.6), whatever the pieces they come in.
 * An event is handed out as it came, with its blank line. What changes nothing for its reader is left out: comments, also
 * those between the lines of an event, a byte order mark at the start, and blank lines that end nothing.
 *
 * <p>An event without its blank line at the end of the stream is none; {@link #held} tells that there is one. After a
 * carriage return that ends an event the line feed is waited for when the line before ended in both; where it did not, a
 * line feed that follows all the same is left out, so that the last event of a stream with bare carriage returns is not
 * held back.
 *
 * <p>For one thread. Time is linear in the length of the stream, memory in that of its longest event.
 */
public final class EventCutter {
    /** A larger array is given back after its event: thousands of streams may be open at a time. */
    private static final int REUSED = 4 * 1024;

    private static final int LEAST = 512;
    private static final byte[] NONE = {};
    private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private enum State {
        START,
        FIELD,
        FIELD_CR,
        COMMENT,
        COMMENT_CR,
        /** The event is complete but for the line feed that is due. */
        BLANK_CR,
        /** A line feed here belongs to nothing. */
        SPENT_CR
    }

    private State state = State.START;
    private int mark;
    /** Whether a line of an event has begun. */
    private boolean open;
    /** Whether the line before ended in carriage return and line feed. */
    private boolean crlf;

    private byte[] kept = NONE;
    private int length;
    /** Where the part of the event begins that is not kept yet, in the piece that is read. */
    private int span;

    /**
     * Reads the next bytes. Nothing is changed in the array, and no reference kept.
     *
     * @param sink takes each event that ends in them, in an array of its own
     */
    public void read(byte[] bytes, int from, int to, Consumer<byte[]> sink) {
        int i = mark < MARK.length ? skipMark(bytes, from, to) : from;
        span = i;
        while (i < to) {
            i = switch (state) {
                case START -> start(bytes, i, sink);
                case FIELD -> field(bytes, i, to);
                case COMMENT -> comment(bytes, i, to);
                case FIELD_CR -> afterCr(bytes, i);
                case COMMENT_CR -> {
                    int next = afterCr(bytes, i);
                    span = next;
                    yield next;
                }
                case BLANK_CR -> {
                    int next = afterCr(bytes, i);
                    dispatch(bytes, next, sink);
                    yield next;
                }
                case SPENT_CR -> afterCr(bytes, i);
            };
        }
        if (open && state != State.COMMENT && state != State.COMMENT_CR) {
            keep(bytes, span, to);
        }
    }

    /** Bytes that are kept of the event under way; 0 between two events, so also at the end of a complete stream. */
    public int held() {
        return length;
    }

    /** The bytes of an event that never came to its end; once the stream is over. */
    public byte[] rest() {
        return Arrays.copyOf(kept, length);
    }

    private int skipMark(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && mark < MARK.length) {
            if (bytes[i] != MARK[mark]) {
                if (mark > 0) {
                    // It was the beginning of a field's name.
                    keep(MARK, 0, mark);
                    state = State.FIELD;
                    open = true;
                }
                mark = MARK.length;
                return i;
            }
            mark++;
            i++;
        }
        return i;
    }

    private int start(byte[] bytes, int i, Consumer<byte[]> sink) {
        byte octet = bytes[i];
        if (octet == ':') {
            if (open) {
                keep(bytes, span, i);
            }
            state = State.COMMENT;
        } else if (octet != '\n' && octet != '\r') {
            if (!open) {
                open = true;
                span = i;
            }
            state = State.FIELD;
        } else if (!open) {
            state = octet == '\r' ? State.SPENT_CR : State.START;
        } else if (octet == '\r' && crlf) {
            state = State.BLANK_CR;
        } else {
            dispatch(bytes, i + 1, sink);
            state = octet == '\r' ? State.SPENT_CR : State.START;
        }
        return i + 1;
    }

    private int field(byte[] bytes, int from, int to) {
        int i = endOfLine(bytes, from, to);
        return i < to ? endLine(bytes[i], i, State.FIELD_CR) : i;
    }

    private int comment(byte[] bytes, int from, int to) {
        int i = endOfLine(bytes, from, to);
        if (i == to) {
            return i;
        }
        span = i + 1;
        return endLine(bytes[i], i, State.COMMENT_CR);
    }

    private static int endOfLine(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && bytes[i] != '\n' && bytes[i] != '\r') {
            i++;
        }
        return i;
    }

    private int endLine(byte octet, int i, State afterCr) {
        crlf = false;
        state = octet == '\r' ? afterCr : State.START;
        return i + 1;
    }

    private int afterCr(byte[] bytes, int i) {
        crlf = bytes[i] == '\n';
        state = State.START;
        return crlf ? i + 1 : i;
    }

    private void dispatch(byte[] bytes, int end, Consumer<byte[]> sink) {
        byte[] event;
        if (length == 0) {
            event = Arrays.copyOfRange(bytes, span, end);
        } else {
            keep(bytes, span, end);
            event = Arrays.copyOf(kept, length);
        }
        open = false;
        length = 0;
        if (kept.length > REUSED) {
            kept = NONE;
        }
        sink.accept(event);
    }

    private void keep(byte[] bytes, int from, int to) {
        int needed = length + to - from;
        if (needed > kept.length) {
            kept = Arrays.copyOf(kept, Math.max(Math.max(LEAST, needed), kept.length * 2));
        }
        System.arraycopy(bytes, from, kept, length, to - from);
        length = needed;
    }
}
