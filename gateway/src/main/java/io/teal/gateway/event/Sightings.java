package io.teal.gateway.event;

import io.teal.gateway.event.Event.Sighting;
import io.teal.gateway.event.Event.Subject;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells of watched texts in errors: the first time at once, then at most once a minute for each text and server, with how often it was
 * seen meanwhile. Thread-safe; a short lock guards the counts.
 */
public final class Sightings {
    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** What was told so long ago is forgotten, so that servers that are gone leave nothing behind. */
    private static final long FORGOTTEN_NANOS = TimeUnit.HOURS.toNanos(1);

    private final EventLog events;
    private final LongSupplier nanoTime;
    private final Map<Seen, Told> told = new HashMap<>();
    private long swept;

    private record Seen(Subject server, String text) {}

    /** When it was told, and how often it was seen since. */
    private record Told(long nanos, long since) {}

    /** @param nanoTime nanoseconds that only grow */
    public Sightings(EventLog events, LongSupplier nanoTime) {
        this.events = events;
        this.nanoTime = nanoTime;
        this.swept = nanoTime.getAsLong();
    }

    /**
     * A text stood in an error.
     *
     * @param server whose error it was
     * @param text its name
     */
    public void saw(Subject server, String text) {
        long count = due(new Seen(server, text));
        if (count > 0) {
            events.add(server, new Sighting(text, count));
        }
    }

    /** How often it was seen since it was told; 0 when it is too early to tell it again. */
    private synchronized long due(Seen seen) {
        long now = nanoTime.getAsLong();
        sweep(now);
        Told before = told.get(seen);
        if (before != null && now - before.nanos() < PAUSE_NANOS) {
            told.replace(seen, new Told(before.nanos(), before.since() + 1));
            return 0;
        }
        told.put(seen, new Told(now, 0));
        return before == null ? 1 : before.since() + 1;
    }

    private void sweep(long now) {
        if (now - swept >= PAUSE_NANOS) {
            swept = now;
            told.values().removeIf(one -> now - one.nanos() >= FORGOTTEN_NANOS);
        }
    }
}
