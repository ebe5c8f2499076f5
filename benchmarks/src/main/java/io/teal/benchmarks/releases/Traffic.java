package io.teal.benchmarks.releases;

import io.teal.gateway.colour.ColourFigures;
import io.teal.gateway.colour.ColourSecond;
import io.teal.gateway.colour.Speed;
import io.teal.gateway.colour.Times;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;

/** What one gateway counts of one colour: requests that come in one second and end in a later one. Not thread-safe. */
final class Traffic {
    /** No request takes longer, seconds. */
    private static final int LONGEST = 256;

    /** Nor does a first token. */
    private static final int LATEST = 100;

    private final SplittableRandom random;
    private final int[] good = new int[LONGEST];
    private final int[] bad = new int[LONGEST];
    private final int[] tokens = new int[LONGEST];
    private final long[][] tokenNanos = new long[LONGEST][16];

    Traffic(SplittableRandom random) {
        this.random = random;
    }

    /** A request of this second that fails so many seconds later; when that is. */
    long fails(long second, int after) {
        bad[at(second + after)]++;
        return second + after;
    }

    /** A request of this second whose answer begins after a time, and then takes some seconds; when it ends. */
    long succeeds(long second, double firstToken, int seconds) {
        int later = (int) Math.min(LATEST, firstToken);
        int at = at(second + later);
        if (tokens[at] == tokenNanos[at].length) {
            tokenNanos[at] = Arrays.copyOf(tokenNanos[at], 2 * tokens[at]);
        }
        tokenNanos[at][tokens[at]++] = (long) (firstToken * 1e9);
        good[at(second + later + seconds)]++;
        return second + later + seconds;
    }

    /** What ended in a second; asked for each once, in their order. */
    ColourSecond take(long second) {
        int at = at(second);
        int succeeded = good[at];
        int failed = bad[at];
        if (succeeded + failed + tokens[at] == 0) {
            return new ColourSecond(second, 1, 0, ColourFigures.NONE);
        }
        Times times = Times.of(Arrays.copyOf(tokenNanos[at], tokens[at]));
        good[at] = 0;
        bad[at] = 0;
        tokens[at] = 0;
        return new ColourSecond(
                second,
                1,
                trailing(succeeded, failed),
                new ColourFigures(succeeded + failed, failed, 0, 0, times, Times.NONE, Speed.NONE, 0, 0, 0, Map.of()));
    }

    /** They ended in any order. */
    private int trailing(int succeeded, int failed) {
        int left = failed;
        while (left > 0 && random.nextInt(succeeded + left) < left) {
            left--;
        }
        return failed - left;
    }

    private static int at(long second) {
        return (int) (second % LONGEST);
    }
}
