package io.teal.benchmarks.streams;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one stream of events, taken byte by byte and held to every one: each event whole, in turn, and as many as there must
 * be. Comments are allowed between them, since proxies may write some. For one thread.
 */
final class EventLines {
    private static final int LONGEST = 8192;
    private static final int MOST_SHOWN = 200;
    private static final String FIELD = "data: ";

    private final int expected;
    private final Arrivals arrivals;
    private byte[] line = new byte[StreamEvent.chunkLength()];
    private int length;
    private boolean isInEvent;
    private boolean isLast;
    private int events;
    private int comments;

    /** Told of each good event. */
    @FunctionalInterface
    interface Arrivals {
        /** A good event has come that was sent at this time, by the clock of the machine in nanoseconds. */
        void arrived(long sentAt);
    }

    /** @param expected how many events the stream must have */
    EventLines(int expected, Arrivals arrivals) {
        this.expected = expected;
        this.arrivals = arrivals;
    }

    /**
     * Takes a byte.
     *
     * @return what is wrong with it, or null
     */
    @Nullable String take(byte b) {
        if (b != '\n') {
            if (length == LONGEST) {
                return "a line too long";
            }
            if (length == line.length) {
                line = Arrays.copyOf(line, 2 * length);
            }
            line[length++] = b;
            return null;
        }
        int end = length;
        length = 0;
        if (end == 0) {
            isInEvent = false;
            return null;
        }
        if (line[0] == ':') {
            comments++;
            return null;
        }
        if (isInEvent || !startsWith(FIELD, 0, end)) {
            return "an event of more than its data";
        }
        isInEvent = true;
        return event(FIELD.length(), end);
    }

    /** Whether all events have come and nothing is unfinished. */
    boolean isWhole() {
        return isLast && !isInEvent && length == 0;
    }

    /** Good events so far. */
    int events() {
        return events;
    }

    /** Comments so far. */
    int comments() {
        return comments;
    }

    private @Nullable String event(int from, int to) {
        if (isLast) {
            return "an event after the last";
        }
        if (startsWith(StreamEvent.LAST, from, to) && to - from == StreamEvent.LAST.length()) {
            isLast = true;
            return events == expected ? null : "the last event too early";
        }
        if (!StreamEvent.isOne(line, from, to)) {
            return "not an event of the backend's: " + shown(from, to);
        }
        if (StreamEvent.number(line, from) != events) {
            return "an event out of turn";
        }
        events++;
        arrivals.arrived(StreamEvent.sentAt(line, from));
        return null;
    }

    /** Without digits, so that faults of one kind are one kind. */
    private String shown(int from, int to) {
        int end = Math.min(to, from + MOST_SHOWN);
        return new String(line, from, end - from, StandardCharsets.UTF_8).replaceAll("\\d+", "0");
    }

    private boolean startsWith(String text, int from, int to) {
        if (to - from < text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (line[from + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
