package io.teal.gateway.upstream.balance;

/** The least load for the weight, by a full scan in whole numbers; those that tie take turns by {@link Turns}. */
final class LeastConn implements Selection {
    @Override
    public <C extends Candidate> int best(C[] from, int count, long hash, long now) {
        int tied = 0;
        for (int i = 0; i < count; i++) {
            C server = from[i];
            long order = tied == 0 ? -1 : compare(server, from[0], now);
            if (order < 0) {
                tied = 0;
            }
            if (order <= 0) {
                from[tied++] = server;
            }
        }
        return tied;
    }

    /** Negative when the first has less to do for its weight. */
    private static long compare(Candidate one, Candidate other, long now) {
        return one.load(now) * other.weight(now) - other.load(now) * one.weight(now);
    }
}
