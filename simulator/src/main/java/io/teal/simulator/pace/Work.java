package io.teal.simulator.pace;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The work on one question: how long each piece of it takes, in nanoseconds. It ends with the answer to the client, or
 * with the model's work once that has begun. Runs on the event loop of the question's connection.
 */
public final class Work {
    /** The model needs so long before its first token, in percent of all it does. */
    private static final int FIRST_TOKEN = 25;

    private final Pace pace;
    private final @Nullable Overload overload;
    private final AtomicInteger inFlight;
    private boolean searched;
    private boolean atModel;
    private boolean over;

    Work(Pace pace, @Nullable Overload overload, AtomicInteger inFlight) {
        this.pace = pace;
        this.overload = overload;
        this.inFlight = inFlight;
    }

    /**
     * Searching a knowledge base.
     *
     * @param cold whether its index has to be loaded first
     */
    public long search(int chunks, boolean cold) {
        if (overload == null) {
            return pace.retrieval(chunks) + (cold ? pace.indexLoad() : 0);
        }
        searched = true;
        return slowed(overload, overload.searchNanos());
    }

    /** Whose searches wait for each other: those in one knowledge base, under an overload model all of the instance. */
    public String lock(String base) {
        return overload == null ? base : "";
    }

    /** From the prompt to the first of {@code tokens} tokens. */
    public long firstToken(int tokens) {
        if (overload == null) {
            return pace.firstToken();
        }
        long all = atModelNanos(overload);
        return slowed(overload, tokens == 0 ? all : all / 100 * FIRST_TOKEN);
    }

    /** From one of {@code tokens} tokens to the next, or from the last to the end. */
    public long token(int tokens) {
        if (overload == null) {
            return pace.token();
        }
        return slowed(overload, atModelNanos(overload) / 100 * (100 - FIRST_TOKEN) / Math.max(1, tokens));
    }

    /** The model begins: the work goes on, whether the client has left or leaves later, and ends with {@link #end}. */
    public void reachesModel() {
        atModel = true;
        if (over) {
            over = false;
            inFlight.incrementAndGet();
        }
    }

    /** The client has its answer or has left. */
    public void answered() {
        if (!atModel) {
            end();
        }
    }

    /** Ends the work; only the first time counts. */
    public void end() {
        if (!over) {
            over = true;
            inFlight.decrementAndGet();
        }
    }

    /** What is asked of the model alone gets all of the time. */
    private long atModelNanos(Overload model) {
        return model.work().toNanos() - (searched ? model.searchNanos() : 0);
    }

    private long slowed(Overload model, long nanos) {
        return (long) (nanos * model.factor(inFlight.get()));
    }
}
