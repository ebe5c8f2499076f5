package io.teal.gateway.config.text;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as text: whole numbers with a unit, always. */
public final class Units {
    private static final Pattern DURATION =
            Pattern.compile("(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");
    private static final long[] MILLIS = {3_600_000, 60_000, 1_000, 1};
    private static final String[] DURATION_UNITS = {"h", "m", "s", "ms"};

    private static final Pattern SIZE = Pattern.compile("(\\d{1,19})(B|KiB|MiB|GiB|TiB)");
    private static final String[] SIZE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Units() {}

    /**
     * The milliseconds of {@code 30s}, {@code 500ms}, {@code 1m30s}: units h, m, s, ms, from large to small, each at most
     * once.
     *
     * @return -1 when the text is not such a duration
     */
    public static long millis(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            return -1;
        }
        long sum = 0;
        for (int unit = 0; unit < MILLIS.length; unit++) {
            String digits = matcher.group(unit + 1);
            sum += digits == null ? 0 : Long.parseLong(digits) * MILLIS[unit];
        }
        return sum;
    }

    /**
     * A duration in its largest whole unit: {@code 90s}, {@code 15m}, {@code 0s}.
     *
     * @throws IllegalArgumentException for less than a millisecond's resolution
     */
    public static String format(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        if (duration.isNegative() || duration.toNanosPart() % 1_000_000 != 0) {
            throw new IllegalArgumentException(duration + " is not a whole number of milliseconds");
        }
        long millis = duration.toMillis();
        int unit = 0;
        while (millis % MILLIS[unit] != 0) {
            unit++;
        }
        return millis / MILLIS[unit] + DURATION_UNITS[unit];
    }

    /**
     * The bytes of {@code 0}, {@code 512B}, {@code 4MiB}: units B, KiB, MiB, GiB, TiB.
     *
     * @return -1 when the text is not such a size
     */
    public static long bytes(String text) {
        if (text.equals("0")) {
            return 0;
        }
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            return -1;
        }
        int unit = 0;
        while (!SIZE_UNITS[unit].equals(matcher.group(2))) {
            unit++;
        }
        try {
            return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (10 * unit));
        } catch (ArithmeticException | NumberFormatException e) {
            return -1;
        }
    }

    /** A size in its largest whole unit: {@code 8MiB}, {@code 1000B}, {@code 0}. */
    public static String format(long bytes) {
        if (bytes == 0) {
            return "0";
        }
        int unit = Math.min(Long.numberOfTrailingZeros(bytes) / 10, SIZE_UNITS.length - 1);
        return (bytes >> (10 * unit)) + SIZE_UNITS[unit];
    }
}
