package io.teal.gateway.limit;

import io.teal.gateway.matching.RequestHead;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Policies;
import org.jspecify.annotations.Nullable;

/** What a client may take of one route, by one revision. Immutable, shared by all event loops. */
public final class RouteLimits {
    private static final long NANOS = 1_000_000_000;
    private static final Admission.Refused TOO_MANY = new Admission.Refused(Outcome.TOO_MANY_REQUESTS, 1);

    private final @Nullable ByRate rate;
    private final @Nullable ByPlace concurrency;

    private record ByRate(Rates rates, Rates.Limit limit, Pseudonyms clients) {}

    private record ByPlace(UnderWay underWay, int most, Pseudonyms clients) {}

    private RouteLimits(@Nullable ByRate rate, @Nullable ByPlace concurrency) {
        this.rate = rate;
        this.concurrency = concurrency;
    }

    static RouteLimits compile(byte[] secret, String route, Policies.Limits limits, Rates rates, UnderWay underWay) {
        Policies.Rate rate = limits.rate();
        Policies.Concurrency concurrency = limits.concurrency();
        return new RouteLimits(
                rate == null
                        ? null
                        : new ByRate(
                                rates,
                                Rates.Limit.of(rate),
                                new Pseudonyms(secret, "rate " + route + " " + rate, rate.by())),
                concurrency == null ? null : places(secret, route, concurrency, underWay));
    }

    private static ByPlace places(byte[] secret, String route, Policies.Concurrency limit, UnderWay underWay) {
        if (limit.requests() < 1) {
            throw new IllegalArgumentException("the route " + route + " allows no request at a time");
        }
        // Not by the number: what is under way stays under way when the number changes.
        String scope = "concurrency " + route + " " + limit.by();
        return new ByPlace(underWay, limit.requests(), new Pseudonyms(secret, scope, limit.by()));
    }

    /**
     * Takes a place and one request of the period for the client, or neither. Without limits it costs nothing.
     *
     * @return a {@link Admission.Permit}, to be ended with the request, or {@link Admission.Refused}
     */
    public Admission take(RequestHead head) {
        Admission.Permit permit = place(head);
        if (permit == null) {
            return TOO_MANY;
        }
        ByRate by = rate;
        if (by == null) {
            return permit;
        }
        long wait = by.rates.take(by.clients.of(head), by.limit);
        if (wait == Rates.PERMITTED) {
            return permit;
        }
        permit.end();
        return new Admission.Refused(Outcome.RATE_LIMITED, seconds(wait));
    }

    private Admission.@Nullable Permit place(RequestHead head) {
        ByPlace by = concurrency;
        return by == null ? Uncounted.PERMIT : by.underWay.take(by.clients.of(head), by.most);
    }

    /** Rounded up: a client that comes back a moment too early is refused again. */
    private static int seconds(long nanos) {
        return Math.clamp(Math.ceilDiv(nanos, NANOS), 1, Integer.MAX_VALUE);
    }
}
