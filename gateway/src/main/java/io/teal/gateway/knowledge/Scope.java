package io.teal.gateway.knowledge;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One epoch and the narrower ones within it: all has services, a service has upstreams, an upstream has bases. Read by any
 * thread without a lock; written to by {@link EpochTree} alone, under its lock.
 */
final class Scope {
    /** How long a change counts as under way that nobody has ended: its gateway may have died. */
    static final long LONGEST_CHANGE_MILLIS = 3_600_000;

    private static final State NEVER_RAISED = new State(0, 0, 0);

    /** In Redis and in messages. */
    final String field;
    /** Within what it lies. */
    final String name;

    final @Nullable Scope outer;
    final ConcurrentHashMap<String, Scope> inner = new ConcurrentHashMap<>(4);
    private volatile State state = NEVER_RAISED;
    private volatile long forgotten;

    /**
     * @param number 0 when never raised, else the time of the last raise in epoch milliseconds or a little more; negative
     *     while the knowledge is changing
     * @param seen when the number came to be known here, epoch milliseconds
     * @param open changes that this gateway has under way
     */
    private record State(long number, long seen, int open) {}

    Scope(String field, String name, @Nullable Scope outer) {
        this.field = field;
        this.name = name;
        this.outer = outer;
    }

    long number() {
        return state.number();
    }

    /** Bases within it whose numbers are not greater were forgotten when it was raised to this; 0 for none. */
    long forgotten() {
        return forgotten;
    }

    void forgot() {
        forgotten = Math.abs(number());
    }

    /** Whether this gateway has a change under way. */
    boolean open() {
        return state.open() > 0;
    }

    /** Whether the knowledge is changing. */
    boolean changing(long now) {
        State current = state;
        if (current.number() >= 0) {
            return false;
        }
        // The clock of whoever wrote the number may be ahead; that must not make it change for longer.
        long since = Math.min(-current.number(), current.seen());
        return current.open() > 0 || now - since < LONGEST_CHANGE_MILLIS;
    }

    void take(long number, long now) {
        state = new State(number, now, state.open());
    }

    void opened() {
        State current = state;
        state = new State(current.number(), current.seen(), current.open() + 1);
    }

    void closed() {
        State current = state;
        state = new State(current.number(), current.seen(), current.open() - 1);
    }
}
