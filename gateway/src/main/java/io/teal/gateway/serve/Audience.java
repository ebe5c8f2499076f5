package io.teal.gateway.serve;

import io.teal.gateway.outcome.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The readers of a {@link Flight}. Confined to the event loop of the flight. */
final class Audience {
    /** So much may wait for the quickest of them before their server has to wait as well. */
    private static final int MOST_WAITING = 64 << 10;

    private final List<FlightReader> readers = new ArrayList<>();
    private final Recording recording;

    Audience(Recording recording) {
        this.recording = recording;
    }

    void add(FlightReader reader) {
        readers.add(reader);
    }

    void remove(FlightReader reader) {
        boolean unused = readers.remove(reader);
    }

    boolean isEmpty() {
        return readers.isEmpty();
    }

    int size() {
        return readers.size();
    }

    /** Whether a client gets the pieces as they come; else the answer is told to it in another form, at its end. */
    boolean passes(FlightReader reader) {
        return recording.passes(reader.asking().question().streamed());
    }

    /** Tells those who get the pieces as they come. */
    void each(Consumer<FlightReader> what) {
        // From the end: one may leave on being told, and the last one takes the flight with it.
        for (int i = readers.size() - 1; i >= 0; i--) {
            if (i < readers.size() && passes(readers.get(i))) {
                what.accept(readers.get(i));
            }
        }
    }

    /** Tells those who wait for another form, and lets them go. */
    void dismissOthers(Consumer<FlightReader> what) {
        for (int i = readers.size() - 1; i >= 0; i--) {
            FlightReader reader = readers.get(i);
            if (!passes(reader)) {
                var unused = readers.remove(i);
                what.accept(reader);
            }
        }
    }

    /** All of them, who read no more. */
    List<FlightReader> dismiss() {
        List<FlightReader> all = List.copyOf(readers);
        readers.clear();
        return all;
    }

    /** Most bytes of an answer: one that has to be told in another form than it comes in may be longer than one that is kept. */
    long most(long kept) {
        for (FlightReader reader : readers) {
            if (!passes(reader)) {
                return Math.max(kept, Recording.MOST);
            }
        }
        return kept;
    }

    /** Whether one of them has an older answer to fall back on. */
    boolean hasOther() {
        for (FlightReader reader : readers) {
            if (reader.asking().stale() != null) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether even the quickest has as much waiting as may. One that falls behind it by more than {@code most} is cut off.
     */
    boolean full(long most) {
        if (readers.isEmpty()) {
            return false;
        }
        long least = quickest().waiting();
        for (int i = readers.size() - 1; i >= 0; i--) {
            FlightReader reader = readers.get(i);
            if (reader.waiting() - least > most) {
                var unused = readers.remove(i);
                reader.breakOff(Outcome.CLIENT_STALLED, false);
            }
        }
        return least > MOST_WAITING;
    }

    /** Has something called once it is not {@link #full} any more, unless all have left. */
    void whenDrained(long most, Runnable resume) {
        if (readers.isEmpty()) {
            return;
        }
        quickest().whenDrained(() -> {
            // It may have left instead, and another one be the quickest now.
            if (full(most)) {
                whenDrained(most, resume);
            } else {
                resume.run();
            }
        });
    }

    private FlightReader quickest() {
        FlightReader quickest = readers.getFirst();
        for (FlightReader reader : readers) {
            if (reader.waiting() < quickest.waiting()) {
                quickest = reader;
            }
        }
        return quickest;
    }
}
