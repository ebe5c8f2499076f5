package io.teal.gateway.stats;

/**
 * What a {@link Histogram} had counted at one moment.
 *
 * @param scale where its buckets end
 * @param counts how many times fell into each bucket, and last how many were beyond the last end; nobody else's array
 * @param sumNanos all times together
 */
@SuppressWarnings("ArrayRecordComponent") // made for one reader, and never compared
public record Distribution(Scale scale, long[] counts, long sumNanos) {
    /** How many times were counted. */
    public long count() {
        long count = 0;
        for (long one : counts) {
            count += one;
        }
        return count;
    }
}
