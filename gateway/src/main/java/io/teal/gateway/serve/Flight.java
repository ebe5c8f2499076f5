package io.teal.gateway.serve;

import io.teal.gateway.exchange.EventLoop;
import io.teal.gateway.exchange.Exchange;
import io.teal.gateway.forward.AnswerHead;
import io.teal.gateway.forward.Forwarder;
import io.teal.gateway.forward.Forwarder.Destination;
import io.teal.gateway.forward.Recipient;
import io.teal.gateway.message.Errand;
import io.teal.gateway.message.RequestBody;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.replay.StoredAnswer;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
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
    /** So much may wait for a client that is alone before its server has to wait as well. */
    private static final int MOST_WAITING = 64 << 10;

    private final CachedRoute route;
    private final Inquiry inquiry;
    private final Errand errand;
    private final Destination to;
    private final Consumer<@Nullable String> landed;
    private final List<FlightReader> readers = new ArrayList<>();
    private final Recording recording;
    private boolean frequent;
    private final boolean background;
    private boolean struck;
    private boolean finishing;
    private boolean over;
    private long startedAt;
    private @Nullable Runnable cancel;
    private @Nullable Turn turn;
    private @Nullable HttpClientResponse in;
    private @Nullable Outcome known;

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
    }

    EventLoop loop() {
        return errand.loop();
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
        HttpClientResponse head = in;
        if (head != null && recording.live() && passes(reader)) {
            reader.head(head, known);
            recording.each(reader::piece);
        }
    }

    void leave(FlightReader reader) {
        var unused = readers.remove(reader);
        if (!over && readers.isEmpty() && !background && !finishes()) {
            abandon();
        }
    }

    private boolean finishes() {
        return frequent
                && !struck
                && route.finishes(errand.target(), errand.head().path());
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

    /** Whether a client gets the pieces as they come; else the answer is told to it in another form, at its end. */
    private boolean passes(FlightReader reader) {
        return recording.passes(reader.asking().question().streamed());
    }

    // The way to a server.

    void start() {
        if (route.locks()) {
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
        cancel = route.forwarder().forward(errand, RequestBody.of(inquiry.body()), to, this);
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
        for (FlightReader reader : readers) {
            if (reader.asking().stale() != null) {
                return true;
            }
        }
        return false;
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
    public void head(HttpClientResponse head, AnswerHead framing, @Nullable Outcome outcome) {
        if (over) {
            return;
        }
        in = head;
        known = outcome;
        recording.begin(head.statusCode(), framing.eventStream());
        if (recording.live()) {
            tellHead(head);
        }
    }

    private void tellHead(HttpClientResponse head) {
        each(reader -> reader.head(head, known));
    }

    /** Tells those who get the pieces as they come. */
    private void each(Consumer<FlightReader> what) {
        // From the end: one may leave on being told, and the last one takes the flight with it.
        for (int i = readers.size() - 1; i >= 0; i--) {
            if (i < readers.size() && passes(readers.get(i))) {
                what.accept(readers.get(i));
            }
        }
    }

    @Override
    public void flush(AnswerHead framing) {
        if (recording.live()) {
            each(FlightReader::flush);
        }
    }

    @Override
    public void piece(Buffer piece) {
        if (over) {
            return;
        }
        recording.add(piece.getBytes(), this::recorded);
        if (recording.kept() && recording.length() > most()) {
            tooLong();
        }
    }

    private void recorded(byte[] piece) {
        if (recording.live()) {
            each(reader -> reader.piece(piece));
        }
    }

    /** An answer that has to be told in another form may be longer than one that is kept. */
    private long most() {
        for (FlightReader reader : readers) {
            if (!passes(reader)) {
                return Math.max(route.policy().maxEntry(), Recording.MOST);
            }
        }
        return route.policy().maxEntry();
    }

    /** It is not kept, so nobody can join any more; who gets it as it comes gets the rest so. */
    private void tooLong() {
        strike();
        HttpClientResponse head = in;
        boolean wasLive = recording.live();
        for (int i = readers.size() - 1; i >= 0; i--) {
            FlightReader reader = readers.get(i);
            if (!passes(reader)) {
                var unused = readers.remove(i);
                reader.fail(Outcome.INVALID_RESPONSE, "the answer is too long to be told in one piece", 0);
            } else if (!wasLive && head != null) {
                reader.head(head, known);
                recording.each(reader::piece);
            }
        }
        recording.drop();
        if (readers.isEmpty() && !background) {
            abandon();
        }
    }

    @Override
    public void comment(Buffer comment) {
        if (recording.live()) {
            each(reader -> reader.comment(comment));
        }
    }

    @Override
    public boolean full() {
        if (recording.kept() || readers.isEmpty()) {
            return false;
        }
        if (readers.size() == 1) {
            return readers.getFirst().waiting() > MOST_WAITING;
        }
        for (int i = readers.size() - 1; i >= 0 && readers.size() > 1; i--) {
            FlightReader reader = readers.get(i);
            if (reader.waiting() > route.policy().maxEntry()) {
                var unused = readers.remove(i);
                reader.breakOff(Outcome.CLIENT_STALLED, false);
            }
        }
        return false;
    }

    @Override
    public void whenDrained(Runnable resume) {
        readers.getFirst().whenDrained(resume);
    }

    @Override
    public void lastBytes() {
        // Each client gets its last bytes in its own time.
    }

    // The end.

    @Override
    public void end(HttpClientResponse head, AnswerHead framing, @Nullable Buffer rest, @Nullable Outcome read) {
        if (rest != null) {
            piece(rest);
        }
        if (over) {
            return;
        }
        finishing = true;
        Outcome outcome = read == null ? Outcome.ofStatus(head.statusCode()) : read;
        String type = head.getHeader(HttpHeaders.CONTENT_TYPE);
        if (recording.quicklyRead()) {
            ended(head, outcome, recording.bring(type));
        } else {
            var unused = loop().vertx()
                    .executeBlocking(() -> recording.bring(type), false)
                    .onComplete(brought -> ended(head, outcome, brought.result()));
        }
    }

    /** All has come, and was read through; {@code brought} is null when it is too long. */
    private void ended(HttpClientResponse head, Outcome outcome, Recording.@Nullable Brought brought) {
        StoredAnswer answer = brought == null ? null : brought.answer();
        String refusal = route.refusal(inquiry, to, head, outcome, recording.length(), brought, frequent);
        long took = TimeUnit.NANOSECONDS.toMillis(loop().deadlines().now() - startedAt);
        if (refusal == null && answer != null) {
            route.keep(inquiry, to, answer, took);
        }
        if (readers.size() > 1) {
            route.tally(to).saved(took * (readers.size() - 1));
        }
        boolean live = recording.live();
        land(refusal, reader -> {
            if (live && passes(reader)) {
                reader.end(outcome);
            } else if (answer == null) {
                reader.fail(outcome, Forwarder.explain(outcome, to.upstream()), 0);
            } else if (passes(reader)) {
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
        List<FlightReader> rest = List.copyOf(readers);
        readers.clear();
        rest.forEach(last);
        if (turn != null) {
            turn.end();
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
