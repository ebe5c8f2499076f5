package io.teal.gateway.cache;

import io.teal.gateway.replay.StoredAnswer;

/**
 * A kept answer.
 *
 * @param storedAt when it was complete, epoch milliseconds by the clock of the gateway that got it
 * @param computeMillis how long the server took for it
 */
public record Entry(StoredAnswer answer, long storedAt, long computeMillis, Tag tag) {
    /** This record, its key, and what the table keeps of them. */
    private static final int OVERHEAD = 256;

    /** Of what use a kept answer is to one who asks. */
    public enum Use {
        /** It is given out. */
        FRESH,
        /** It is given out, and asked for anew. */
        STALE,
        /** It is given out when asking anew fails. */
        STAND_IN,
        /** Of none. */
        NONE
    }

    /** Bytes of heap, about; at most {@link Integer#MAX_VALUE}. */
    int weight() {
        return (int) Math.min((long) answer.weight() + tag.weight() + OVERHEAD, Integer.MAX_VALUE);
    }

    /** How old it is, in milliseconds; 0 when a clock says that it is from the future. */
    public long age(long epochMillis) {
        return Math.max(0, epochMillis - storedAt);
    }
}
