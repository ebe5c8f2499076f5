package io.teal.gateway.upstream.balance;

import io.teal.gateway.routing.Balance;

/** How one of several servers with a free place is chosen. Called under the lock of the group; allocates nothing. */
public interface Selection {
    /**
     * The chosen one of the first {@code count} servers.
     *
     * @param from the servers; may be reordered
     * @param count at least 1
     * @param hash what stands for the sender, 0 for nothing
     * @param now nanoseconds of the group's clock
     */
    <C extends Candidate> C choose(C[] from, int count, long hash, long now);

    /** A new selection of that kind. */
    static Selection by(Balance balance) {
        return switch (balance) {
            case Balance.LeastConn leastConn -> new LeastConn();
            case Balance.RoundRobin roundRobin -> new RoundRobin();
            case Balance.LeastTime leastTime -> new LeastTime();
            case Balance.Hash hash -> new BoundedHash();
        };
    }
}
