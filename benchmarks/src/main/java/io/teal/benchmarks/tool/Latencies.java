package io.teal.benchmarks.tool;

import java.util.Arrays;

/** How long requests took. */
public final class Latencies {
    private final long[] nanos;

    /** Of all of these, in any order; one at least. */
    public Latencies(long[] nanos) {
        if (nanos.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        this.nanos = nanos.clone();
        Arrays.sort(this.nanos);
    }

    public int count() {
        return nanos.length;
    }

    /**
     * So many took no longer, in microseconds.
     *
     * @param share from 0 to 1
     */
    public double micros(double share) {
        int index = (int) Math.ceil(share * nanos.length) - 1;
        return nanos[Math.clamp(index, 0, nanos.length - 1)] / 1e3;
    }
}
