package io.teal.gateway.colour;

/**
 * How quickly streams go on once they have begun: sums of their tokens and of the seconds these took. Immutable.
 *
 * @param streams how many that succeeded, and had more than their first token
 * @param tokens events after the first token, all together
 * @param seconds the time these took, all together
 * @param tokensSquared the square of each one's tokens, all together
 * @param secondsSquared the square of each one's time
 * @param product each one's tokens times its time
 */
public record Speed(
        long streams, long tokens, double seconds, double tokensSquared, double secondsSquared, double product) {
    /** Of no stream. */
    public static final Speed NONE = new Speed(0, 0, 0, 0, 0, 0);

    /** The same with one more stream. */
    public Speed with(long tokensOfOne, long nanos) {
        if (tokensOfOne <= 0 || nanos <= 0) {
            return this;
        }
        double time = nanos / 1e9;
        double more = (double) tokensOfOne;
        return plus(new Speed(1, tokensOfOne, time, more * more, time * time, more * time));
    }

    /** Both together. */
    public Speed plus(Speed other) {
        return new Speed(
                streams + other.streams,
                tokens + other.tokens,
                seconds + other.seconds,
                tokensSquared + other.tokensSquared,
                secondsSquared + other.secondsSquared,
                product + other.product);
    }

    /**
     * Tokens a second: the ratio of both sums, with the bounds of the delta method for a ratio of means (W. G. Cochran, Sampling
     * Techniques, 1977, 6.4).
     */
    public Interval perSecond() {
        if (seconds <= 0) {
            return Interval.UNKNOWN;
        }
        double ratio = (double) tokens / seconds;
        if (streams < 2) {
            return new Interval(ratio, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        }
        double rest = Math.max(0, tokensSquared - 2 * ratio * product + ratio * ratio * secondsSquared);
        double error = Math.sqrt(rest / (double) (streams - 1) * (double) streams) / seconds;
        return new Interval(ratio, ratio - Interval.CONFIDENCE * error, ratio + Interval.CONFIDENCE * error);
    }
}
