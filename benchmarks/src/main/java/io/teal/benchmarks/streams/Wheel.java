package io.teal.benchmarks.streams;

import java.util.ArrayList;
import java.util.List;

/**
 * Gives each of many streams its turn once an interval, spread evenly over it, however many there are: a look at one slot each
 * millisecond instead of a timer each. For one thread.
 */
final class Wheel {
    private static final double GOLDEN = 0.6180339887498949;

    private final List<List<Turn>> slots = new ArrayList<>();
    private double place;
    private long next;

    /** What is done each time. */
    @FunctionalInterface
    interface Turn {
        /** Takes it, and returns whether there will be a next one. */
        boolean take();
    }

    /**
     * @param everyMillis the interval
     * @param now the clock in milliseconds, from anywhere
     */
    Wheel(int everyMillis, long now) {
        for (int i = 0; i < everyMillis; i++) {
            slots.add(new ArrayList<>());
        }
        next = now;
    }

    /** Its first turn is within the interval. Each comes as far from all earlier ones as their number allows. */
    void add(Turn turn) {
        place = (place + GOLDEN) % 1;
        slots.get((int) (place * slots.size())).add(turn);
    }

    /** Makes up for all milliseconds up to this one. */
    void advance(long now) {
        for (; next <= now; next++) {
            List<Turn> slot = slots.get((int) Math.floorMod(next, (long) slots.size()));
            for (int i = slot.size() - 1; i >= 0; i--) {
                if (!slot.get(i).take()) {
                    Turn last = slot.removeLast();
                    if (i < slot.size()) {
                        slot.set(i, last);
                    }
                }
            }
        }
    }
}
