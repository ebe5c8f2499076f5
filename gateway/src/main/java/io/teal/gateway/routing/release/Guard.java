package io.teal.gateway.routing.release;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What takes a bad colour back.
 *
 * @param every how often it judges; 1 s to 1 min
 * @param failures when failures are too many
 * @param consecutive so many failures one after the other take it back at once; 0 for never
 * @param firstToken when first tokens are too late; null for never
 * @param control percent of the questions that the old colour is asked too, in the shadow, while the new one gets all requests; 0
 *     for none
 * @param noData what it means when the new colour got too few requests in a whole hold
 */
public record Guard(
        Duration every,
        Failures failures,
        int consecutive,
        @Nullable FirstToken firstToken,
        int control,
        NoData noData) {
    /** As the documentation of the configuration says. */
    public static final Guard DEFAULT =
            new Guard(Duration.ofSeconds(1), Failures.DEFAULT, 5, FirstToken.DEFAULT, 10, NoData.HOLD);

    /**
     * When failures are too many: more often than allowed, and more often than at the other colour at the same time.
     *
     * @param rate percent that may fail, 0 to 100
     * @param atLeast requests that must be known before it is judged
     * @param in how far back it looks, 1 s to 15 min
     */
    public record Failures(int rate, int atLeast, Duration in) {
        /** 1 % of at least 30 in 60 s. */
        public static final Failures DEFAULT = new Failures(1, 30, Duration.ofSeconds(60));
    }

    /**
     * When first tokens are too late: their 99th percentile.
     *
     * @param limit how late it may be; null for no limit
     * @param versusOther how many times that of the other colour it may be; 0 for any
     * @param atLeast first tokens that must be known before it is judged
     */
    public record FirstToken(@Nullable Duration limit, double versusOther, int atLeast) {
        /** 1.5 times that of the other colour, by at least 50. */
        public static final FirstToken DEFAULT = new FirstToken(null, 1.5, 50);
    }

    /** What it means when too little is known at the end of a hold. */
    public enum NoData {
        /** It goes on holding. */
        HOLD,
        /** It is taken back. */
        FAIL,
        /** It goes on to the next step. */
        PASS
    }
}
