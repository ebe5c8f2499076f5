package io.teal.admin.release.guard;

import io.teal.gateway.colour.ColourSecond;
import io.teal.gateway.colour.Interval;
import io.teal.gateway.colour.Times;
import org.jspecify.annotations.Nullable;

/**
 * Ten seconds of both colours. Seconds alone are too short to compare: with a few requests a second one of the colours often has
 * none. Where the other one is only asked now and then, a slot lasts until that has answered, a minute at most. Immutable.
 *
 * @param number how many slots were before it
 * @param seconds how many are in it
 * @param failures requests that say something of the colours
 * @param tokens first tokens of the new colour
 * @param otherTokens first tokens of the other one
 */
record Slot(int number, int seconds, Pair failures, Times tokens, Times otherTokens) {
    static final int SECONDS = 10;
    private static final int MOST_SECONDS = 60;

    static Slot empty(int number) {
        return new Slot(number, 0, Pair.NONE, Times.NONE, Times.NONE);
    }

    Slot plus(ColourSecond fresh, ColourSecond other) {
        return new Slot(
                number,
                seconds + 1,
                failures.plus(new Pair(fresh.judged(), fresh.failed(), other.judged(), other.failed())),
                tokens.plus(fresh.figures().firstToken()),
                otherTokens.plus(other.figures().firstToken()));
    }

    /** @param waits whether it waits for an answer of the other colour */
    boolean over(boolean waits) {
        return seconds >= (waits && !compared() ? MOST_SECONDS : SECONDS);
    }

    /** Whether it says something of the other colour. */
    boolean compared() {
        return failures.other() > 0;
    }

    /** How many first tokens came later than a time, nanoseconds; of the new colour so many times later. */
    Pair late(double nanos, double times) {
        return new Pair(
                tokens.count(),
                tokens.longerThan(Math.round(nanos * times)),
                otherTokens.count(),
                otherTokens.longerThan(Math.round(nanos)));
    }

    /**
     * The last minutes of the other colour, in two parts of which the older one is dropped when the newer one is full.
     *
     * @param newer of up to {@link #LENGTH} slots
     */
    record Memory(int length, Sum older, Sum newer) {
        /** Five minutes, where slots are not longer. */
        private static final int LENGTH = 30;

        private static final Interval FAULTLESS = new Interval(0, 0, 0);

        static final Memory NONE = new Memory(0, Sum.NONE, Sum.NONE);

        Memory plus(Slot slot) {
            Sum more = newer.plus(slot);
            return length + 1 < LENGTH ? new Memory(length + 1, older, more) : new Memory(0, more, Sum.NONE);
        }

        /**
         * How many of its requests failed; of the newer part alone when that was worse, since it may just have begun. Without any, it
         * is taken to be without a fault.
         */
        Interval failing() {
            if (older.judged + newer.judged == 0) {
                return FAULTLESS;
            }
            Interval all = Pair.share(older.bad + newer.bad, older.judged + newer.judged);
            Interval late = Pair.share(newer.bad, newer.judged);
            return late.low() > all.low() ? late : all;
        }

        private Times tokens() {
            return older.tokens.plus(newer.tokens);
        }

        /** How many of its first tokens came later than a time, nanoseconds. */
        Interval later(long nanos) {
            Times tokens = tokens();
            if (tokens.count() == 0) {
                return FAULTLESS;
            }
            return Pair.share(tokens.longerThan(nanos), (double) tokens.count());
        }

        /** The time that 99 % of its first tokens take at most, nanoseconds; null when there are fewer than that. */
        @Nullable Double p99(int atLeast) {
            Times tokens = tokens();
            return tokens.count() < atLeast ? null : tokens.quantile(0.99);
        }
    }

    /** What is kept of some slots of the other colour. */
    record Sum(double judged, double bad, Times tokens) {
        static final Sum NONE = new Sum(0, 0, Times.NONE);

        Sum plus(Slot slot) {
            return new Sum(
                    judged + slot.failures.other(), bad + slot.failures.otherBad(), tokens.plus(slot.otherTokens));
        }
    }
}
