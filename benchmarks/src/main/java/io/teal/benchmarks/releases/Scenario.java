package io.teal.benchmarks.releases;

import java.util.SplittableRandom;

/**
 * The world a release happens in.
 *
 * @param seed what chance begins with
 * @param fault of the new colour
 * @param rate requests a second in the mean of a day
 * @param phase time of day at which it begins, 0 to 1
 * @param base share of requests that fail at both colours
 * @param firstToken the median of the first token, seconds
 * @param badHour second of the release at which an hour begins that is bad for both: 5 % more requests fail, and first tokens take
 *     twice as long; it may lie before the release or after it
 */
record Scenario(long seed, Fault fault, double rate, double phase, double base, double firstToken, double badHour) {
    private static final double DAY = 86_400;

    /** Any world: each day has one bad hour, and the release begins at any time of it. */
    static Scenario any(long seed, Fault fault) {
        SplittableRandom random = new SplittableRandom(seed);
        return new Scenario(
                seed,
                fault,
                Math.exp(random.nextDouble() * Math.log(50)),
                random.nextDouble(),
                0.01 * random.nextDouble(),
                0.3 + 1.7 * random.nextDouble(),
                random.nextDouble() * DAY - 3600);
    }

    /** The same with another bad hour. */
    Scenario withBadHour(double second) {
        return new Scenario(seed, fault, rate, phase, base, firstToken, second);
    }

    /** Requests a second at a time; by night a quarter of those by day. */
    double rate(long second) {
        return rate * (1 + 0.6 * Math.sin(2 * Math.PI * (phase + second / DAY)));
    }

    private boolean bad(long second) {
        return second >= badHour && second < badHour + 3600;
    }

    /** Share of requests that fail at both colours. */
    double failing(long second) {
        return base + (bad(second) ? 0.05 : 0);
    }

    /** How many times as long first tokens take at both colours. */
    double slower(long second) {
        return bad(second) ? 2 : 1;
    }
}
