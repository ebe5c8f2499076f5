package io.teal.gateway.recent;

import io.teal.gateway.routing.ServerKey;
import io.teal.gateway.trace.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one attempt of a request. Confined to the event loop until the request is over; from then on it does not
 * change, though the attempt may go on for somebody else. Times are nanoseconds from the beginning of the request, and
 * {@link RequestRecord#NONE} for what did not happen.
 */
public final class AttemptRecord {
    /** Of an attempt that nobody wants to know of: it notes nothing. */
    public static final AttemptRecord UNKEPT = new AttemptRecord();

    private final Choice choice;
    private final @Nullable TraceParent told;
    private final @Nullable AttemptRecord before;
    private final long startedAt;
    private final long begun;
    private long connected = RequestRecord.NONE;
    private long sent = RequestRecord.NONE;
    private long firstByte = RequestRecord.NONE;
    private long firstToken = RequestRecord.NONE;
    private long ended = RequestRecord.NONE;
    private String tag = "";
    private boolean sealed;

    /**
     * @param told what its server is told of the trace; null when the request is not traced
     * @param before the attempt before it; null for the first
     * @param startedAt when the request began
     */
    AttemptRecord(Choice choice, @Nullable TraceParent told, @Nullable AttemptRecord before, long startedAt, long now) {
        this.told = told;
        this.choice = choice;
        this.before = before;
        this.startedAt = startedAt;
        this.begun = now - startedAt;
    }

    private AttemptRecord() {
        this(new Choice(new ServerKey[0]), null, null, 0, 0);
        sealed = true;
    }

    // Filled in.

    /** There is a connection. */
    public void connected(long now) {
        if (!sealed) {
            connected = now - startedAt;
        }
    }

    /** The last byte of the request has gone out. */
    public void sent(long now) {
        if (!sealed) {
            sent = now - startedAt;
        }
    }

    /** The head of the answer has come. */
    public void firstByte(long now) {
        if (!sealed) {
            firstByte = now - startedAt;
        }
    }

    void firstToken(long now) {
        firstToken = now - startedAt;
    }

    /**
     * It is over; the first call counts.
     *
     * @param tag the finer word of its outcome
     */
    public void ended(String tag, long now) {
        if (!sealed && ended == RequestRecord.NONE) {
            this.tag = tag;
            ended = now - startedAt;
        }
    }

    void seal() {
        sealed = true;
    }

    // Told.

    /** How its server was chosen. */
    public Choice choice() {
        return choice;
    }

    /** What its server is told of the trace; null when the request is not traced. */
    public @Nullable TraceParent told() {
        return told;
    }

    /** When the server was chosen. */
    public long begun() {
        return begun;
    }

    /** When there was a connection. */
    public long connected() {
        return connected;
    }

    /** When the server had all of the request. */
    public long sent() {
        return sent;
    }

    /** When the head of the answer came. */
    public long firstByte() {
        return firstByte;
    }

    /** When the first token came, in a stream. */
    public long firstToken() {
        return firstToken;
    }

    /** When it ended. */
    public long ended() {
        return ended;
    }

    /** The finer word of its outcome; empty while it had none when the request was over. */
    public String tag() {
        return tag;
    }

    @Nullable AttemptRecord before() {
        return before;
    }
}
