package io.teal.gateway.event;

import io.teal.gateway.event.Event.Kind;
import io.teal.gateway.event.Event.Subject;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The last thousand events of a process. Thread-safe; a short lock guards the list. Listeners are called by whoever adds an event,
 * one after the other and in its order, and must not block.
 */
public final class EventLog {
    private static final int KEPT = 1_000;

    private final InstantSource clock;
    private final String boot = UUID.randomUUID().toString().substring(0, 8);
    private final ArrayDeque<Event> events = new ArrayDeque<>();
    private final CopyOnWriteArrayList<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();
    private long newest;

    /** Nothing has happened yet. */
    public EventLog(InstantSource clock) {
        this.clock = clock;
    }

    /** Tells numbers of this process from those of others. */
    public String boot() {
        return boot;
    }

    /** By what the event of a number is known among those of all processes. */
    public String id(long number) {
        return boot + "-" + number;
    }

    /** Something happened. */
    public void add(Kind kind, Subject subject, String reason, long revision) {
        add(kind, subject, reason, revision, null);
    }

    /** A watched text was seen in errors of a server. */
    void add(Subject subject, Event.Sighting sighting) {
        add(Kind.WATCHED_TEXT, subject, sighting.inWords(), 0, sighting);
    }

    private synchronized void add(
            Kind kind, Subject subject, String reason, long revision, Event.@Nullable Sighting sighting) {
        newest++;
        Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Event event = new Event(newest, kind, at, subject, reason, revision, sighting);
        events.add(event);
        if (events.size() > KEPT) {
            Event unused = events.remove();
        }
        for (Consumer<Event> listener : listeners) {
            listener.accept(event);
        }
    }

    /**
     * What somebody has missed.
     *
     * @param complete whether nothing is missing in it
     * @param before number of the event before the first of them
     * @param events oldest first
     */
    public record Missed(boolean complete, long before, List<Event> events) {}

    /**
     * Calls a listener for every event from now on.
     *
     * @param after number of the last event it has seen; what came since is returned
     */
    public synchronized Missed listen(long after, Consumer<Event> listener) {
        boolean unused = listeners.add(listener);
        List<Event> missed = new ArrayList<>();
        for (Event event : events) {
            if (event.number() > after) {
                missed.add(event);
            }
        }
        long before = newest - missed.size();
        return new Missed(before == after, before, List.copyOf(missed));
    }

    /** Calls a listener for every event from now on; returns the number of the last one that it is not called for. */
    public synchronized long listen(Consumer<Event> listener) {
        boolean unused = listeners.add(listener);
        return newest;
    }

    /** Calls the listener no more. */
    public void leave(Consumer<Event> listener) {
        boolean unused = listeners.remove(listener);
    }
}
