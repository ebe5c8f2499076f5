package io.teal.gateway.upstream.balance;

/**
 * Smooth weighted round robin as in nginx: each server's sum grows by its weight, the largest is chosen and gives up the
 * total; weights 5, 1, 1 give a a b a c a a.
 */
final class RoundRobin implements Selection {
    @Override
    public <C extends Candidate> C choose(C[] from, int count, long hash, long now) {
        C best = from[0];
        long total = 0;
        for (int i = 0; i < count; i++) {
            C server = from[i];
            long weight = server.weight(now);
            total += weight;
            server.turn().sum += weight;
            if (server.turn().sum > best.turn().sum) {
                best = server;
            }
        }
        best.turn().sum -= total;
        return best;
    }
}
