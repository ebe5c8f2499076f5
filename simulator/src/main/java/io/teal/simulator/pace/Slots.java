package io.teal.simulator.pace;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/** The places at a language model: who finds none waits, first come first served. Safe for several threads. */
public final class Slots {
    private record Waiting(Executor executor, Runnable action) {}

    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private int free;

    public Slots(int places) {
        this.free = places;
    }

    /** Runs the action with a place, at once or later on the executor. Each run needs one {@link #release}. */
    public void acquire(Executor executor, Runnable action) {
        synchronized (this) {
            if (free == 0) {
                queue.add(new Waiting(executor, action));
                return;
            }
            free--;
        }
        action.run();
    }

    /** Gives a place back. */
    public void release() {
        Waiting next;
        synchronized (this) {
            next = queue.poll();
            if (next == null) {
                free++;
            }
        }
        if (next != null) {
            next.executor().execute(next.action());
        }
    }

    /** How many wait for a place. */
    public synchronized int waiting() {
        return queue.size();
    }
}
