package io.teal.gateway.upstream;

/**
 * Weighted rendezvous hashing with bounded load: servers are ranked anew for each hash, so that one that comes or goes moves
 * only its own senders; one whose leases would exceed 125 % of its share of all leases is passed over for the next in rank
 * (HAProxy's {@code hash-balance-factor 125}). Without a hash {@link LeastConn} decides.
 */
final class BoundedHash implements Selection {
    private static final int PERCENT = 125;

    private final LeastConn leastConn = new LeastConn();

    @Override
    public ServerState choose(ServerState[] from, int count, long hash, long now) {
        if (hash == 0) {
            return leastConn.choose(from, count, hash, now);
        }
        long leases = 1;
        long weights = 0;
        for (int i = 0; i < count; i++) {
            leases += from[i].leases();
            weights += from[i].weight(now);
        }
        ServerState best = from[0];
        double first = -1;
        for (int i = 0; i < count; i++) {
            ServerState server = from[i];
            // At most ceil(1.25 * leases * weight / weights); the bounds add up to more than the leases, so one is
            // below.
            boolean below = server.leases() * 100L * weights < PERCENT * leases * server.weight(now);
            double rank = below ? rank(server, hash) : -1;
            if (rank > first) {
                first = rank;
                best = server;
            }
        }
        return best;
    }

    /** Weight over an exponential variate: the largest is each server's with the probability of its share. */
    private static double rank(ServerState server, long hash) {
        double uniform = ((mix(hash ^ mix(server.seed())) >>> 11) + 0.5) * 0x1p-53;
        return -server.spec().weight() / StrictMath.log(uniform);
    }

    /** The finaliser of SplitMix64. */
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
