package io.teal.gateway.upstream.shared;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much the other gateways do in one upstream for each request of this one. They are compared between two news of each; whoever
 * comes to a rest is taken for slower with each of its news. Guarded by the lock of the group.
 */
public final class Followers {
    private final Map<String, Pace> paces = new HashMap<>();

    private record Pace(long sequence, long theirs, long own, int follows) {}

    /** Takes the news of all that can be heard. {@code granted} are the places this gateway was ever granted there. */
    void hear(List<PeerLoad> peers, long granted) {
        Map<String, Pace> before = Map.copyOf(paces);
        paces.clear();
        for (PeerLoad peer : peers) {
            Pace known = before.get(peer.peer());
            if (known == null || known.sequence != peer.sequence()) {
                long theirs = peer.load().granted();
                known = new Pace(peer.sequence(), theirs, granted, known == null ? 0 : follows(known, theirs, granted));
            }
            paces.put(peer.peer(), known);
        }
    }

    private static int follows(Pace before, long theirs, long granted) {
        long more = Math.max(0, theirs - before.theirs);
        long own = Math.max(1, granted - before.own);
        return (int) Math.max(before.follows / 4, Math.min(Elsewhere.ONE, more * Elsewhere.ONE / own));
    }

    /** In thousandths, 0 to 1000. */
    int of(String peer) {
        Pace pace = paces.get(peer);
        return pace == null ? 0 : pace.follows;
    }
}
