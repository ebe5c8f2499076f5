package io.teal.gateway.ask;

import io.teal.gateway.exchange.Exchange;
import io.teal.gateway.forward.AnswerHead;
import io.teal.gateway.forward.Recipient;
import io.teal.gateway.message.Errand;
import io.teal.gateway.message.RequestBody;
import io.teal.gateway.origin.OriginResponse;
import io.teal.gateway.outcome.Outcome;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * Hands an answer on to whom it is for, and keeps its beginning and the question. What it keeps is handed over when all is over,
 * and whom the answer is for has all of it. Confined to the event loop.
 */
final class Tap implements Recipient {
    private final Recipient recipient;
    private final Errand errand;
    private final RequestBody body;
    private final Listening listening;
    private final Kept kept;
    private @Nullable Buffer question;
    private int status;
    private boolean events;
    private boolean over;

    /** Who is told in the end. */
    interface Listening {
        /**
         * All is over; called once.
         *
         * @param question null when the answer never began, or the question is too long to be asked again
         */
        void heard(@Nullable Buffer question, Heard given);
    }

    /** @param most bytes of the answer that are kept */
    Tap(Recipient recipient, Errand errand, RequestBody body, int most, Listening listening) {
        this.recipient = recipient;
        this.errand = errand;
        this.body = body;
        this.kept = new Kept(most);
        this.listening = listening;
    }

    @Override
    public boolean open() {
        return recipient.open();
    }

    @Override
    public boolean told() {
        return recipient.told();
    }

    @Override
    public boolean hasOther() {
        return recipient.hasOther();
    }

    @Override
    public HttpVersion version() {
        return recipient.version();
    }

    @Override
    public @Nullable Exchange client() {
        return recipient.client();
    }

    @Override
    public void earlyHints(MultiMap hints) {
        recipient.earlyHints(hints);
    }

    @Override
    public void head(OriginResponse in, AnswerHead framing, @Nullable Outcome known) {
        status = in.status();
        events = framing.eventStream();
        if (framing.coded()) {
            kept.unreadable();
        }
        if (body.wholeKnown()) {
            // Later it is let go of.
            question = body.beginning();
        }
        recipient.head(in, framing, known);
    }

    @Override
    public void flush(AnswerHead framing) {
        recipient.flush(framing);
    }

    @Override
    public void piece(Buffer piece) {
        kept.add(piece);
        recipient.piece(piece);
    }

    @Override
    public void comment(Buffer comment) {
        recipient.comment(comment);
    }

    @Override
    public boolean full() {
        return recipient.full();
    }

    @Override
    public void whenDrained(Runnable resume) {
        recipient.whenDrained(resume);
    }

    @Override
    public void lastBytes() {
        recipient.lastBytes();
    }

    @Override
    public void end(OriginResponse in, AnswerHead framing, @Nullable Buffer rest, @Nullable Outcome read) {
        if (rest != null) {
            kept.add(rest);
        }
        recipient.end(in, framing, rest, read);
    }

    @Override
    public void breakOff(Outcome outcome, boolean asEvent, boolean midEvent) {
        recipient.breakOff(outcome, asEvent, midEvent);
    }

    @Override
    public void fail(Outcome outcome, String message, int retryAfterSeconds) {
        recipient.fail(outcome, message, retryAfterSeconds);
        done(outcome);
    }

    @Override
    public void over(Outcome outcome, boolean restOfRequest) {
        recipient.over(outcome, restOfRequest);
        done(outcome);
    }

    @Override
    public void bug(RuntimeException bug) {
        recipient.bug(bug);
        done(Outcome.INTERNAL);
    }

    private void done(Outcome outcome) {
        if (over) {
            return;
        }
        over = true;
        long total = errand.record().sinceStart(errand.loop().deadlines().now());
        long firstToken = errand.record().firstToken();
        listening.heard(
                question, new Heard(outcome, status, kept.bytes(), kept.cut(), events, firstToken, total, "", ""));
    }
}
