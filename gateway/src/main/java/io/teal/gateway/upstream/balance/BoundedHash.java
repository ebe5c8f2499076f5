package io.teal.gateway.upstream.balance;

/**
 * Weighted rendezvous hashing with bounded load: servers are ranked anew for each hash, so that one that comes or goes moves
 * only its own senders; one whose load would exceed 125 % of its share of all load is passed over for the next in rank
 * (HAProxy's {@code hash-balance-factor 125}). Without a hash {@link LeastConn} decides.
 */
final class BoundedHash implements Selection {
    private static final double BOUND = 1.25;

    private final LeastConn leastConn = new LeastConn();

    @Override
    public <C extends Candidate> int best(C[] from, int count, long hash, long now) {
        if (hash == 0) {
            return leastConn.best(from, count, hash, now);
        }
        long load = Candidate.ONE;
        long weights = 0;
        for (int i = 0; i < count; i++) {
            load += from[i].load(now);
            weights += from[i].weight(now);
        }
        int best = 0;
        double first = -1;
        for (int i = 0; i < count; i++) {
            C server = from[i];
            // At most ceil(1.25 * load * weight / weights); the bounds add up to more than the load, so one is below.
            boolean below = (double) server.load(now) * weights < BOUND * load * server.weight(now);
            double rank = below ? rank(server, hash) : -1;
            if (rank > first) {
                first = rank;
                best = i;
            }
        }
        return Selection.only(from, best);
    }

    /** Weight over an exponential variate: the largest is each server's with the probability of its share. */
    private static double rank(Candidate server, long hash) {
        double uniform = ((mix(hash ^ mix(server.seed())) >>> 11) + 0.5) * 0x1p-53;
        return -server.fullWeight() / StrictMath.log(uniform);
    }

    /** The finaliser of SplitMix64. */
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
