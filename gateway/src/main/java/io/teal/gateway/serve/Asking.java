package io.teal.gateway.serve;

import io.teal.gateway.cache.AnswerCache;
import io.teal.gateway.cache.Entry;
import io.teal.gateway.cache.Tally;
import io.teal.gateway.cache.Tally.Level;
import io.teal.gateway.cache.TopQuestions;
import io.teal.gateway.exchange.Exchange;
import io.teal.gateway.forward.Forwarder;
import io.teal.gateway.forward.Forwarder.Destination;
import io.teal.gateway.message.BodyWait;
import io.teal.gateway.message.Errand;
import io.teal.gateway.message.RequestBody;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.question.Meaning;
import io.vertx.core.buffer.Buffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One client's question on a route with a cache, up to where its answer comes from: memory, Redis, a {@link Flight} that is
 * under way or begins with it, or, when it is none that can be shared, a server. Confined to the event loop of the client.
 */
final class Asking {
    private final CachedRoute route;
    private final Exchange exchange;
    private final Destination to;
    private final Tally tally;
    private final Directives directives;
    private @Nullable RequestBody body;
    private @Nullable Inquiry inquiry;
    private @Nullable Entry stale;
    private TopQuestions.@Nullable Asked asked;
    private boolean over;

    Asking(CachedRoute route, Exchange exchange, Destination to) {
        this.route = route;
        this.exchange = exchange;
        this.to = to;
        this.tally = route.tally(to);
        this.directives = Directives.of(exchange.head());
    }

    CachedRoute route() {
        return route;
    }

    Exchange exchange() {
        return exchange;
    }

    Destination to() {
        return to;
    }

    /** What is asked; known once the body was read. */
    Meaning.Question question() {
        return inquiry().question();
    }

    private long now() {
        return exchange.loop().deadlines().now();
    }

    private Inquiry inquiry() {
        return Objects.requireNonNull(inquiry, "nothing was asked yet");
    }

    /** An answer that is older than it should be, and may be told when there is no other; null when there is none. */
    @Nullable Entry stale() {
        return stale;
    }

    /** Whether this is asked often enough to be kept. */
    boolean frequent() {
        return asked != null && asked.times() >= route.policy().minHits();
    }

    void start() {
        String bypass = Directives.bypass(exchange.head(), directives);
        if (bypass == null) {
            BodyWait.start(
                    exchange,
                    route.forwarder().body(exchange),
                    route.forwarder().total(),
                    this::read);
        } else if (mayFetch()) {
            bypass(bypass);
            route.forwarder().forward(exchange, to);
        }
    }

    /** Whether a server may be asked; else the client is told that there is no kept answer. */
    private boolean mayFetch() {
        if (directives.onlyIfCached()) {
            over = true;
            exchange.fail(Outcome.NOT_CACHED, Forwarder.explain(Outcome.NOT_CACHED, to.upstream()));
        }
        return !directives.onlyIfCached();
    }

    private void bypass(String reason) {
        tally.bypass(reason);
        Mark.bypass(exchange, reason);
    }

    private void left() {
        if (!over) {
            over = true;
            exchange.end(Outcome.CLIENT_LEFT);
        }
    }

    private void read(RequestBody sent) {
        body = sent;
        exchange.whenLeft(this::left);
        if (!sent.wholeKnown()) {
            passOn(CachedRoute.TOO_LONG);
            return;
        }
        switch (route.read(exchange, sent.beginning().getBytes())) {
            case Meaning.Bypass reason -> passOn(reason.reason());
            case Meaning.Question question -> {
                asked = route.count(exchange, question, sent.beginning());
                ask(question);
            }
        }
    }

    private void passOn(String reason) {
        if (mayFetch()) {
            bypass(reason);
            forward();
        }
    }

    private void forward() {
        route.forwarder().forward(exchange, Objects.requireNonNull(body, "the body was not read"), to);
    }

    // The question.

    private void ask(Meaning.Question question) {
        String unsettled = route.unsettled(to, question);
        if (unsettled != null) {
            passOn(unsettled);
            return;
        }
        // Asked before the epochs are: what Redis has belongs to those that are shared.
        boolean remote = route.remote();
        Buffer sent = Objects.requireNonNull(body, "the body was not read").beginning();
        Inquiry asked = route.inquiry(exchange.head(), exchange.target(), to, question, sent);
        exchange.asks(question.text());
        exchange.record().asks(asked.key(), asked.epochs(), asked.personal(), now());
        inquiry = asked;
        look(remote);
    }

    private void look(boolean remote) {
        if (directives.noCache()) {
            fly(remote);
            return;
        }
        Entry found = route.cache().inMemory(inquiry().key());
        if (found != null && take(found, Level.MEMORY)) {
            return;
        }
        if (!remote) {
            fly(false);
            return;
        }
        var unused = route.cache()
                .inRedis(inquiry().key())
                .whenComplete((look, failure) -> exchange.loop().context().runOnContext(here -> looked(look)));
    }

    private void looked(AnswerCache.@Nullable Look look) {
        if (over) {
            return;
        }
        exchange.record().looked(now());
        try {
            Entry found = look == null ? null : look.entry();
            if (found == null || !take(found, Level.REDIS)) {
                // A Redis that says nothing in time is not asked for a lock either.
                fly(look != null && look.answered());
            }
        } catch (RuntimeException bug) {
            over = true;
            exchange.failUnexpectedly(bug);
        }
    }

    /** Answers with an entry if it is young enough, and keeps it in mind if it may stand in for a failure. */
    private boolean take(Entry entry, Level level) {
        switch (route.use(entry, directives)) {
            case FRESH -> {
                tally.hit(level, entry);
                if (asked != null) {
                    asked.hit();
                }
                reply(entry, Mark.HIT);
                return true;
            }
            case STALE -> {
                tally.stale();
                reply(entry, Mark.STALE);
                route.refresh(inquiry(), Errand.of(exchange).unrecorded(), to);
                return true;
            }
            case STAND_IN -> stale = entry;
            case NONE -> {}
        }
        return false;
    }

    private void reply(Entry entry, String how) {
        over = true;
        Mark.put(exchange, how);
        Replay.start(this, entry);
    }

    /**
     * The answer is on its way: joins it, or sets out for it.
     *
     * @param turns whether other gateways are asked to wait for it
     */
    private void fly(boolean turns) {
        if (!mayFetch()) {
            return;
        }
        Flight made = new Flight(route, inquiry(), Errand.of(exchange), to, false, landed -> {});
        Flight listed = route.caching().list(inquiry().key(), made);
        Flight flight = listed == null ? made : listed;
        FlightReader reader = new FlightReader(this, flight, listed != null);
        exchange.whenLeft(reader::left);
        if (listed == null) {
            Mark.put(exchange, Mark.MISS);
            tally.miss();
            flight.join(reader);
            flight.start(turns);
        } else {
            Mark.put(exchange, Mark.COALESCED);
            exchange.record().sharedWith(flight.requestId());
            flight.on(() -> flight.join(reader));
        }
    }

    /** It was taken along by the flight of somebody else. */
    void taken() {
        tally.coalesced();
    }

    /** The flight that was joined was over: what it brought may be kept by now, or the knowledge have changed. */
    void again() {
        exchange.whenLeft(this::left);
        ask(question());
    }

    /** What was wrong with the answer may be the fault of the one who asked first: this one asks for itself. */
    void alone() {
        Mark.put(exchange, Mark.MISS);
        tally.miss();
        forward();
    }

    /** Another gateway's answer came in the place of the one that was waited for. */
    void coalesced(Entry entry) {
        reply(entry, Mark.COALESCED);
    }

    /** An answer that is older than it should be is told, as there is no other. */
    void fallBack(Entry entry) {
        tally.stale();
        reply(entry, Mark.STALE);
    }
}
