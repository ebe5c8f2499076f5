package io.teal.gateway.serve;

import io.teal.gateway.colour.Ratings;
import io.teal.gateway.exchange.Exchange;
import io.teal.gateway.forward.Forwarder;
import io.teal.gateway.forward.Forwarder.Destination;
import io.teal.gateway.forward.Overhearing;
import io.teal.gateway.message.BodyWait;
import io.teal.gateway.message.RequestBody;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.question.Feedback;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * What somebody says of an answer, on its way to a server. Once the server has taken it, it counts for the colour that gave the
 * answer, whichever has it now. Confined to the event loop.
 */
final class FeedbackWrite implements Overhearing {
    /** What says whether it was taken has some hundred bytes. */
    private static final int MOST = 4 << 10;

    private final Exchange exchange;
    private final Forwarder forwarder;
    private final Destination to;
    private final Ratings ratings;
    private final Buffer answer = Buffer.buffer();
    private @Nullable Feedback given;
    private boolean tooLong;

    FeedbackWrite(Exchange exchange, Forwarder forwarder, Destination to, Ratings ratings) {
        this.exchange = exchange;
        this.forwarder = forwarder;
        this.to = to;
        this.ratings = ratings;
    }

    void start() {
        BodyWait.start(exchange, forwarder.body(exchange), forwarder.total(), this::pass);
    }

    private void pass(RequestBody body) {
        given = body.wholeKnown() ? Feedback.read(body.beginning().getBytes()) : null;
        if (given == null) {
            forwarder.forward(exchange, body, to);
        } else {
            forwarder.forward(exchange, body, to, this);
        }
    }

    @Override
    public void piece(Buffer piece) {
        tooLong |= answer.length() + piece.length() > MOST;
        if (!tooLong) {
            Buffer unused = answer.appendBuffer(piece);
        }
    }

    @Override
    public void over(Outcome outcome) {
        Feedback told = given;
        if (told != null && outcome == Outcome.OK && !tooLong && Feedback.taken(answer.getBytes())) {
            ratings.rated(told.message(), told.score());
        }
    }
}
