package io.teal.gateway.redis;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * The commands that wait for an answer, in the order in which they give up: all of them wait equally long. One alarm serves
 * them all, set to the first, so that a command costs no timer and none is late by a tick of one. Commands are added by any
 * thread.
 */
final class Deadlines {
    /** At most a thousand alarms a second, however many commands give up. */
    private static final long SHORTEST_NANOS = 1_000_000;

    /** When the whole process stood still, answers may lie at hand that only have to be read. */
    private static final long LATE_NANOS = 5_000_000;

    private final LongSupplier nanoTime;
    private final Alarm alarm;
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean set = new AtomicBoolean();
    private boolean excused;

    /** What waits for an answer. */
    interface Waiting {
        /** When it gives up, by the clock of the deadlines; nanoseconds. */
        long deadline();

        /** Whether it has its answer, or has given up. */
        boolean isDone();

        /** The time is over; nothing happens to one that is done. */
        void giveUp();
    }

    /** Calls something once, later, on the one thread that does so. */
    @FunctionalInterface
    interface Alarm {
        void set(Runnable call, long nanos);
    }

    Deadlines(LongSupplier nanoTime, Alarm alarm) {
        this.nanoTime = nanoTime;
        this.alarm = alarm;
    }

    /** Adds a command that gives up later than all before, or as good as. */
    void add(Waiting command) {
        waiting.add(command);
        ensureAlarm();
    }

    private void ensureAlarm() {
        Waiting first = waiting.peek();
        if (first != null && set.compareAndSet(false, true)) {
            setAlarm(first);
        }
    }

    private void setAlarm(Waiting first) {
        alarm.set(this::ring, Math.max(SHORTEST_NANOS, first.deadline() - nanoTime.getAsLong()));
    }

    private void ring() {
        long now = nanoTime.getAsLong();
        Waiting first = waiting.peek();
        if (first != null && !excused && now - first.deadline() > LATE_NANOS) {
            excused = true;
            alarm.set(this::ring, LATE_NANOS);
            return;
        }
        excused = false;
        while (first != null && (first.isDone() || first.deadline() - now <= 0)) {
            var unused = waiting.poll();
            first.giveUp();
            first = waiting.peek();
        }
        if (first != null) {
            setAlarm(first);
            return;
        }
        set.set(false);
        // One may have come between the last look and now, and have found the alarm set.
        ensureAlarm();
    }

    /** Gives up whatever waits. */
    void end() {
        for (Waiting command = waiting.poll(); command != null; command = waiting.poll()) {
            command.giveUp();
        }
    }
}
