package io.teal.gateway.upstream.balance;

import io.teal.gateway.routing.Address;

/** A server with a free place, as far as the choice goes. Guarded by the lock of the group. */
public interface Candidate {
    /** The load of one request. */
    long ONE = 1000;

    /** What it has to do, in thousandths of a request: its leases, and what is left of those that were broken off. */
    long load(long now);

    /** Its weight in thousandths, less while its share grows; above 0. */
    long weight(long now);

    /** Its weight as the routing says it. */
    int fullWeight();

    /** A number that is the same for the same address in every process: {@link #seed(Address)}. */
    long seed();

    /**
     * Mean nanoseconds to the first token of an answer, or to the first byte of a response; 0 when unknown or when the last
     * one came {@code age} nanoseconds ago or earlier.
     */
    long time(boolean ofTokens, long now, long age);

    /** Its place in the {@link Turns}. */
    Turn turn();

    /** FNV-1a over the address as written, so that every gateway ranks servers alike. */
    static long seed(Address address) {
        String text = address.toString();
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    /** The running sum of smooth weighted round robin. */
    final class Turn {
        long sum;

        /** Begins somewhere else than others do who know the same servers. */
        public void scatter(long by) {
            sum += by;
        }
    }
}
