package io.teal.gateway.upstream;

/**
 * Smooth weighted round robin as in nginx: each server's sum grows by its weight, the largest is chosen and gives up the
 * total; weights 5, 1, 1 give a a b a c a a.
 */
final class RoundRobin implements Selection {
    @Override
    public ServerState choose(ServerState[] from, int count, long hash, long now) {
        ServerState best = from[0];
        long total = 0;
        for (int i = 0; i < count; i++) {
            ServerState server = from[i];
            long weight = server.weight(now);
            total += weight;
            server.current += weight;
            if (server.current > best.current) {
                best = server;
            }
        }
        best.current -= total;
        return best;
    }
}
