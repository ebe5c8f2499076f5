package io.teal.admin.release.gate;

import java.util.Locale;

/** Lengths of time in words. */
public final class Times {
    private static final double NANOS = 1e9;

    private Times() {}

    /** In seconds: {@code 0.41 s}, {@code 12.3 s}, {@code 600 s}. */
    public static String of(long nanos) {
        double seconds = nanos / NANOS;
        return String.format(Locale.ROOT, seconds < 10 ? "%.2f s" : seconds < 100 ? "%.1f s" : "%.0f s", seconds);
    }
}
