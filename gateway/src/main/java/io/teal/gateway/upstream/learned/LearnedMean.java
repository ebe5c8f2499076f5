package io.teal.gateway.upstream.learned;

/** A running mean of times that leans to the newer ones. Guarded by the lock of the group. */
public final class LearnedMean {
    private final int unhurried;
    private long nanos;
    private long at;

    /**
     * A mean of nothing yet.
     *
     * @param unhurried a new time moves it by one part of so many
     */
    public LearnedMean(int unhurried) {
        this.unhurried = unhurried;
    }

    /** Takes a time in nanoseconds. */
    public void add(long time, long now) {
        long sample = Math.max(1, time);
        nanos = nanos == 0 ? sample : Math.max(1, nanos + (sample - nanos) / unhurried);
        at = now;
    }

    /** Nanoseconds, 0 when unknown. */
    public long nanos() {
        return nanos;
    }

    /** Nanoseconds, 0 when unknown or when the last time came {@code age} nanoseconds ago or earlier. */
    public long nanos(long now, long age) {
        return now - at < age ? nanos : 0;
    }

    /** Makes it unknown again. */
    public void forget() {
        nanos = 0;
    }
}
