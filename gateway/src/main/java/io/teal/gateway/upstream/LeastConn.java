package io.teal.gateway.upstream;

/** The fewest leases for the weight, by a full scan in whole numbers; those that tie take turns by {@link RoundRobin}. */
final class LeastConn implements Selection {
    private final RoundRobin turns = new RoundRobin();

    @Override
    public ServerState choose(ServerState[] from, int count, long hash, long now) {
        int tied = 0;
        for (int i = 0; i < count; i++) {
            ServerState server = from[i];
            long order = tied == 0 ? -1 : compare(server, from[0], now);
            if (order < 0) {
                tied = 0;
            }
            if (order <= 0) {
                from[tied++] = server;
            }
        }
        return tied == 1 ? from[0] : turns.choose(from, tied, hash, now);
    }

    /** Negative when the first has fewer leases for its weight. */
    private static long compare(ServerState one, ServerState other, long now) {
        return one.leases() * other.weight(now) - other.leases() * one.weight(now);
    }
}
