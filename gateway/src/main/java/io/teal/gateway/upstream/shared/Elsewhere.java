package io.teal.gateway.upstream.shared;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one server has to do for other gateways. Immutable; read for every choice, made anew by news alone.
 *
 * <p>News are up to 200 ms old, and a server that looks idle to all of them would get a request of each, or twenty. So others
 * are taken to do meanwhile what this gateway does: for each lease it has gained or given back since the news of another, that
 * one counts for as much as it did of late for each request of this gateway, and for one at most.
 */
public final class Elsewhere {
    static final int ONE = 1000;

    private final List<Part> parts;
    private final long told;
    private final long slope;
    private final int leases;
    private final int claimed;

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

    Elsewhere(List<Part> parts) {
        this.parts = List.copyOf(parts);
        long toldSum = 0;
        long slopeSum = 0;
        int leaseSum = 0;
        int claimSum = 0;
        for (Part part : parts) {
            toldSum += (long) part.leases * ONE + part.ghosts - (long) part.follows * part.base;
            slopeSum += part.follows;
            leaseSum += part.leases;
            claimSum += part.claim;
        }
        told = toldSum;
        slope = slopeSum;
        leases = leaseSum;
        claimed = claimSum;
    }

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
        return Math.max(0, told + slope * own);
    }

    @Nullable Part part(String peer) {
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).peer.equals(peer)) {
                return parts.get(i);
            }
        }
        return null;
    }
}
