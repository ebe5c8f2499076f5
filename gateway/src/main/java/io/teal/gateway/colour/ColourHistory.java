package io.teal.gateway.colour;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was counted of a colour: the last seconds, and by minutes what is longer ago. Bounded. Not thread-safe. */
final class ColourHistory {
    private static final int SECONDS = Colours.MOST_SECONDS;
    private static final int MINUTES = Colours.MOST_MINUTES + 1;

    private final @Nullable ColourSecond[] seconds = new @Nullable ColourSecond[SECONDS];
    private final @Nullable Minute[] minutes = new @Nullable Minute[MINUTES];

    private record Minute(long minute, ColourFigures figures) {}

    /** Adds what one gateway has counted in a second. */
    void add(ColourSecond one) {
        int at = (int) Math.floorMod(one.second(), (long) SECONDS);
        ColourSecond known = seconds[at];
        if (known == null || known.second() < one.second()) {
            seconds[at] = one;
        } else if (known.second() == one.second()) {
            seconds[at] = known.plus(one);
        }
        long minute = Math.floorDiv(one.second(), 60L);
        int row = (int) Math.floorMod(minute, (long) MINUTES);
        Minute sum = minutes[row];
        if (sum == null || sum.minute < minute) {
            minutes[row] = new Minute(minute, one.figures());
        } else if (sum.minute == minute) {
            minutes[row] = new Minute(minute, sum.figures.plus(one.figures()));
        }
    }

    List<ColourSecond> seconds(long last, int count) {
        List<ColourSecond> found = new ArrayList<>(count);
        for (long second = last - count + 1; second <= last; second++) {
            ColourSecond known = seconds[(int) Math.floorMod(second, (long) SECONDS)];
            found.add(known != null && known.second() == second ? known : ColourSecond.empty(second, 0));
        }
        return found;
    }

    ColourFigures minutes(long last, int count) {
        long newest = Math.floorDiv(last, 60L);
        ColourFigures sum = ColourFigures.NONE;
        for (long minute = newest - count; minute <= newest; minute++) {
            Minute known = minutes[(int) Math.floorMod(minute, (long) MINUTES)];
            if (known != null && known.minute == minute) {
                sum = sum.plus(known.figures);
            }
        }
        return sum;
    }
}
