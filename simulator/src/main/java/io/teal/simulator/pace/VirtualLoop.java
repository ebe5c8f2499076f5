package io.teal.simulator.pace;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The one event loop of an instance and the locks of its knowledge bases, as a timetable: blocking it means that whatever
 * wants to happen on the instance has to wait until then. Times are those of {@link System#nanoTime}. Safe for several
 * threads.
 */
public final class VirtualLoop {
    private long freeAt = Long.MIN_VALUE;
    private boolean everBlocked;
    private final Map<String, Long> searches = new HashMap<>();

    /** How long somebody who comes now has to wait for the loop. */
    public synchronized long waitNow(long now) {
        return everBlocked ? Math.max(0, freeAt - now) : 0;
    }

    /** Runs the action on the executor after {@code nanos}, and not before the loop is free; at once if neither waits. */
    public void run(ScheduledExecutorService executor, long nanos, Runnable action) {
        long wait = nanos > 0 ? nanos : waitNow(System.nanoTime());
        if (wait <= 0) {
            action.run();
        } else {
            var unused = executor.schedule(() -> run(executor, 0, action), wait, TimeUnit.NANOSECONDS);
        }
    }

    /** Blocks the loop for {@code nanos} from when it is next free, and returns how long from now that lasts. */
    public synchronized long block(long now, long nanos) {
        long start = everBlocked ? Math.max(now, freeAt) : now;
        if (nanos > 0) {
            everBlocked = true;
            freeAt = start + nanos;
        }
        return start + nanos - now;
    }

    /** Searches a knowledge base for {@code nanos} after all searches before it; returns how long from now that lasts. */
    public synchronized long search(String knowledgeBase, long now, long nanos) {
        if (nanos <= 0) {
            return 0;
        }
        Long last = searches.get(knowledgeBase);
        long start = last == null ? now : Math.max(now, last);
        searches.put(knowledgeBase, start + nanos);
        return start + nanos - now;
    }

    /** Forgets all that was going on, as a new process does. */
    public synchronized void restart() {
        everBlocked = false;
        searches.clear();
    }
}
