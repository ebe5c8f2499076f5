package io.teal.simulator.pace;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The questions an instance has in flight, and what they do to each other. Safe for several threads. */
public final class Load {
    private final Pace pace;
    private final @Nullable Overload overload;
    private final SplittableRandom dice;
    /** A new one for each life of the process, so that work of the last life does not count in this one. */
    private volatile AtomicInteger inFlight = new AtomicInteger();

    /**
     * @param pace how long things take, without an overload all of them
     * @param overload null for an instance that bears any load
     * @param seed of the dice that decide which questions fail
     */
    public Load(Pace pace, @Nullable Overload overload, long seed) {
        this.pace = pace;
        this.overload = overload;
        this.dice = new SplittableRandom(seed);
    }

    /** Takes a question in; null when the instance fails under its load. */
    public @Nullable Work begin() {
        AtomicInteger count = inFlight;
        int now = count.incrementAndGet();
        if (overload != null && fails(overload.chance(now))) {
            count.decrementAndGet();
            return null;
        }
        return new Work(pace, overload, count);
    }

    /** How many questions are in flight. */
    public int inFlight() {
        return inFlight.get();
    }

    public Pace pace() {
        return pace;
    }

    /** Forgets what was in flight, as a new process does. */
    public void restart() {
        inFlight = new AtomicInteger();
    }

    private boolean fails(double chance) {
        if (chance <= 0) {
            return false;
        }
        synchronized (dice) {
            return dice.nextDouble() < chance;
        }
    }
}
