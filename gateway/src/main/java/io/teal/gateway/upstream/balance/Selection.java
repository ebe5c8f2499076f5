package io.teal.gateway.upstream.balance;

import io.teal.gateway.routing.Balance;

/**
 * How one of several servers with a free place is chosen: those that are equally good are found, and of these the next is the one
 * whose turn it is. Called under the lock of the group; allocates nothing.
 */
public interface Selection {
    /**
     * Finds the best servers and moves them to the front. Changes nothing else.
     *
     * @param from the servers; may be reordered
     * @param count how many of them to look at; at least 1
     * @param hash what stands for the sender, 0 for nothing
     * @param now nanoseconds of the group's clock
     * @return how many there are; when more than one, they take turns
     */
    <C extends Candidate> int best(C[] from, int count, long hash, long now);

    /** The chosen one of the first {@code count} servers, whose turn is then over; the parameters are those of {@link #best}. */
    default <C extends Candidate> C choose(C[] from, int count, long hash, long now) {
        int equal = best(from, count, hash, now);
        return equal == 1 ? from[0] : Turns.take(from, equal, now);
    }

    /**
     * The one that {@link #choose} would choose, which keeps its turn; the parameters are those of {@link #best}, which is to be
     * called before, and {@code equal} is what it returned.
     */
    static <C extends Candidate> C next(C[] best, int equal, long now) {
        return Turns.next(best, equal, now);
    }

    /** The answer of {@link #best} when it is one alone, which changes places with the first. */
    static <C extends Candidate> int only(C[] from, int best) {
        C first = from[0];
        from[0] = from[best];
        from[best] = first;
        return 1;
    }

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
