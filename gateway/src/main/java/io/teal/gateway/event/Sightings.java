package io.teal.gateway.event;

import io.teal.gateway.event.Event.Sighting;
import io.teal.gateway.event.Event.Subject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells of watched texts in errors: the first time at once, and what comes then once a minute for each text and upstream, with how often
 * it was seen meanwhile; nothing is left untold when the errors end. Thread-safe; a short lock guards the counts.
 */
public final class Sightings {
    /** How long after it was told a text is not told again. */
    public static final Duration PAUSE = Duration.ofMinutes(1);

    private final EventLog events;
    private final Consumer<Runnable> afterPause;

    /** What was seen since it was told, for as long as the pause goes on. */
    private final Map<Seen, Since> pausing = new HashMap<>();

    private record Seen(String service, String upstream, String text) {}

    /** At which server last, and how often. */
    private record Since(Subject server, long count) {}

    /** @param afterPause calls what it is given once {@link #PAUSE} is over; on any thread */
    public Sightings(EventLog events, Consumer<Runnable> afterPause) {
        this.events = events;
        this.afterPause = afterPause;
    }

    /**
     * A text stood in an error.
     *
     * @param server whose error it was
     * @param text its name
     */
    public void saw(Subject server, String text) {
        Seen seen = new Seen(server.service(), server.upstream(), text);
        if (first(seen, server)) {
            tell(seen, server, new Sighting(text, 1, Duration.ZERO));
        }
    }

    private void tell(Seen seen, Subject server, Sighting sighting) {
        events.add(server, sighting);
        afterPause.accept(() -> over(seen));
    }

    private synchronized boolean first(Seen seen, Subject server) {
        Since since = pausing.get(seen);
        pausing.put(seen, new Since(server, since == null ? 0 : since.count() + 1));
        return since == null;
    }

    private void over(Seen seen) {
        Since since = next(seen);
        if (since != null) {
            tell(seen, since.server(), new Sighting(seen.text(), since.count(), PAUSE));
        }
    }

    /** What was seen in the pause that is over; null for nothing, and then the next is a first one again. */
    private synchronized @Nullable Since next(Seen seen) {
        Since since = pausing.remove(seen);
        if (since == null || since.count() == 0) {
            return null;
        }
        pausing.put(seen, new Since(since.server(), 0));
        return since;
    }
}
