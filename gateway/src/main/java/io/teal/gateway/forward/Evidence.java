package io.teal.gateway.forward;

import io.teal.gateway.answer.AnswerReader;
import io.teal.gateway.colour.ColourCounts;
import io.teal.gateway.colour.Judgement;
import io.teal.gateway.outcome.Outcome;
import org.jspecify.annotations.Nullable;

/** What one request shows of the colour it goes to, and counts there once. Confined to the event loop. */
final class Evidence {
    private static final long NOT_YET = Long.MIN_VALUE;

    private final ColourCounts colour;
    private @Nullable AnswerReader reader;
    private long askedAt = NOT_YET;
    private long firstTokenAt = NOT_YET;
    private long eventsBefore;
    private boolean excused;
    private boolean over;

    Evidence(ColourCounts colour) {
        this.colour = colour;
    }

    /** A server is asked for; the first time counts. */
    void asked(long now) {
        if (askedAt == NOT_YET) {
            askedAt = now;
        }
    }

    /** An answer has begun, perhaps in the place of another. */
    void answers(@Nullable AnswerReader by) {
        reader = by;
    }

    /** The first token of a stream has come. */
    void firstToken(long now) {
        if (!over && firstTokenAt == NOT_YET) {
            firstTokenAt = now;
            eventsBefore = reader == null ? 0 : reader.events();
            colour.firstToken(now - askedAt);
        }
    }

    /** A time is up; of the whole it is a server's fault only while one is waited for. */
    void timeIsUp(boolean serverWaitedFor) {
        excused = !serverWaitedFor;
    }

    /** The request is over; the first time counts, and only if a server was asked for. */
    void ended(Outcome outcome, long now) {
        if (over || askedAt == NOT_YET) {
            return;
        }
        over = true;
        Judgement judgement = Judgement.of(outcome);
        if (judgement == Judgement.SUCCESS) {
            colour.succeeded(outcome, answer(now));
            String message = reader == null ? null : reader.messageId();
            if (message != null) {
                colour.message(message);
            }
        } else {
            colour.ended(outcome, excused ? Judgement.NONE : judgement);
        }
    }

    /** The connection became a tunnel: how it goes on says nothing. */
    void tunnel() {
        if (!over) {
            over = true;
            colour.ended(Outcome.OK, Judgement.NONE);
        }
    }

    private ColourCounts.Answer answer(long now) {
        AnswerReader by = reader;
        long whole = now - askedAt;
        long characters = by == null ? -1 : by.characters();
        return firstTokenAt == NOT_YET || by == null
                ? new ColourCounts.Answer(whole, 0, 0, characters)
                : new ColourCounts.Answer(whole, by.events() - eventsBefore, now - firstTokenAt, characters);
    }
}
