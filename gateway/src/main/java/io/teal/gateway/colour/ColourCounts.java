package io.teal.gateway.colour;

import io.teal.gateway.outcome.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts the requests of one colour: here what this gateway sees, and in its history what all have seen. Thread-safe; a request
 * takes a lock for two short moments, as long as a few additions take.
 */
public final class ColourCounts {
    private final LongSupplier epochSecond;
    private final boolean shared;
    private final Consumer<String> messages;
    private final ColourHistory history = new ColourHistory();
    private final List<ColourSecond> untold = new ArrayList<>();
    private long closed = Long.MIN_VALUE;
    private @Nullable Tally tally;

    /**
     * What there is to know of an answer that succeeded.
     *
     * @param nanos from when a server was asked for to the end
     * @param tokens events after the first token; 0 when it was no stream
     * @param tokenNanos the time these took
     * @param characters how long it is; below 0 when that is not known
     */
    public record Answer(long nanos, long tokens, long tokenNanos, long characters) {}

    /**
     * @param shared whether what is counted here is told to others
     * @param messages told the name of each message
     */
    ColourCounts(LongSupplier epochSecond, boolean shared, Consumer<String> messages) {
        this.epochSecond = epochSecond;
        this.shared = shared;
        this.messages = messages;
    }

    /** The first token of a stream came so many nanoseconds after a server was asked for. */
    public synchronized void firstToken(long nanos) {
        now().firstToken(Math.max(0, nanos));
    }

    /** A request is over that says nothing of the colour, or that failed. */
    public synchronized void ended(Outcome outcome, Judgement judgement) {
        now().ended(outcome, judgement);
    }

    /** A request is over that succeeded. */
    public synchronized void succeeded(Outcome outcome, Answer answer) {
        Tally current = now();
        current.ended(outcome, Judgement.SUCCESS);
        current.answered(answer);
    }

    /** An answer that succeeded has a name, under which people may rate it. */
    public void message(String id) {
        messages.accept(id);
    }

    private Tally now() {
        // A clock that is set back must not open a second again that was told.
        long second = Math.max(epochSecond.getAsLong(), closed + 1);
        Tally current = tally;
        if (current != null && current.second >= second) {
            return current;
        }
        close(second - 1);
        Tally next = new Tally(second);
        tally = next;
        return next;
    }

    /** The seconds up to this one are over. */
    private void close(long last) {
        closed = Math.max(closed, last);
        Tally current = tally;
        if (current != null && current.second <= last) {
            tally = null;
            ColourSecond read = current.read();
            history.add(read);
            if (shared) {
                untold.add(read);
                if (untold.size() > Colours.LATEST_SECONDS) {
                    var unused = untold.removeFirst();
                }
            }
        }
    }

    /** The seconds up to this one are over: what was counted in those that the others were not told of. */
    synchronized List<ColourSecond> take(long last) {
        close(last);
        List<ColourSecond> taken = List.copyOf(untold);
        untold.clear();
        return taken;
    }

    /** Another gateway tells what it has counted. */
    synchronized void add(ColourSecond other) {
        history.add(other);
    }

    /** A number of seconds up to this one. */
    synchronized List<ColourSecond> seconds(long last, int count) {
        close(last);
        return history.seconds(last, count);
    }

    /** What was counted in a number of minutes up to this second, and in what there is of its minute. */
    synchronized ColourFigures minutes(long last, int count) {
        close(last);
        return history.minutes(last, count);
    }
}
