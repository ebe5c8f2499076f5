package io.teal.simulator.pace;

import java.util.SplittableRandom;

/**
 * How long the stages of a call take, in nanoseconds, times one scale factor; with factor 0 nothing takes any time. The
 * distributions are assumptions fitted to user reports, not measurements. Safe for several threads.
 */
public final class Pace {
    private static final double MILLI = 1e6;

    private final double scale;
    private final SplittableRandom random;

    public Pace(double scale, long seed) {
        this.scale = scale;
        this.random = new SplittableRandom(seed);
    }

    /** From the request's arrival to the response head: 1 to 5 ms. */
    public long head() {
        return scaled(between(1, 5));
    }

    /** The embedding probe, which blocks the event loop: log-normal around 20 ms. */
    public long probe() {
        return scaled(logNormal(20, 0.4));
    }

    /** Loading the index of a knowledge base that is not the one in memory: 0.2 to 10 s, mostly short. */
    public long indexLoad() {
        return scaled(Math.min(10_000, 200 + logNormal(400, 0.9)));
    }

    /** Searching a knowledge base: 50 ms and 0.5 to 3 ms a chunk. */
    public long retrieval(int chunks) {
        return scaled(50 + chunks * between(0.5, 3));
    }

    /** From the documents to the first token: median 0.6 s, 95 % within 3 s. */
    public long firstToken() {
        return scaled(logNormal(600, 0.98));
    }

    /** From one token to the next: 20 to 60 tokens a second, one in a hundred stalls for 1 to 5 s. */
    public long token() {
        return scaled(between(0, 1) < 0.01 ? between(1000, 5000) : between(16, 50));
    }

    /** Vectorising a file: about a second. */
    public long vectorise() {
        return scaled(between(800, 1500));
    }

    private long scaled(double millis) {
        return scale <= 0 ? 0 : (long) (millis * MILLI * scale);
    }

    private double between(double low, double high) {
        if (scale <= 0) {
            return low;
        }
        synchronized (random) {
            return random.nextDouble(low, high);
        }
    }

    private double logNormal(double median, double sigma) {
        if (scale <= 0) {
            return median;
        }
        synchronized (random) {
            return median * Math.exp(sigma * random.nextGaussian());
        }
    }
}
