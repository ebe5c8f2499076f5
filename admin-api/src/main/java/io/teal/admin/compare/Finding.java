package io.teal.admin.compare;

import io.teal.gateway.colour.Interval;
import java.util.Locale;

/**
 * What a figure of one colour says beside that of the base.
 *
 * @param upstream the colour
 * @param figure what is compared
 * @param verdict what is known
 * @param difference how much more it is than the base's, with its bounds
 * @param count how many there are, of the one that has fewer
 * @param needed about how many of each it takes; 0 where there are enough, or nobody can say
 * @param text the same for people
 */
public record Finding(
        String upstream, Figure figure, Verdict verdict, Interval difference, long count, long needed, String text) {
    /** What is known of a difference. */
    public enum Verdict {
        WORSE,
        BETTER,
        /** Neither is better. */
        DIFFERENT,
        /** None that would be of interest. */
        SAME,
        /** It cannot be told yet. */
        OPEN;

        /** As the API names it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding of(Figure figure, Side side, Side base) {
        Interval own = figure.of(side);
        Interval others = figure.of(base);
        Interval difference = own.minus(others);
        long count = Math.min(figure.count(side), figure.count(base));
        double smallest = figure.smallest(others.value());
        boolean enough = count >= figure.least() && difference.bounded();
        String values = figure.text(own.value()) + " against " + figure.text(others.value());
        if (enough && (difference.low() > 0 || difference.high() < 0)) {
            boolean greater = difference.low() > 0;
            Verdict verdict =
                    switch (figure.worse() * (greater ? 1 : -1)) {
                        case 1 -> Verdict.WORSE;
                        case -1 -> Verdict.BETTER;
                        default -> Verdict.DIFFERENT;
                    };
            String text = side.upstream() + " " + figure.words(greater) + ": " + values;
            return new Finding(side.upstream(), figure, verdict, difference, count, 0, text);
        }
        if (enough && difference.low() > -smallest && difference.high() < smallest) {
            String text = "no difference that matters: " + values;
            return new Finding(side.upstream(), figure, Verdict.SAME, difference, count, 0, text);
        }
        long needed = Math.max(figure.least(), enough ? needed(figure, others.value(), difference, count) : 0);
        String text = "no difference can be seen yet: " + Math.min(count, needed) + " of about " + rounded(needed) + " "
                + figure.counted() + " needed";
        return new Finding(side.upstream(), figure, Verdict.OPEN, difference, count, needed, text);
    }

    /** For the difference that is seen, or the smallest that is of interest when it is less than that. */
    private static long needed(Figure figure, double value, Interval difference, long count) {
        double sought = Math.max(Math.abs(difference.value()), figure.smallest(value));
        if (sought == 0) {
            return count;
        }
        boolean less = difference.value() < 0 && value >= sought;
        long needed = figure == Figure.FAILURES
                ? Interval.neededForShares(value, less ? value - sought : Math.min(1, value + sought))
                : Interval.needed(difference, count, sought);
        return Math.max(needed, count + 1);
    }

    /** To two digits: it is an estimate. */
    static long rounded(long number) {
        long unit = 1;
        while (number / unit >= 100) {
            unit *= 10;
        }
        return (number + unit - 1) / unit * unit;
    }
}
