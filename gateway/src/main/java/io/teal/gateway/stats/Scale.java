package io.teal.gateway.stats;

/** Where the buckets of a {@link Histogram} end. Prometheus needs them fixed: they are a part of what dashboards rely on. */
public final class Scale {
    /** Whole requests and waits: from what is answered at once to what runs for minutes. */
    public static final Scale REQUEST =
            new Scale(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900);

    /** How late a timer is. */
    public static final Scale DELAY = new Scale(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5);

    /** A model's whole answer, as OpenTelemetry's gen_ai conventions have it. */
    public static final Scale MODEL_ANSWER =
            new Scale(0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);

    /** A model's first token, by the same conventions. */
    public static final Scale MODEL_FIRST_TOKEN =
            new Scale(0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10);

    /** Each further token, by the same conventions. */
    public static final Scale MODEL_NEXT_TOKEN =
            new Scale(0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5);

    private final long[] nanos;

    private Scale(double... seconds) {
        nanos = new long[seconds.length];
        for (int i = 0; i < seconds.length; i++) {
            nanos[i] = Math.round(seconds[i] * 1e9);
        }
    }

    /** How many ends there are; what is beyond the last is in a bucket of its own. */
    public int size() {
        return nanos.length;
    }

    /** An end, which belongs to its bucket, nanoseconds. */
    public long end(int bucket) {
        return nanos[bucket];
    }

    /** The bucket of a time, nanoseconds. */
    public int bucket(long time) {
        int bucket = 0;
        while (bucket < nanos.length && time > nanos[bucket]) {
            bucket++;
        }
        return bucket;
    }
}
