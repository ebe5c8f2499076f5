package io.teal.gateway.forward;

import io.teal.gateway.answer.AnswerReader;
import io.teal.gateway.origin.OriginResponse;
import io.teal.gateway.outcome.Outcome;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries a server's answer to the client: head, body with backpressure, trailers. Events of an event stream leave as they
 * come. An answer that breaks off is never ended as if it were whole. Confined to the event loop.
 *
 * <p>An answer that is read, and that another server could give in its place, is withheld until something of it is worth
 * passing on: a token, the whole of a body, more than {@link #MOST_WITHHELD} bytes, or the end of the client's
 * {@linkplain Heartbeat#PATIENCE patience}.
 */
final class Relay {
    /** Most bytes of a body that are withheld. */
    static final int MOST_WITHHELD = 16 << 10;

    /** The same where there is another answer to fall back on: documents may be long. */
    private static final int MOST_WITHHELD_BESIDE_OTHER = 1 << 20;

    private static final Buffer COMMENT = Buffer.buffer(": still working\r\n\r\n");

    private final Forwarding forwarding;
    private final Answering answering;
    private final Attempt attempt;
    private final OriginResponse in;
    private final Recipient out;
    private final AnswerHead head;
    private final @Nullable AnswerReader reader;
    private final @Nullable Heartbeat heartbeat;
    private @Nullable List<Buffer> withheld;

    /** The last piece of a body of declared length. */
    private @Nullable Buffer last;

    private int withheldBytes;
    private long passed;
    private long wroteAt;

    /** Since when only the server can be to blame that there is no token. */
    private long serverSince;

    private boolean begun;
    private boolean paused;
    private boolean inEnded;
    private boolean noted;
    private boolean ended;

    /** The last bytes that went out, newest lowest, to know whether an event is complete. */
    private int tail;

    /**
     * @param reader who reads the answer as it passes; null when nobody does
     * @param withhold whether it is withheld until it is worth passing on
     */
    Relay(
            Forwarding forwarding,
            Answering answering,
            Attempt attempt,
            OriginResponse in,
            @Nullable AnswerReader reader,
            boolean withhold) {
        this.forwarding = forwarding;
        this.answering = answering;
        this.attempt = attempt;
        this.in = in;
        this.out = forwarding.recipient();
        this.head = AnswerHead.of(forwarding.errand().method(), out.version(), in);
        this.reader = reader;
        this.withheld = withhold ? new ArrayList<>(4) : null;
        this.wroteAt = forwarding.now();
        this.serverSince = attempt.sentAt();
        this.heartbeat = reader != null && (withhold || (reader.eventStream() && head.comments()))
                ? new Heartbeat(forwarding.errand().loop().deadlines(), this)
                : null;
    }

    /** Lets the body flow. The head leaves with what of the body is here already, and else without waiting for it. */
    void start(long waitingSince) {
        in.read(this::safely, this::safelyEnd, this::settled);
        if (heartbeat != null) {
            heartbeat.start(waitingSince);
        }
        awaitProgress();
    }

    private void settled() {
        try {
            headWithoutBody();
        } catch (RuntimeException bug) {
            forwarding.bug(bug);
        }
    }

    private void safely(Buffer chunk) {
        try {
            chunk(chunk);
        } catch (RuntimeException bug) {
            forwarding.bug(bug);
        }
    }

    private void safelyEnd() {
        try {
            end();
        } catch (RuntimeException bug) {
            forwarding.bug(bug);
        }
    }

    private void headWithoutBody() {
        if (withheld == null && !ended && !begun && out.open()) {
            begin();
            out.flush(head);
        }
    }

    /** Fills the head in. Not before something of the answer leaves: until then it may still become a failure's. */
    private void begin() {
        if (!begun) {
            begun = true;
            out.head(in, head, knownOutcome());
        }
    }

    /** How the answer ended, where that is known before its head is sent. */
    private @Nullable Outcome knownOutcome() {
        if (reader == null) {
            return null;
        }
        return inEnded ? reader.outcome() : reader.failed();
    }

    private void chunk(Buffer chunk) {
        if (ended || head.bodyless()) {
            return;
        }
        boolean progress = reader == null || read(reader, chunk);
        if (withheld == null) {
            pass(chunk);
            if (progress && !paused) {
                awaitProgress();
            }
        } else {
            withheld.add(chunk);
            withheldBytes += chunk.length();
            if (progress) {
                awaitProgress();
            }
            decide();
        }
    }

    /** Has the bytes read; whether they were more than comments. */
    private boolean read(AnswerReader by, Buffer chunk) {
        boolean before = by.begun();
        long events = by.events();
        by.read(((BufferInternal) chunk).getByteBuf());
        if (by.eventStream()) {
            attempt.events(by.events() - events);
        }
        if (!before && by.begun()) {
            answering.firstToken(attempt, by.eventStream());
            if (heartbeat != null && withheld == null) {
                heartbeat.stop();
            }
        }
        if (by.eventStream()) {
            noteError(by);
        }
        return !by.eventStream() || by.events() > events;
    }

    /** An error that has come whole is told once. */
    private void noteError(AnswerReader by) {
        Outcome failed = by.failed();
        if (failed != null && !noted) {
            noted = true;
            answering.sawError(attempt, failed, by.error());
        }
    }

    /** What the server is given time for now: the first token, or the next piece. */
    private void awaitProgress() {
        if (reader != null && reader.eventStream() && !reader.begun()) {
            answering.awaitFirstToken(serverSince);
        } else {
            answering.awaitNextPiece();
        }
    }

    /** Something more of a withheld answer has come. */
    private void decide() {
        if (reader == null || withheld == null) {
            return;
        }
        Outcome failed = reader.failed();
        if (withheldBytes > (hasOther() ? MOST_WITHHELD_BESIDE_OTHER : MOST_WITHHELD)
                || (failed == null && reader.begun())) {
            commit();
        } else if (failed != null && reader.eventStream() && !answering.seekAnother(attempt, failed)) {
            // The rest of a short error body is worth waiting for; after an error event minutes of nothing may follow.
            commit();
        }
    }

    /** Whether nothing of the answer has been passed on, so that another one can take its place. */
    boolean withholding() {
        return withheld != null;
    }

    /** Whether there is another answer to fall back on. */
    boolean hasOther() {
        return out.hasOther();
    }

    /** Whether all of it has come. */
    boolean complete() {
        return inEnded;
    }

    /** This answer it is: what was withheld goes to the client, and the rest as it comes. */
    void commit() {
        List<Buffer> kept = withheld;
        if (kept == null || ended) {
            return;
        }
        withheld = null;
        answering.stopSearching();
        if (heartbeat != null && reader != null && (reader.begun() || inEnded || !head.comments())) {
            heartbeat.stop();
        }
        begin();
        for (int i = 0; i < kept.size(); i++) {
            pass(kept.get(i));
        }
        if (inEnded) {
            finish();
        } else if (kept.isEmpty()) {
            wroteAt = forwarding.now();
            out.flush(head);
        }
    }

    private void pass(Buffer chunk) {
        begin();
        passed += chunk.length();
        wroteAt = forwarding.now();
        if (head.declared() >= 0 && passed >= head.declared()) {
            // Waits for the end, which follows at once: whoever has all of an answer may take the server to be free.
            last = chunk;
            return;
        }
        if (head.eventStream()) {
            remember(chunk);
        }
        out.piece(chunk);
        if (out.full() && !paused) {
            paused = true;
            in.pause();
            answering.clientSlow();
            out.whenDrained(this::drained);
        }
    }

    private void drained() {
        if (ended || !paused) {
            return;
        }
        paused = false;
        serverSince = forwarding.now();
        awaitProgress();
        in.resume();
    }

    private void remember(Buffer chunk) {
        for (int i = Math.max(0, chunk.length() - 4); i < chunk.length(); i++) {
            tail = (tail << 8) | (chunk.getByte(i) & 0xff);
        }
    }

    private void end() {
        if (ended || inEnded) {
            return;
        }
        inEnded = true;
        if (reader != null) {
            reader.end();
            noteError(reader);
        }
        if (withheld == null) {
            finish();
            return;
        }
        Outcome outcome = outcome();
        // Nothing more will come of it: its server is free again while another one is looked for.
        forwarding.attemptComplete(attempt, outcome);
        if (outcome.repeat() == Outcome.Repeat.NEVER || !answering.seekAnother(attempt, outcome)) {
            commit();
        }
    }

    private Outcome outcome() {
        return reader == null ? Outcome.ofStatus(in.status()) : reader.outcome();
    }

    private void finish() {
        Outcome outcome = outcome();
        begin();
        forwarding.attemptComplete(attempt, outcome);
        out.lastBytes();
        if (outcome == Outcome.TRUNCATED) {
            // Its framing ended well and its protocol did not: the client must not take it for whole.
            breakOff(outcome);
        } else {
            stop();
            out.end(in, head, last, reader == null ? null : outcome);
        }
        forwarding.answerComplete(attempt, outcome);
    }

    /** Stops passing anything on. */
    void stop() {
        ended = true;
        withheld = null;
        if (heartbeat != null) {
            heartbeat.stop();
        }
    }

    /** Nanoseconds since something went out. */
    long silence(long now) {
        return now - wroteAt;
    }

    /** Writes a comment, if this is a place for one; whether it was. */
    boolean comment() {
        if (ended || reader == null || !reader.betweenEvents() || !head.comments() || out.full()) {
            return false;
        }
        begin();
        wroteAt = forwarding.now();
        out.comment(COMMENT.copy());
        return true;
    }

    /** Stops passing on an answer that broke off, and sees to it that the client cannot take it for whole. */
    void breakOff(Outcome outcome) {
        if (ended) {
            return;
        }
        stop();
        out.breakOff(outcome, head.comments(), !atEventBoundary());
    }

    /** Whether the bytes so far end with a blank line, in any of the three line ends of event streams. */
    private boolean atEventBoundary() {
        return passed == 0 || tail == 0x0d0a0d0a || (tail & 0xffff) == 0x0a0a || (tail & 0xffff) == 0x0d0d;
    }
}
