package io.teal.gateway.limit;

import io.teal.gateway.matching.RequestHead;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Policies;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a client may take of one route, by one revision. Immutable, shared by all event loops. */
public final class RouteLimits {
    private static final long NANOS = 1_000_000_000;
    private static final Admission.Refused TOO_MANY = new Admission.Refused(Outcome.TOO_MANY_REQUESTS, 1);

    private final @Nullable ByRate rate;
    private final @Nullable ByPlace concurrency;

    private record ByRate(Rates rates, Rates.Limit limit, Pseudonyms clients, Elsewhere elsewhere) {
        Admission decide(Pseudonym client, Admission.Permit permit) {
            return decide(rates.take(client, limit), permit);
        }

        static Admission decide(long wait, Admission.Permit permit) {
            if (wait == Rates.PERMITTED) {
                return permit;
            }
            permit.end();
            return new Admission.Refused(Outcome.RATE_LIMITED, seconds(wait));
        }
    }

    /** A rate as it is asked of those who count it for all gateways. */
    private static final class Elsewhere {
        private final SharedRates rates;
        private final String scope;
        private final Policies.Rate rate;
        private volatile @Nullable Keyed keyed;

        private static final class Keyed {
            private final byte[] secret;
            private final Pseudonyms clients;

            Keyed(byte[] secret, Pseudonyms clients) {
                this.secret = secret;
                this.clients = clients;
            }
        }

        Elsewhere(SharedRates rates, String scope, Policies.Rate rate) {
            this.rates = rates;
            this.scope = scope;
            this.rate = rate;
        }

        /** Null when nobody can be asked. */
        @Nullable CompletionStage<Long> take(RequestHead head) {
            byte[] secret = rates.secret();
            if (secret == null) {
                return null;
            }
            Keyed known = keyed;
            if (known == null || known.secret != secret) {
                known = new Keyed(secret, new Pseudonyms(secret, scope, rate.by()));
                keyed = known;
            }
            return rates.take(known.clients.of(head).hex(), rate.requests(), rate.per());
        }
    }

    /** A rate that was asked for. What others have granted is counted here, too, for the time when they cannot be asked. */
    static final class Asked implements Admission.Pending {
        private final ByRate rate;
        private final Pseudonym client;
        private final Permit permit;
        private final CompletionStage<Long> answer;

        private Asked(ByRate rate, Pseudonym client, Permit permit, CompletionStage<Long> answer) {
            this.rate = rate;
            this.client = client;
            this.permit = permit;
            this.answer = answer;
        }

        @Override
        public void whenDecided(Consumer<Admission> decided) {
            var unused = answer.handle(this::decide).thenAccept(decided);
        }

        private Admission decide(@Nullable Long millis, @Nullable Throwable problem) {
            if (millis == null) {
                rate.elsewhere.rates.tookAlone();
                return rate.decide(client, permit);
            }
            if (millis == 0) {
                long unused = rate.rates.take(client, rate.limit);
                return permit;
            }
            return ByRate.decide(TimeUnit.MILLISECONDS.toNanos(millis), permit);
        }
    }

    private record ByPlace(UnderWay underWay, int most, Pseudonyms clients) {}

    private RouteLimits(@Nullable ByRate rate, @Nullable ByPlace concurrency) {
        this.rate = rate;
        this.concurrency = concurrency;
    }

    static RouteLimits compile(
            byte[] secret, String route, Policies.Limits limits, Rates rates, SharedRates shared, UnderWay underWay) {
        Policies.Rate rate = limits.rate();
        Policies.Concurrency concurrency = limits.concurrency();
        return new RouteLimits(
                rate == null ? null : rate(secret, route, rate, rates, shared),
                concurrency == null ? null : places(secret, route, concurrency, underWay));
    }

    private static ByRate rate(byte[] secret, String route, Policies.Rate rate, Rates rates, SharedRates shared) {
        String scope = "rate " + route + " " + rate;
        return new ByRate(
                rates,
                Rates.Limit.of(rate),
                new Pseudonyms(secret, scope, rate.by()),
                new Elsewhere(shared, scope, rate));
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
     * @return a {@link Admission.Permit}, to be ended with the request, {@link Admission.Refused}, or {@link Admission.Pending}
     *     when the rate is shared with other gateways
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
        CompletionStage<Long> answer = by.elsewhere.take(head);
        Pseudonym client = by.clients.of(head);
        return answer == null ? by.decide(client, permit) : new Asked(by, client, permit, answer);
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
