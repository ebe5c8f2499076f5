package io.teal.simulator;

import io.teal.simulator.pace.Overload;
import org.jspecify.annotations.Nullable;

/**
 * What one simulated instance is.
 *
 * @param name stands in every answer, such as {@code blue-1}
 * @param port to listen on at 127.0.0.1; 0 picks a free one
 * @param generation of its knowledge; uploads count it up
 * @param seed of its answers and dice: two instances of the same seed give the same answers but for the name
 * @param timing how fast its time runs
 * @param overload how it bears load; null for one that bears any at the pace of its timing. With an overload the timing's
 *     scale and places do not count
 */
public record Instance(
        String name,
        int port,
        Flavour flavour,
        String generation,
        long seed,
        Timing timing,
        @Nullable Overload overload) {
    private static final double FAST = 0.01;

    public Instance {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("an instance needs a name");
        }
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port must be from 0 to 65535: " + port);
        }
    }

    /** An instance that bears any load. */
    public Instance(String name, int port, Flavour flavour, String generation, long seed, Timing timing) {
        this(name, port, flavour, generation, seed, timing, null);
    }

    /** An image-flavoured instance on any port, knowledge generation 1, a hundred times faster than a real one. */
    public static Instance named(String name) {
        return new Instance(name, 0, Flavour.IMAGE, "1", 1, Timing.scaled(FAST));
    }

    public Instance withPort(int wanted) {
        return new Instance(name, wanted, flavour, generation, seed, timing, overload);
    }

    public Instance withFlavour(Flavour wanted) {
        return new Instance(name, port, wanted, generation, seed, timing, overload);
    }

    public Instance withGeneration(String wanted) {
        return new Instance(name, port, flavour, wanted, seed, timing, overload);
    }

    public Instance withSeed(long wanted) {
        return new Instance(name, port, flavour, generation, wanted, timing, overload);
    }

    public Instance withTiming(Timing wanted) {
        return new Instance(name, port, flavour, generation, seed, wanted, overload);
    }

    public Instance withOverload(Overload wanted) {
        return new Instance(name, port, flavour, generation, seed, timing, wanted);
    }
}
