package io.teal.benchmarks.streams;

import java.util.Arrays;

/**
 * How often which delay occurred, in microseconds: exact up to 255 µs, to less than 1 % above that, up to 19 hours. For one
 * thread.
 */
final class Delays {
    private static final int EXACT_BITS = 7;
    private static final int HALF = 1 << EXACT_BITS;
    private static final long GREATEST = (1L << 36) - 1;

    private final long[] counts = new long[indexOf(GREATEST) + 1];
    private long total;
    private long max;

    /** Counts one; what is negative counts as none. */
    void add(long micros) {
        long value = Math.clamp(micros, 0, GREATEST);
        counts[indexOf(value)]++;
        total++;
        max = Math.max(max, value);
    }

    /** How many were counted. */
    long count() {
        return total;
    }

    /** The greatest; 0 when there was none. */
    long max() {
        return max;
    }

    /**
     * The delay that this share of them did not exceed, or at most 1 % more; 0 when there was none.
     *
     * @param share above 0, up to 1
     */
    long percentile(double share) {
        long rank = (long) Math.ceil(share * total);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank && seen > 0) {
                return Math.min(greatestAt(i), max);
            }
        }
        return max;
    }

    /** Forgets all. */
    void clear() {
        Arrays.fill(counts, 0);
        total = 0;
        max = 0;
    }

    private static int indexOf(long value) {
        int shift = Math.max(0, Long.SIZE - 1 - EXACT_BITS - Long.numberOfLeadingZeros(value));
        return shift * HALF + (int) (value >>> shift);
    }

    private static long greatestAt(int index) {
        int shift = Math.max(0, index / HALF - 1);
        return ((index - (long) shift * HALF + 1) << shift) - 1;
    }
}
