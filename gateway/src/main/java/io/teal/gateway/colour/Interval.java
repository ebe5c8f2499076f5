package io.teal.gateway.colour;

/**
 * What is known of a figure from a sample: what was seen, and between which bounds the truth lies with 95 % confidence. A bound that
 * so few cannot give is infinite. Pure arithmetic; immutable.
 *
 * @param value what was seen
 */
public record Interval(double value, double low, double high) {
    /** The two-sided 95 % of the normal distribution. */
    public static final double CONFIDENCE = 1.959963984540054;

    /** The one-sided 80 % of it: so often a difference that is there is to be seen. */
    public static final double POWER = 0.8416212335729143;

    /** Of what nothing is known. */
    public static final Interval UNKNOWN = new Interval(0, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    /** A share by Wilson's score interval: sound also for few, and near 0 and 1. */
    public static Interval share(long hits, long of) {
        return share(hits, of, CONFIDENCE);
    }

    /**
     * The same with another confidence.
     *
     * @param z how many standard deviations of the normal distribution: 2.576 for 99 %, two-sided
     */
    public static Interval share(long hits, long of, double z) {
        if (of <= 0) {
            return new Interval(0, 0, 1);
        }
        double n = of;
        double p = hits / n;
        double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
        double half = z / (1 + z * z / n) * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n));
        return new Interval(p, hits == 0 ? 0 : middle - half, hits == of ? 1 : middle + half);
    }

    /** A mean, from the sum of the values and of their squares, by the normal distribution. */
    public static Interval mean(long count, double sum, double squares) {
        if (count < 2) {
            return count == 0 ? UNKNOWN : new Interval(sum, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        }
        double mean = sum / count;
        double variance = Math.max(0, (squares - sum * mean) / (count - 1));
        double half = CONFIDENCE * Math.sqrt(variance / count);
        return new Interval(mean, mean - half, mean + half);
    }

    /**
     * The time below which a share of all lies, seconds: between the times of those ranks that the quantile of so many lies
     * between (order statistics, by the normal approximation of the binomial distribution).
     */
    public static Interval quantile(Times times, double share) {
        long n = times.count();
        if (n == 0) {
            return new Interval(0, 0, Double.POSITIVE_INFINITY);
        }
        double rank = n * share;
        double half = CONFIDENCE * Math.sqrt(n * share * (1 - share));
        return new Interval(
                times.atRank(rank) / 1e9,
                rank - half < 0 ? 0 : times.atRank(rank - half) / 1e9,
                rank + half > n ? Double.POSITIVE_INFINITY : times.atRank(rank + half) / 1e9);
    }

    /** How many times there must be for both bounds of {@link #quantile}. */
    public static long neededFor(double share) {
        double rest = Math.min(share, 1 - share);
        return (long) Math.ceil(CONFIDENCE * CONFIDENCE * (1 - rest) / rest);
    }

    /**
     * How much more this is than another, of an independent sample, from the bounds of both (for shares Newcombe's method 10 of
     * 1998; in general the method of Zou and Donner, 2008).
     */
    public Interval minus(Interval other) {
        double difference = value - other.value;
        return new Interval(
                difference,
                difference - Math.hypot(value - low, other.high - other.value),
                difference + Math.hypot(high - value, other.value - other.low));
    }

    /** Whether both bounds are known. */
    public boolean bounded() {
        return Double.isFinite(low) && Double.isFinite(high);
    }

    /**
     * How many there must be of each of two shares, so that the difference is seen four times out of five: the usual formula for
     * two independent samples.
     */
    public static long neededForShares(double one, double other) {
        double z = CONFIDENCE + POWER;
        double difference = one - other;
        return (long) Math.ceil(z * z * (one * (1 - one) + other * (1 - other)) / (difference * difference));
    }

    /**
     * The same for other figures, from how exact they are with so many: bounds come closer with the root of the number.
     *
     * @param seen the interval of the difference, of a sample
     * @param count how many are in the sample
     * @param difference which is to be seen
     */
    public static long needed(Interval seen, long count, double difference) {
        double half = (seen.high - seen.low) / 2;
        double z = (CONFIDENCE + POWER) / CONFIDENCE;
        return (long) Math.ceil(count * Math.pow(half * z / difference, 2));
    }
}
