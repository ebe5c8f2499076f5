package io.teal.gateway.limit;

import io.teal.gateway.routing.Policies;
import java.security.SecureRandom;
import java.util.function.LongSupplier;

/**
 * What the clients of all routes have taken. Kept for the life of a gateway: a revision that leaves the limit of a route as
 * it is finds what was counted. A rate that is changed starts anew; requests under way count whatever their limit becomes.
 * Thread-safe.
 */
public final class ClientLimits {
    /** Most clients whose rate is remembered; beyond it the least recently used are forgotten. */
    static final int MOST_CLIENTS = 100_000;

    private static final int SHARDS = 64;
    private static final int SECRET_BYTES = 32;

    private final byte[] secret = new byte[SECRET_BYTES];
    private final Rates rates;
    private final SharedRates shared;
    private final UnderWay underWay = new UnderWay();

    /** Nothing taken yet, and nothing shared. {@code nanoTime} is a clock such as {@link System#nanoTime}. */
    public ClientLimits(LongSupplier nanoTime) {
        this(nanoTime, SharedRates.NONE);
    }

    /**
     * Nothing taken yet.
     *
     * @param nanoTime a clock such as {@link System#nanoTime}
     * @param shared the rates that other gateways count, too; while they cannot be asked the ones here decide
     */
    public ClientLimits(LongSupplier nanoTime, SharedRates shared) {
        this.shared = shared;
        this.rates = new Rates(nanoTime, SHARDS, MOST_CLIENTS / SHARDS);
        new SecureRandom().nextBytes(secret);
    }

    /**
     * The limits of a route, made ready to run.
     *
     * @param route its name
     * @throws IllegalArgumentException when a limit lets nothing through, or goes by something that no two requests share
     */
    public RouteLimits of(String route, Policies.Limits limits) {
        return RouteLimits.compile(secret, route, limits, rates, shared, underWay);
    }

    /** How many clients' rates are remembered. */
    int remembered() {
        return rates.size();
    }

    /** How many clients have requests under way. */
    int busy() {
        return underWay.clients();
    }
}
