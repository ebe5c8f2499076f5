package io.teal.gateway.ask;

import io.teal.gateway.ask.Shadowed.Measure;
import io.teal.gateway.ask.Shadowed.Skip;
import io.teal.gateway.forward.Beside;
import io.teal.gateway.forward.Forwarder;
import io.teal.gateway.forward.Forwarder.Destination;
import io.teal.gateway.forward.Recipient;
import io.teal.gateway.message.Arrival;
import io.teal.gateway.message.Errand;
import io.teal.gateway.message.Purpose;
import io.teal.gateway.message.RequestBody;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.question.Reason;
import io.teal.gateway.question.Repeatable;
import io.teal.gateway.recent.RequestRecord;
import io.teal.gateway.routing.Policies;
import io.teal.gateway.routing.policy.Shadow;
import io.teal.gateway.upstream.Prospect;
import io.teal.gateway.upstream.ServerStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Draws questions of one route, and asks them of another upstream once their clients have their answers, if that one is idle
 * then. Immutable, shared by all event loops.
 */
final class Shadowing implements Beside {
    /** Most bytes of an answer that are kept. */
    private static final int MOST = 512 << 10;

    /** An answer nobody waits for takes a place no longer than this. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Shadows shadows;
    private final String service;
    private final String route;
    private final Policies.Dialect dialect;
    private final int sharePercent;
    private final boolean control;
    private final Destination to;
    private final ShadowTally tally;

    Shadowing(
            Shadows shadows,
            String service,
            String route,
            Policies.Dialect dialect,
            Shadow shadow,
            Destination to,
            ShadowTally tally) {
        this.shadows = shadows;
        this.service = service;
        this.route = route;
        this.dialect = dialect;
        this.sharePercent = shadow.sharePercent();
        this.control = shadow.control();
        this.to = to;
        this.tally = tally;
    }

    @Override
    public Recipient beside(Forwarder by, Errand errand, RequestBody body, Destination from, Recipient recipient) {
        if (errand.purpose() != Purpose.CLIENT
                || from.upstream().equals(to.upstream())
                || !errand.method().equals(HttpMethod.POST)
                || ThreadLocalRandom.current().nextInt(100) >= sharePercent
                || !Repeatable.asks(
                        dialect, path(by.target(errand.target(), errand.head().path())))) {
            return recipient;
        }
        if (!shadows.take(errand.loop())) {
            tally.skipped(Skip.UNDER_WAY);
            return recipient;
        }
        return new Tap(recipient, errand, body, MOST, (question, given) -> answered(by, errand, question, given));
    }

    private static String path(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    private void skip(Errand errand, Skip why) {
        shadows.giveBack(errand.loop());
        tally.skipped(why);
    }

    /** The client has its answer. On its event loop. */
    private void answered(Forwarder by, Errand errand, @Nullable Buffer question, Heard given) {
        if (given.status() == 0 || !tells(given.outcome())) {
            skip(errand, Skip.UNANSWERED);
        } else if (question == null) {
            skip(errand, Skip.BODY);
        } else if (!shadows.later(() -> read(by, errand, question, given))) {
            skip(errand, Skip.UNDER_WAY);
        }
    }

    /** Whether it says something about the upstream. */
    private static boolean tells(Outcome outcome) {
        return outcome.blame() != Outcome.Blame.CLIENT && outcome != Outcome.SHUTDOWN && outcome != Outcome.INTERNAL;
    }

    /** Off the event loop. */
    private void read(Forwarder by, Errand errand, Buffer question, Heard given) {
        Reason refusal = Repeatable.refusal(question.getBytes());
        errand.loop().context().runOnContext(here -> {
            if (refusal == null) {
                ask(by, errand, question, given);
            } else {
                skip(errand, refusal == Reason.BODY ? Skip.BODY : Skip.STATE);
            }
        });
    }

    private void ask(Forwarder by, Errand errand, Buffer question, Heard given) {
        Skip refusal = refusal(by.look(errand.head(), to));
        if (refusal != null) {
            skip(errand, refusal);
            return;
        }
        Errand shadow = shadowOf(errand);
        Listener listener = new Listener(
                shadow, to, shadows.revision(), MOST, answer -> heard(errand, shadow.record(), given, answer));
        listener.start(by, question, PATIENCE.toNanos());
        if (shadow.record().attemptCount() == 0) {
            // The place went to another event loop, and now it would stand in line: nobody shall wait behind it.
            listener.giveUp(Outcome.QUEUE_FULL);
        }
    }

    private Errand shadowOf(Errand errand) {
        RequestRecord record =
                new RequestRecord(errand.loop().deadlines().now(), errand.loop().recent(), null);
        record.route(route);
        Purpose purpose = control ? Purpose.CONTROL : Purpose.SHADOW;
        record.directed(service, to.upstream(), purpose.word());
        Arrival arrival = errand.arrival();
        return new Errand(
                errand.loop(),
                errand.head(),
                errand.method(),
                errand.target(),
                errand.headers(),
                new Arrival(
                        arrival.clientIp(),
                        arrival.peerIp(),
                        arrival.scheme(),
                        arrival.authority(),
                        arrival.http2(),
                        arrival.requestId() + "-shadow"),
                record,
                purpose);
    }

    /**
     * Why an upstream is not asked; null when it is idle: nobody waits, the server whose turn it is can be relied on, and of its
     * places it has half to spare, or where they are not counted, it does nothing; of a control places that are not counted are not
     * asked for.
     */
    private @Nullable Skip refusal(Prospect found) {
        if (found.refusal() != null && found.refusal().outcome() != Outcome.QUEUE_FULL) {
            return Skip.NO_SERVER;
        }
        if (found.chosen() == null || found.queued() > 0) {
            return Skip.BUSY;
        }
        for (Prospect.Seat seat : found.servers()) {
            if (seat.server().equals(found.chosen())) {
                ServerStatus status = seat.status();
                int most = seat.server().maxConns();
                int places = control && most == 0 ? Integer.MAX_VALUE : Math.max(1, most / 2);
                boolean idle = status.leases() + status.elsewhere() + Math.ceil(status.ghosts()) < places;
                return status.state() == ServerStatus.State.UP ? idle ? null : Skip.BUSY : Skip.NO_SERVER;
            }
        }
        return Skip.NO_SERVER;
    }

    /** The shadow is over. */
    private void heard(Errand errand, RequestRecord record, Heard given, Heard answer) {
        if (record.attemptCount() == 0) {
            skip(errand, Skip.BUSY);
            return;
        }
        tally.sent();
        boolean compared = shadows.later(() -> {
            tally.compared(given, answer, Comparison.of(given, answer));
            shadows.giveBack(errand.loop());
        });
        if (!compared) {
            // Their outcomes can be said without reading.
            tally.compared(given, answer, Map.<Measure, Double>of());
            shadows.giveBack(errand.loop());
        }
    }
}
