package io.teal.gateway.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * An event stream as a client sees it while it comes: events and comments in their order, and when each was complete. For one
 * thread.
 */
public final class SeenStream {
    private static final String BOUNDARY = "\r\n\r\n";

    private final RawClient client;
    private final List<Event> events = new ArrayList<>();
    private final StringBuilder begun = new StringBuilder();
    private boolean clean;
    private boolean ended;

    /**
     * An event, or a comment.
     *
     * @param text its lines, the blank one at its end included
     * @param at when it was complete, in nanoseconds
     */
    public record Event(String text, long at) {
        /** Whether it carries a piece of the answer's text. */
        public boolean token() {
            return text.startsWith("data: {") && !AnswerText.of(text).isEmpty();
        }

        /** Whether it is a comment by the server. */
        public boolean ping() {
            return text.startsWith(": ping");
        }
    }

    /** The stream that begins behind the head a client has read. */
    public SeenStream(RawClient client) {
        this.client = client;
    }

    /** Reads until there are that many tokens in all, or the stream is over. */
    public void readTokens(int count) {
        while (!ended && tokens().size() < count) {
            readChunk();
        }
    }

    /** Reads until the stream is over, in whatever way. */
    public void readRest() {
        while (!ended) {
            readChunk();
        }
    }

    private void readChunk() {
        try {
            String chunk = client.chunk();
            long at = System.nanoTime();
            begun.append(chunk);
            for (int end = begun.indexOf(BOUNDARY); end >= 0; end = begun.indexOf(BOUNDARY)) {
                events.add(new Event(begun.substring(0, end + BOUNDARY.length()), at));
                begun.delete(0, end + BOUNDARY.length());
            }
            clean = chunk.isEmpty();
            ended = clean;
        } catch (IOException cut) {
            ended = true;
        }
    }

    /** What came so far; the beginning of an event does not count. */
    public List<Event> events() {
        return List.copyOf(events);
    }

    /** The events with a piece of the answer's text. */
    public List<Event> tokens() {
        return events.stream().filter(Event::token).toList();
    }

    /** How many comments came from the server. */
    public long pings() {
        return events.stream().filter(Event::ping).count();
    }

    /** Whether it ended as a whole answer does. */
    public boolean clean() {
        return clean;
    }

    /** Bytes of an event that was begun and not completed. */
    public String unfinished() {
        return begun.toString();
    }
}
