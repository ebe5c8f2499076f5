package io.teal.gateway.forward;

import io.teal.gateway.exchange.Exchange;
import io.teal.gateway.origin.OriginResponse;
import io.teal.gateway.outcome.Outcome;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * Whom an answer is for: one client, or all that wait for the same answer. It is told a head, pieces and an end, or a failure;
 * and in any case, exactly once, how it went ({@link #over}). Confined to the event loop of the errand.
 */
public interface Recipient {
    /** Whether it can still be told anything. */
    boolean open();

    /** Whether it was told something of an answer, so that no other can take its place. */
    boolean told();

    /** Whether it has another answer to fall back on, so that one that will not do had better not be begun with. */
    boolean hasOther();

    /** What the answer is written in. */
    HttpVersion version();

    /** The client whose connection could become a WebSocket; null when it is not one client. */
    @Nullable Exchange client();

    /** What a server says early (RFC 8297). */
    void earlyHints(MultiMap hints);

    /**
     * An answer begins. The head itself may leave later, with the first piece.
     *
     * @param in the server's head
     * @param framing how the body comes
     * @param known how the answer ended, or that it has failed, when that is known before its first byte
     */
    void head(OriginResponse in, AnswerHead framing, @Nullable Outcome known);

    /** The head leaves, though nothing of a body is there. */
    void flush(AnswerHead framing);

    /** The next piece of the body. */
    void piece(Buffer piece);

    /** A comment between two events, so that nobody takes silence for the end. */
    void comment(Buffer comment);

    /** Whether it takes no more for now. */
    boolean full();

    /** Has something called once it takes more again. */
    void whenDrained(Runnable resume);

    /** What is told next is the last: who asks again at once must not find his own place taken. */
    void lastBytes();

    /**
     * The answer is whole.
     *
     * @param in the server's head, its trailers included
     * @param rest the last piece, or null when there is no more
     * @param read how the answer ended when it was read, else null
     */
    void end(OriginResponse in, AnswerHead framing, @Nullable Buffer rest, @Nullable Outcome read);

    /**
     * The answer broke off, and must not be taken for whole.
     *
     * @param asEvent whether an error event can say so
     * @param midEvent whether that must first end the event under way
     */
    void breakOff(Outcome outcome, boolean asEvent, boolean midEvent);

    /** There is no answer, and nothing was told yet. */
    void fail(Outcome outcome, String message, int retryAfterSeconds);

    /**
     * All is told.
     *
     * @param restOfRequest whether something of the request's body may still come that nobody reads
     */
    void over(Outcome outcome, boolean restOfRequest);

    /** A fault of the gateway's own ended it. */
    void bug(RuntimeException bug);
}
