package io.teal.gateway.serve;

import io.teal.gateway.cache.CacheKey;
import io.teal.gateway.cache.Entry;
import io.teal.gateway.cache.Tally;
import io.teal.gateway.cache.Tally.Level;
import io.teal.gateway.exchange.Exchange;
import io.teal.gateway.forward.Forwarder;
import io.teal.gateway.forward.Forwarder.Destination;
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
final class Asking implements RequestBody.Reader {
    private final CachedRoute route;
    private final Exchange exchange;
    private final Destination to;
    private final Tally tally;
    private final Directives directives;
    private final RequestBody body;
    private @Nullable Inquiry inquiry;
    private @Nullable Entry stale;
    private boolean frequent;
    private boolean over;

    Asking(CachedRoute route, Exchange exchange, Destination to) {
        this.route = route;
        this.exchange = exchange;
        this.to = to;
        this.tally = route.tally(to);
        this.directives = Directives.of(exchange.head());
        this.body = route.forwarder().body(exchange);
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

    private Inquiry inquiry() {
        return Objects.requireNonNull(inquiry, "nothing was asked yet");
    }

    /** An answer that is older than it should be, and may be told when there is no other; null when there is none. */
    @Nullable Entry stale() {
        return stale;
    }

    /** Whether this is asked often enough to be kept. */
    boolean frequent() {
        return frequent;
    }

    void start() {
        String bypass = Directives.bypass(exchange.head(), directives);
        if (bypass != null) {
            bypass(bypass);
            route.forwarder().forward(exchange, to);
            return;
        }
        exchange.whenLeft(this::left);
        body.readBeginning(this);
    }

    private void bypass(String reason) {
        tally.bypass(reason);
        Mark.bypass(exchange, reason);
    }

    private void left() {
        if (!over) {
            over = true;
            body.discard();
            exchange.end(Outcome.CLIENT_LEFT);
        }
    }

    // The body.

    @Override
    public void bodyReady() {
        if (over) {
            return;
        }
        if (!body.wholeKnown()) {
            passOn("body_too_long");
            return;
        }
        Buffer bytes = body.beginning();
        switch (route.read(exchange, bytes.getBytes())) {
            case Meaning.Bypass reason -> passOn(reason.reason());
            case Meaning.Question question -> ask(question, bytes);
        }
    }

    private void passOn(String reason) {
        bypass(reason);
        route.forwarder().forward(exchange, body, to);
    }

    @Override
    public void bodyTooLarge() {
        over = true;
        body.discard();
        exchange.fail(Outcome.BODY_TOO_LARGE, "the body is longer than this route allows");
    }

    @Override
    public void bodySent() {
        throw new IllegalStateException("the body was not to be sent");
    }

    @Override
    public void bodyHeldBack() {
        throw new IllegalStateException("the body was not to be sent");
    }

    @Override
    public void bodyFlows() {
        throw new IllegalStateException("the body was not to be sent");
    }

    // The question.

    private void ask(Meaning.Question question, Buffer bytes) {
        // Chatchat finds bases with SQL's LIKE: which one this is, and whether it has changed, nobody here can tell.
        if (question.base().indexOf('%') >= 0) {
            passOn("knowledge_pattern");
            return;
        }
        if (route.changing(to, question)) {
            passOn("knowledge_changing");
            return;
        }
        long[] epochs = route.epochs(to, question);
        CacheKey key = route.key(exchange.head(), to, question, epochs);
        inquiry = new Inquiry(key, question, bytes, epochs);
        frequent = route.count(exchange, question, bytes);
        look();
    }

    private void look() {
        if (directives.noCache()) {
            fly();
            return;
        }
        Entry found = route.cache().inMemory(inquiry().key());
        if (found != null && take(found, Level.MEMORY)) {
            return;
        }
        if (!route.remote()) {
            fly();
            return;
        }
        var unused = route.cache()
                .inRedis(inquiry().key())
                .whenComplete((entry, failure) -> exchange.loop().context().runOnContext(here -> looked(entry)));
    }

    private void looked(@Nullable Entry found) {
        if (over) {
            return;
        }
        try {
            if (found == null || !take(found, Level.REDIS)) {
                fly();
            }
        } catch (RuntimeException bug) {
            over = true;
            exchange.failUnexpectedly(bug);
        }
    }

    /** Answers with an entry if it is young enough, and keeps it in mind if it may stand in for a failure. */
    private boolean take(Entry entry, Level level) {
        long age = route.age(entry);
        boolean wanted = age / 1000 <= directives.maxAgeSeconds();
        if (wanted && age < route.policy().ttl().toMillis()) {
            tally.hit(level, entry);
            reply(entry, Mark.HIT);
            return true;
        }
        if (wanted
                && age
                        < route.policy()
                                .ttl()
                                .plus(route.policy().staleWhileRevalidate())
                                .toMillis()) {
            tally.stale();
            reply(entry, Mark.STALE);
            route.refresh(inquiry(), Errand.of(exchange).unrecorded(), to);
            return true;
        }
        if (age < route.policy().ttl().plus(route.policy().staleIfError()).toMillis()) {
            stale = entry;
        }
        return false;
    }

    private void reply(Entry entry, String how) {
        over = true;
        Mark.put(exchange, how);
        Replay.start(this, entry);
    }

    /** The answer is on its way: joins it, or sets out for it. */
    private void fly() {
        if (directives.onlyIfCached()) {
            over = true;
            exchange.fail(Outcome.NOT_CACHED, Forwarder.explain(Outcome.NOT_CACHED, to.upstream()));
            return;
        }
        Flight made = new Flight(route, inquiry(), Errand.of(exchange), to, false, landed -> {});
        Flight listed = route.caching().list(inquiry().key(), made);
        Flight flight = listed == null ? made : listed;
        FlightReader reader = new FlightReader(this, flight, listed != null);
        exchange.whenLeft(reader::left);
        if (listed == null) {
            tally.miss();
            Mark.put(exchange, Mark.MISS);
            flight.join(reader);
            flight.start();
        } else {
            tally.coalesced();
            Mark.put(exchange, Mark.COALESCED);
            flight.on(() -> flight.join(reader));
        }
    }

    /** The flight that was joined was over: what it brought may be kept by now. */
    void again() {
        exchange.whenLeft(this::left);
        look();
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
