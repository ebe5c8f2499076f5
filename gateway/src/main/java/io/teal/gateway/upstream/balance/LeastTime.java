package io.teal.gateway.upstream.balance;

/**
 * The least learned time, times the load it would then have, for the weight. The time is that to the first token as soon as
 * one server's is known, for the head of a stream comes at once and says nothing; else it is that to the first byte. An
 * unknown server without load comes first; one with load counts as fast as the fastest that is known, so that a cold server
 * does not get everything until its first answer. Among unknown ones only, {@link LeastConn} decides. What was learned more
 * than a minute ago counts as unknown: a slow server is asked again now and then.
 */
final class LeastTime implements Selection {
    private static final long REMEMBERED = 60_000_000_000L;

    private final LeastConn leastConn = new LeastConn();

    @Override
    public <C extends Candidate> int best(C[] from, int count, long hash, long now) {
        boolean tokens = false;
        for (int i = 0; i < count; i++) {
            tokens |= from[i].time(true, now, REMEMBERED) > 0;
        }
        int idle = 0;
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            long time = from[i].time(tokens, now, REMEMBERED);
            if (time > 0) {
                fastest = Math.min(fastest, time);
            } else if (from[i].load(now) == 0) {
                C unknown = from[i];
                from[i] = from[idle];
                from[idle++] = unknown;
            }
        }
        if (idle > 0 || fastest == Long.MAX_VALUE) {
            return leastConn.best(from, idle > 0 ? idle : count, hash, now);
        }
        int best = 0;
        double least = Double.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            long time = from[i].time(tokens, now, REMEMBERED);
            double cost =
                    (double) (time > 0 ? time : fastest) * (from[i].load(now) + Candidate.ONE) / from[i].weight(now);
            if (cost < least) {
                least = cost;
                best = i;
            }
        }
        return Selection.only(from, best);
    }
}
