package io.teal.gateway.accesslog;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Lines that wait to be written, bounded by their bytes. Any thread adds and never waits; one thread takes. */
final class LineQueue {
    /** What a line costs beside its bytes: array, node, references. */
    private static final int OVERHEAD = 64;

    private final ConcurrentLinkedQueue<byte[]> lines = new ConcurrentLinkedQueue<>();
    private final AtomicLong held = new AtomicLong();
    private final LongAdder dropped = new LongAdder();
    private final long most;
    private volatile @Nullable Thread taker;

    /**
     * @param most bytes that may wait
     */
    LineQueue(long most) {
        this.most = most;
    }

    /** Adds a line, or drops and counts it when there is no room. */
    void add(byte[] line) {
        long cost = (long) line.length + OVERHEAD;
        long now = held.addAndGet(cost);
        if (now > most) {
            held.addAndGet(-cost);
            dropped.increment();
            return;
        }
        lines.add(line);
        // The taker looks by itself often enough, unless there is much to do: a wake-up is a system call.
        if (now >= most / 4 && now - cost < most / 4) {
            LockSupport.unpark(taker);
        }
    }

    /** The next line; null when there is none. */
    byte @Nullable [] peek() {
        return lines.peek();
    }

    /** Removes the line that {@link #peek} gave. */
    void remove(byte[] line) {
        byte[] unused = lines.poll();
        held.addAndGet(-((long) line.length + OVERHEAD));
    }

    void takenBy(Thread thread) {
        taker = thread;
    }

    /** Counts lines that are lost behind the queue. */
    void lost(long count) {
        dropped.add(count);
    }

    long dropped() {
        return dropped.sum();
    }
}
