package io.teal.gateway.cache;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How often one question was asked, in all and lately. Thread-safe. */
final class AskedQuestion {
    /** Lately is counted in so many parts, of which the oldest is forgotten as a whole. */
    private static final int PARTS = 8;

    /** How long a noted request is the last one, for this purpose. */
    private static final long RENOTED_MILLIS = 60_000;

    private final int[] parts = new int[PARTS];
    private long part = Long.MIN_VALUE;
    private long windowMillis;
    private long asked;
    private long hits;
    private long notedAt;
    private @Nullable Replayable noted;

    /** @param windowMillis how long counts as lately */
    AskedQuestion(long windowMillis) {
        this.windowMillis = windowMillis;
    }

    /**
     * Counts one time.
     *
     * @return how often within the window, this time included: all of the last 7/8 of it, and none from before it
     */
    synchronized int ask(long now, long window) {
        if (window != windowMillis) {
            windowMillis = window;
            part = Long.MIN_VALUE;
        }
        asked++;
        long current = now / Math.max(1, window / PARTS);
        if (part == Long.MIN_VALUE || current - part >= PARTS || current < part) {
            Arrays.fill(parts, 0);
        } else {
            for (long passed = part + 1; passed <= current; passed++) {
                parts[(int) Math.floorMod(passed, (long) PARTS)] = 0;
            }
        }
        part = current;
        parts[(int) Math.floorMod(current, (long) PARTS)]++;
        int sum = 0;
        for (int count : parts) {
            sum += count;
        }
        return sum;
    }

    synchronized void hit() {
        hits++;
    }

    /** Whether a request should be noted down. */
    synchronized boolean wantsNote(long now) {
        return noted == null || now - notedAt >= RENOTED_MILLIS || now < notedAt;
    }

    synchronized void note(Replayable request, long now) {
        noted = request;
        notedAt = now;
    }

    synchronized @Nullable Replayable noted() {
        return noted;
    }

    synchronized long asked() {
        return asked;
    }

    synchronized long hits() {
        return hits;
    }

    synchronized long windowMillis() {
        return windowMillis;
    }
}
