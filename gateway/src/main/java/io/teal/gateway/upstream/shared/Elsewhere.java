package io.teal.gateway.upstream.shared;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one server has to do for other gateways. Guarded by the lock of its group; read for every choice, changed by news alone.
 *
 * <p>News are up to 200 ms old, and a server that looks idle to all of them would get a request of each, or twenty. So others
 * are taken to do meanwhile what this gateway does: for each lease it has gained or given back since the news of another, that
 * one counts for as much as it did of late for each request of this gateway, and for one at most.
 */
public final class Elsewhere {
    static final int ONE = 1000;

    private List<Part> parts = List.of();
    private boolean some;
    private long told;
    private long slope;
    private int leases;
    private int claimed;

    /**
     * What one gateway is known to have.
     *
     * @param peer which gateway
     * @param sequence of its news
     * @param leases its leases
     * @param ghosts in thousandths of a lease
     * @param follows how many leases it gains for one that this gateway gains, in thousandths, 0 to 1000
     * @param claim how many places are its own; at least its leases
     * @param base the leases of this gateway when the news came
     */
    record Part(String peer, long sequence, int leases, int ghosts, int follows, int claim, int base) {}

    /** Leases of other gateways, as they told last. */
    public int leases() {
        return leases;
    }

    /** Places that belong to other gateways: those they have, and those they may take as long as they have requests waiting. */
    public int claimed() {
        return claimed;
    }

    /**
     * What they probably have, in thousandths of a request.
     *
     * @param own the leases of this gateway now
     */
    public long load(int own) {
        return some ? Math.max(0, told + slope * own) : 0;
    }

    boolean isNothing() {
        return !some;
    }

    @Nullable Part part(String peer) {
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).peer.equals(peer)) {
                return parts.get(i);
            }
        }
        return null;
    }

    void take(List<Part> next) {
        parts = next;
        some = !next.isEmpty();
        told = 0;
        slope = 0;
        leases = 0;
        claimed = 0;
        for (Part part : next) {
            told += (long) part.leases * ONE + part.ghosts - (long) part.follows * part.base;
            slope += part.follows;
            leases += part.leases;
            claimed += part.claim;
        }
    }
}
