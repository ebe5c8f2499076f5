package io.teal.gateway.colour;

import java.util.Arrays;

/**
 * How times are distributed, counted in buckets that are fine enough to tell colours apart by their quantiles: between 50 ms and
 * 900 s each ends 1.25 times as late as the one before. Immutable, thread-safe.
 */
public final class Times {
    /** Of nothing. */
    public static final Times NONE = new Times(new long[0], 0);

    private static final double RATIO = 1.25;
    private static final long[] ENDS = ends();

    /** How many buckets there are; the last has no end. */
    static final int BUCKETS = ENDS.length + 1;

    /** Empty, or one for each bucket. */
    private final long[] counts;

    private final long count;
    private final long sumNanos;

    /**
     * @param counts for each bucket; nobody else's
     * @param sumNanos all times together
     */
    Times(long[] counts, long sumNanos) {
        this.counts = counts;
        this.count = Arrays.stream(counts).sum();
        this.sumNanos = sumNanos;
    }

    private static long[] ends() {
        long[] below = {5_000_000, 10_000_000, 20_000_000, 35_000_000};
        long[] ends = Arrays.copyOf(below, below.length + 45);
        for (int i = 0; i < 45; i++) {
            ends[below.length + i] = Math.round(50e6 * Math.pow(RATIO, i));
        }
        return ends;
    }

    /** These times, nanoseconds; for tests and simulations. */
    public static Times of(long... nanos) {
        long[] counts = new long[BUCKETS];
        long sum = 0;
        for (long time : nanos) {
            counts[bucket(time)]++;
            sum += time;
        }
        return new Times(counts, sum);
    }

    /** The bucket of a time; its end belongs to it. */
    static int bucket(long nanos) {
        int found = Arrays.binarySearch(ENDS, nanos);
        return found >= 0 ? found : -found - 1;
    }

    /** How many times were counted. */
    public long count() {
        return count;
    }

    /** All times together, nanoseconds. */
    public long sumNanos() {
        return sumNanos;
    }

    /** How many times are in a bucket. */
    long in(int bucket) {
        return counts.length == 0 ? 0 : counts[bucket];
    }

    /** How many times are longer than a limit, as far as buckets tell: of the one it lies in, the share beyond it. */
    public double longerThan(long nanos) {
        int bucket = bucket(nanos);
        double longer = 0;
        for (int i = bucket + 1; i < counts.length; i++) {
            longer += counts[i];
        }
        long from = start(bucket);
        long to = end(bucket);
        return longer + in(bucket) * (to - Math.min(nanos, to)) / (double) (to - from);
    }

    /**
     * The time below which a share of all times lies, nanoseconds; inside of a bucket they are taken to lie evenly, so that it is
     * off by less than a quarter. 0 when there are none.
     *
     * @param share from 0 to 1
     */
    public double quantile(double share) {
        return atRank(share * count);
    }

    /** The time of a rank, from 0 for the shortest to {@link #count}; nanoseconds. A rank beyond is the nearest there is. */
    public double atRank(double rank) {
        double left = Math.max(0, rank);
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0 && left <= counts[i]) {
                return start(i) + (end(i) - start(i)) * (left / counts[i]);
            }
            left -= counts[i];
        }
        for (int i = counts.length - 1; i >= 0; i--) {
            if (counts[i] > 0) {
                return end(i);
            }
        }
        return 0;
    }

    private static long start(int bucket) {
        return bucket == 0 ? 0 : ENDS[bucket - 1];
    }

    private static long end(int bucket) {
        return bucket < ENDS.length ? ENDS[bucket] : Math.round(ENDS[ENDS.length - 1] * RATIO);
    }

    /** All times of both. */
    public Times plus(Times other) {
        if (other.count == 0) {
            return this;
        }
        if (count == 0) {
            return other;
        }
        long[] sums = new long[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            sums[i] = counts[i] + other.counts[i];
        }
        return new Times(sums, sumNanos + other.sumNanos);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Times times
                && sumNanos == times.sumNanos
                && count == times.count
                && (count == 0 || Arrays.equals(counts, times.counts));
    }

    @Override
    public int hashCode() {
        return Long.hashCode(sumNanos) * 31 + Long.hashCode(count);
    }

    @Override
    public String toString() {
        return count + " times";
    }
}
