package io.teal.gateway.forward;

import io.teal.gateway.answer.AnswerReader;
import io.teal.gateway.event.Event.Subject;
import io.teal.gateway.message.Errand;
import io.teal.gateway.origin.OriginResponse;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Policies;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.ServerKey;
import io.teal.gateway.upstream.UpstreamGroup;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The answers to one request, from the head of the first one: which is withheld, which is passed on, when another server is
 * asked instead, and what is waited for meanwhile. Confined to the event loop.
 */
final class Answering {
    private static final Logger log = LoggerFactory.getLogger(Answering.class);

    /** How long a client may take nothing at all of its answer, as nginx's {@code send_timeout}: 60 s. */
    private static final long CLIENT_STALL_NANOS = 60_000_000_000L;

    /** So much of an error is written to the log: the cause stands in its first sentence. */
    private static final int LONGEST_ERROR = 300;

    private static final long NOT_YET = Long.MIN_VALUE;

    private final Forwarding forwarding;
    private final RequestClock clock;
    private final Forwarder route;
    private final UpstreamGroup group;
    private final Evidence evidence;
    private long waitingSince = NOT_YET;
    private @Nullable Relay relay;
    private @Nullable Replacement replacement;

    Answering(Forwarding forwarding, RequestClock clock, Forwarder route, UpstreamGroup group, Evidence evidence) {
        this.forwarding = forwarding;
        this.clock = clock;
        this.route = route;
        this.group = group;
        this.evidence = evidence;
    }

    /** The head of an answer has come. */
    void begin(Attempt by, OriginResponse head) {
        AnswerReader reader = forwarding.question().reader(head);
        if (reader != null && reader.eventStream()) {
            forwarding.errand().record().awaitsToken();
        }
        if (reader == null) {
            Outcome byStatus = Outcome.ofStatus(head.status());
            // What a server took only to refuse it, another may take at once; nobody waits in line for that.
            if (byStatus.repeat() == Outcome.Repeat.ALWAYS && forwarding.retriesInstead(byStatus)) {
                if (new Replacement(forwarding, this, by, byStatus).start(false)) {
                    return;
                }
                forwarding.retries().comesToNothing();
            }
        }
        if (waitingSince == NOT_YET) {
            waitingSince = clock.now();
        }
        evidence.answers(reader);
        relay = new Relay(forwarding, this, by, head, reader, reader != null && withhold(by, reader));
        relay.start(waitingSince);
    }

    /**
     * Whether an answer is kept from the client at first: a stream, as long as another server could be asked; a short whole
     * one always, since nobody can use a part of it and its head can then say how it ended; and any where there is another
     * answer to fall back on.
     */
    private boolean withhold(Attempt by, AnswerReader reader) {
        return !reader.eventStream()
                || forwarding.recipient().hasOther()
                || (forwarding.mayRetry(Outcome.EMPTY) && othersThan(by));
    }

    /** Whether the upstream has a server that was not tried yet, be it out or full. */
    private boolean othersThan(Attempt by) {
        List<Server> tried = forwarding.retries().with(by.lease().server());
        return group.spec().servers().size() > tried.size();
    }

    /** Whether the head of an answer has come that is not dropped. */
    boolean begun() {
        return relay != null;
    }

    /** Whether the client has something of an answer, or is about to. */
    boolean passing() {
        return relay != null && !relay.withholding();
    }

    /** Drops the answer at hand. */
    void drop() {
        if (relay != null) {
            relay.stop();
            relay = null;
        }
    }

    /** Ends an answer of which the client has a part. */
    void breakOff(Outcome outcome) {
        if (relay != null) {
            relay.breakOff(outcome);
        }
    }

    // Another answer instead.

    /** Looks for another server in place of an answer; whether one took the request, or may yet. */
    boolean seekAnother(Attempt by, Outcome outcome) {
        if (searching()) {
            return true;
        }
        if (!forwarding.retriesInstead(outcome)) {
            return false;
        }
        Replacement search = new Replacement(forwarding, this, by, outcome);
        replacement = search;
        boolean sought = search.start(true);
        if (!sought) {
            forwarding.retries().comesToNothing();
        }
        return sought;
    }

    /** Whether a place for the request is waited for elsewhere. */
    boolean searching() {
        return replacement != null && replacement.searching();
    }

    /** No other server is looked for any more. */
    void stopSearching() {
        if (replacement != null) {
            replacement.stop();
        }
    }

    /** No other server takes the request: the client gets the answer there is. */
    void notReplaced(Outcome outcome) {
        forwarding.retries().comesToNothing();
        Relay withheld = relay;
        if (withheld != null && withheld.withholding() && (forwarding.attempting() || withheld.complete())) {
            withheld.commit();
        } else {
            forwarding.notReplaced(outcome);
        }
    }

    // What the relay sees.

    /** The first token has come, or a body that will do. */
    void firstToken(Attempt by, boolean streamed) {
        long now = clock.now();
        if (streamed) {
            forwarding.errand().record().firstToken(now);
            evidence.firstToken(now);
        }
        by.firstToken(now, streamed);
    }

    /** An error in an answer has come whole. */
    void sawError(Attempt by, Outcome outcome, String error) {
        Errand errand = forwarding.errand();
        ServerKey server = by.lease().key();
        List<String> watched = route.watched().find(error);
        for (int i = 0; i < watched.size(); i++) {
            errand.loop().stats().watched(watched.get(i));
            Subject subject = new Subject(
                    server.service(), server.upstream(), server.address().toString());
            route.sightings().saw(subject, watched.get(i));
        }
        log.atLevel(watched.isEmpty() ? Level.INFO : Level.WARN)
                .log(
                        "server answered with an error request_id={} server={} outcome={} watched={} error=\"{}\"",
                        errand.requestId(),
                        server,
                        outcome.tag(),
                        String.join(",", watched),
                        oneLine(error));
    }

    private static String oneLine(String error) {
        StringBuilder line = new StringBuilder(Math.min(error.length(), LONGEST_ERROR));
        for (int i = 0; i < error.length() && line.length() < LONGEST_ERROR; i++) {
            char c = error.charAt(i);
            line.append(c < ' ' || c == '"' || c == 0x7f ? ' ' : c);
        }
        return line.toString();
    }

    /** The server is given time for the first token, from a point of time on. */
    void awaitFirstToken(long since) {
        long limit =
                switch (route.policies().timeouts().firstToken()) {
                    case Policies.FirstToken.Fixed fixed -> fixed.time().toNanos();
                    case Policies.FirstToken.Learned learned -> group.firstTokenLimit(forwarding.requestBytes());
                };
        clock.waitUntil(since + limit, Outcome.TIMEOUT_FIRST_TOKEN);
    }

    /** The server is given time for the next piece: the silence clock starts again. */
    void awaitNextPiece() {
        clock.waitFor(route.policies().timeouts().idle().toNanos(), Outcome.TIMEOUT_IDLE);
    }

    /** The client reads slower than the server writes: silence from here on is the client's. */
    void clientSlow() {
        clock.waitFor(CLIENT_STALL_NANOS, Outcome.CLIENT_STALLED);
    }
}
