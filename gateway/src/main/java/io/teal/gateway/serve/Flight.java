package io.teal.gateway.serve;

import io.teal.gateway.exchange.EventLoop;
import io.teal.gateway.exchange.Exchange;
import io.teal.gateway.forward.AnswerHead;
import io.teal.gateway.forward.Forwarder;
import io.teal.gateway.forward.Forwarder.Destination;
import io.teal.gateway.forward.Recipient;
import io.teal.gateway.message.Errand;
import io.teal.gateway.message.RequestBody;
import io.teal.gateway.origin.OriginResponse;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.replay.StoredAnswer;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One answer under way for everyone who asks the same question meanwhile. It is what {@link io.teal.gateway.forward} takes for
 * the client: it writes down what comes and hands it on to its readers as it comes; who joins late gets what is there, and then
 * the rest. When the first reader leaves the others go on, and with nobody left the answer is finished only to be kept.
 * Confined to the event loop it was begun on; {@link #on} gets there.
 */
final class Flight implements Recipient {
    private static final String TOO_LONG = "the answer is too long to be told in another form than it comes in";

    private final CachedRoute route;
    private final Inquiry inquiry;
    private final Errand errand;
    private final Destination to;
    private final Consumer<@Nullable String> landed;
    private final Audience readers;
    private final Recording recording;
    private final boolean background;
    private boolean frequent;
    private boolean spoiled;
    private boolean struck;
    private boolean finishing;
    private boolean over;
    private long startedAt;
    private @Nullable Runnable cancel;
    private @Nullable Turn turn;
    private @Nullable OriginResponse in;
    private @Nullable Outcome known;
    private @Nullable CompletionStage<Void> kept;

    /**
     * @param inquiry what is asked
     * @param background whether it is made for the cache, with or without readers
     * @param landed told at the end why the answer was not kept, or null when it was
     */
    Flight(
            CachedRoute route,
            Inquiry inquiry,
            Errand errand,
            Destination to,
            boolean background,
            Consumer<@Nullable String> landed) {
        this.route = route;
        this.inquiry = inquiry;
        this.errand = errand;
        this.to = to;
        this.background = background;
        this.frequent = background;
        this.landed = landed;
        this.recording = new Recording(inquiry.question().shape());
        this.readers = new Audience(recording);
    }

    EventLoop loop() {
        return errand.loop();
    }

    /** The request that set out first; any thread. */
    String requestId() {
        return errand.requestId();
    }

    /** Has something done on the event loop of the flight: at once when this is it. */
    void on(Runnable what) {
        if (loop().here()) {
            what.run();
        } else {
            loop().context().runOnContext(there -> what.run());
        }
    }

    // Who reads.

    void join(FlightReader reader) {
        if (over || struck) {
            reader.again();
            return;
        }
        readers.add(reader);
        frequent |= reader.asking().frequent();
        OriginResponse head = in;
        if (head != null && recording.live() && readers.passes(reader)) {
            reader.head(head, known);
            recording.each(reader::piece);
            reader.flush();
        }
    }

    /** Whether this is the answer to that question, of whoever. */
    boolean answers(String service, String text) {
        return route.service().equals(service) && inquiry.question().text().equals(text);
    }

    /** It will not be kept, and nobody joins any more. */
    void spoil() {
        spoiled = true;
        strike();
    }

    void leave(FlightReader reader) {
        readers.remove(reader);
        if (!over && readers.isEmpty() && !goesOn()) {
            abandon();
        }
    }

    /** Whether it is fetched to its end though nobody reads it. */
    private boolean goesOn() {
        boolean keeps = !struck && !spoiled && recording.kept();
        return keeps && (background || (frequent && route.finishes(errand, to, in != null)));
    }

    private void abandon() {
        strike();
        Runnable running = cancel;
        if (running == null) {
            land(Outcome.CLIENT_LEFT.tag(), reader -> {});
        } else {
            running.run();
        }
    }

    // The way to a server.

    /**
     * Sets out.
     *
     * @param turns whether other gateways are asked to wait for what it brings
     */
    void start(boolean turns) {
        if (turns && route.policy().lockWait().isPositive()) {
            Turn asked = new Turn(
                    route, inquiry.key(), loop(), this::forward, found -> land(null, reader -> reader.found(found)));
            turn = asked;
            asked.take();
        } else {
            forward();
        }
    }

    private void forward() {
        if (over) {
            return;
        }
        startedAt = loop().deadlines().now();
        try {
            cancel = route.forwarder().forward(errand, RequestBody.of(inquiry.body()), to, this);
        } catch (RuntimeException bug) {
            bug(bug);
        }
    }

    // What comes back.

    @Override
    public boolean open() {
        return !over;
    }

    @Override
    public boolean told() {
        return in != null;
    }

    @Override
    public boolean hasOther() {
        return readers.hasOther();
    }

    @Override
    public HttpVersion version() {
        return HttpVersion.HTTP_1_1;
    }

    @Override
    public @Nullable Exchange client() {
        return null;
    }

    @Override
    public void earlyHints(MultiMap hints) {
        // For one client's page, not for an answer.
    }

    @Override
    public void head(OriginResponse head, AnswerHead framing, @Nullable Outcome outcome) {
        if (over) {
            return;
        }
        in = head;
        known = outcome;
        recording.begin(head.status(), framing.eventStream() && !framing.coded());
        if (recording.live()) {
            readers.each(reader -> reader.head(head, outcome));
        }
    }

    @Override
    public void flush(AnswerHead framing) {
        if (recording.live()) {
            readers.each(FlightReader::flush);
        }
    }

    @Override
    public void piece(Buffer piece) {
        if (over) {
            return;
        }
        recording.add(piece.getBytes(), this::recorded);
        if (recording.bare()) {
            strike();
        }
        if (recording.kept() && recording.length() > readers.most(route.policy().maxEntry())) {
            tooLong();
        }
    }

    private void recorded(byte[] piece) {
        if (recording.live()) {
            readers.each(reader -> reader.piece(piece));
        }
    }

    /** It is not kept, so nobody can join any more; who gets it as it comes gets the rest so. */
    private void tooLong() {
        strike();
        readers.dismissOthers(reader -> reader.fail(Outcome.INVALID_RESPONSE, TOO_LONG, 0));
        OriginResponse head = in;
        if (!recording.live() && head != null) {
            readers.each(reader -> {
                reader.head(head, known);
                recording.each(reader::piece);
            });
        }
        recording.drop();
        if (readers.isEmpty()) {
            abandon();
        }
    }

    @Override
    public void comment(Buffer comment) {
        if (recording.live()) {
            readers.each(reader -> reader.comment(comment));
        }
    }

    /** What is kept anyway is there for everyone; the rest goes on at the speed of the quickest. */
    @Override
    public boolean full() {
        return !recording.kept() && readers.full(route.policy().maxEntry());
    }

    @Override
    public void whenDrained(Runnable resume) {
        readers.whenDrained(route.policy().maxEntry(), resume);
    }

    @Override
    public void lastBytes() {
        // Each client gets its last bytes in its own time.
    }

    // The end.

    @Override
    public void end(OriginResponse head, AnswerHead framing, @Nullable Buffer rest, @Nullable Outcome read) {
        if (rest != null) {
            piece(rest);
        }
        if (over) {
            return;
        }
        finishing = true;
        recording.rest(this::recorded);
        Outcome outcome = read == null ? Outcome.ofStatus(head.status()) : read;
        String type = head.header(HttpHeaders.CONTENT_TYPE);
        if (recording.quicklyRead()) {
            ended(head, outcome, recording.bring(type));
        } else {
            var unused = loop().vertx()
                    .executeBlocking(() -> recording.bring(type), false)
                    .onComplete(brought -> {
                        if (brought.succeeded()) {
                            ended(head, outcome, brought.result());
                        } else {
                            bug(new IllegalStateException(brought.cause()));
                        }
                    });
        }
    }

    /** All has come, and was read through; {@code brought} is null when it is too long. */
    private void ended(OriginResponse head, Outcome outcome, Recording.@Nullable Brought brought) {
        if (over) {
            return;
        }
        StoredAnswer answer = brought == null ? null : brought.answer();
        String refusal =
                spoiled ? "purged" : route.refusal(inquiry, to, head, outcome, recording.length(), brought, frequent);
        long took = TimeUnit.NANOSECONDS.toMillis(loop().deadlines().now() - startedAt);
        if (refusal == null && answer != null) {
            kept = route.keep(inquiry, to, answer, took);
        }
        if (readers.size() > 1) {
            route.tally(to).saved(took * (readers.size() - 1));
        }
        boolean live = recording.live();
        land(refusal, reader -> {
            if (live && readers.passes(reader)) {
                reader.end(outcome);
            } else if (answer == null) {
                reader.fail(Outcome.INVALID_RESPONSE, TOO_LONG, 0);
            } else if (readers.passes(reader)) {
                reader.head(head, outcome);
                recording.each(reader::piece);
                reader.end(outcome);
            } else {
                reader.whole(reader.asking().question().streamed() ? answer.asStream() : answer.asWhole(), outcome);
            }
        });
    }

    @Override
    public void breakOff(Outcome outcome, boolean asEvent, boolean midEvent) {
        land(outcome.tag(), reader -> reader.breakOff(outcome, asEvent));
    }

    @Override
    public void fail(Outcome outcome, String message, int retryAfterSeconds) {
        land(outcome.tag(), reader -> reader.fail(outcome, message, retryAfterSeconds));
    }

    @Override
    public void over(Outcome outcome, boolean restOfRequest) {
        if (finishing) {
            return;
        }
        land(outcome.tag(), reader -> reader.fail(outcome, Forwarder.explain(outcome, to.upstream()), 0));
    }

    @Override
    public void bug(RuntimeException bug) {
        route.log(errand, bug);
        land(Outcome.INTERNAL.tag(), reader -> reader.breakOff(Outcome.INTERNAL, false));
    }

    private void land(@Nullable String refusal, Consumer<FlightReader> last) {
        if (over) {
            return;
        }
        over = true;
        strike();
        for (FlightReader reader : readers.dismiss()) {
            try {
                last.accept(reader);
            } catch (RuntimeException bug) {
                route.log(errand, bug);
                reader.breakOff(Outcome.INTERNAL, false);
            }
        }
        if (turn != null) {
            turn.end(kept);
        }
        if (refusal != null) {
            route.notKept(to, refusal);
        }
        landed.accept(refusal);
    }

    private void strike() {
        if (!struck) {
            struck = true;
            route.caching().strike(inquiry.key(), this);
        }
    }
}
