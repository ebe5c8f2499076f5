package io.teal.gateway.ask;

import io.teal.gateway.exchange.Deadlines;
import io.teal.gateway.exchange.Exchange;
import io.teal.gateway.forward.AnswerHead;
import io.teal.gateway.forward.Forwarder;
import io.teal.gateway.forward.Forwarder.Destination;
import io.teal.gateway.forward.Recipient;
import io.teal.gateway.message.Errand;
import io.teal.gateway.message.RequestBody;
import io.teal.gateway.origin.OriginResponse;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.recent.RequestRecord;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes an answer that no client waits for, keeps its beginning, and knows when it has taken too long. Confined to the event loop
 * of the errand.
 */
final class Listener extends Deadlines.Watch implements Recipient {
    private static final Logger log = LoggerFactory.getLogger(Listener.class);

    private final Errand errand;
    private final Destination to;
    private final String revision;
    private final Consumer<Heard> heard;
    private final Kept body;
    private @Nullable Runnable leave;
    private boolean begun;
    private boolean events;
    private boolean over;
    private int status;

    /**
     * @param revision the number of the revision it lives on
     * @param most bytes of the answer that are kept
     * @param heard told once, when all is over
     */
    Listener(Errand errand, Destination to, String revision, int most, Consumer<Heard> heard) {
        this.errand = errand;
        this.to = to;
        this.revision = revision;
        this.body = new Kept(most);
        this.heard = heard;
    }

    /** Asks. */
    void start(Forwarder forwarder, Buffer question, long timeoutNanos) {
        deadline(errand.loop().deadlines().now() + timeoutNanos);
        errand.loop().deadlines().add(this);
        try {
            leave = forwarder.forward(errand, RequestBody.of(question), to, this);
        } catch (RuntimeException bug) {
            bug(bug);
        }
    }

    /** Nobody wants the answer any more. */
    void giveUp(Outcome why) {
        done(why, Forwarder.explain(why, to.upstream()));
        Runnable running = leave;
        if (running != null) {
            running.run();
        }
    }

    @Override
    protected void expired(long now) {
        giveUp(Outcome.TIMEOUT_TOTAL);
    }

    @Override
    protected void gatewayEnds() {
        giveUp(Outcome.SHUTDOWN);
    }

    @Override
    public boolean open() {
        return !over;
    }

    @Override
    public boolean told() {
        return begun;
    }

    @Override
    public boolean hasOther() {
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
        // For a page, not for an answer.
    }

    @Override
    public void head(OriginResponse in, AnswerHead framing, @Nullable Outcome known) {
        begun = true;
        status = in.status();
        events = framing.eventStream();
        if (framing.coded()) {
            body.unreadable();
        }
    }

    @Override
    public void flush(AnswerHead framing) {
        // There is nobody to whom the head alone would say anything.
    }

    @Override
    public void piece(Buffer piece) {
        if (!over) {
            body.add(piece);
        }
    }

    @Override
    public void comment(Buffer comment) {
        // Nobody grows impatient.
    }

    @Override
    public boolean full() {
        return false;
    }

    @Override
    public void whenDrained(Runnable resume) {
        resume.run();
    }

    @Override
    public void lastBytes() {
        // Nobody's place is taken.
    }

    @Override
    public void end(OriginResponse in, AnswerHead framing, @Nullable Buffer rest, @Nullable Outcome read) {
        if (rest != null) {
            piece(rest);
        }
        done(read == null ? Outcome.ofStatus(in.status()) : read, "");
    }

    @Override
    public void breakOff(Outcome outcome, boolean asEvent, boolean midEvent) {
        done(outcome, Forwarder.explain(outcome, to.upstream()));
    }

    @Override
    public void fail(Outcome outcome, String message, int retryAfterSeconds) {
        done(outcome, message);
    }

    @Override
    public void over(Outcome outcome, boolean restOfRequest) {
        done(outcome, Forwarder.explain(outcome, to.upstream()));
    }

    @Override
    public void bug(RuntimeException bug) {
        log.error("unexpected failure request_id={} target={}", errand.requestId(), errand.target(), bug);
        done(Outcome.INTERNAL, Forwarder.explain(Outcome.INTERNAL, to.upstream()));
    }

    private void done(Outcome outcome, String message) {
        if (over) {
            return;
        }
        over = true;
        unwatch();
        int told = begun ? status : outcome.status();
        RequestRecord record = errand.record();
        long now = errand.loop().deadlines().now();
        record.over(errand.requestId(), errand.head(), outcome, told, body.length(), revision, now);
        heard.accept(new Heard(
                outcome,
                told,
                body.bytes(),
                body.cut(),
                events,
                record.firstToken(),
                record.total(),
                address(record.server()),
                message));
    }

    /** Of the key of a server. */
    private static String address(String server) {
        return server.substring(server.lastIndexOf('/') + 1);
    }
}
