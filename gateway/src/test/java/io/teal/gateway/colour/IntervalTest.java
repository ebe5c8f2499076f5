package io.teal.gateway.colour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTest {
    private static final Offset<Double> FOUR_PLACES = within(0.00005);

    /** Newcombe, Statistics in Medicine 17 (1998), 857 to 872: table I, method 3. */
    @ParameterizedTest
    @CsvSource({
        "81, 263, 0.2553, 0.3662",
        "15, 148, 0.0624, 0.1605",
        "0, 20, 0.0000, 0.1611",
        "1, 29, 0.0061, 0.1718",
    })
    void sharesLieAsNewcombeHasThem(long hits, long of, double low, double high) {
        Interval share = Interval.share(hits, of);

        assertThat(share.low()).isCloseTo(low, FOUR_PLACES);
        assertThat(share.high()).isCloseTo(high, FOUR_PLACES);
        assertThat(share.value()).isEqualTo((double) hits / of);
    }

    /** Newcombe, Statistics in Medicine 17 (1998), 873 to 890: table II, method 10. */
    @ParameterizedTest
    @CsvSource({
        "56, 70, 48, 80, 0.0524, 0.3339",
        "9, 10, 3, 10, 0.1705, 0.8090",
        "6, 7, 2, 7, 0.0582, 0.8062",
        "5, 56, 0, 29, -0.0381, 0.1926",
    })
    void differencesOfSharesLieAsNewcombeHasThem(long a, long m, long b, long n, double low, double high) {
        Interval difference = Interval.share(a, m).minus(Interval.share(b, n));

        assertThat(difference.low()).isCloseTo(low, FOUR_PLACES);
        assertThat(difference.high()).isCloseTo(high, FOUR_PLACES);
    }

    @Test
    void ofNothingAShareMayBeAnything() {
        assertThat(Interval.share(0, 0)).isEqualTo(new Interval(0, 0, 1));
        assertThat(Interval.share(7, 7).high()).isEqualTo(1);
        assertThat(Interval.mean(0, 0, 0).bounded()).isFalse();
        assertThat(Interval.mean(1, 5, 25).bounded()).isFalse();
        assertThat(Interval.quantile(Times.NONE, 0.5).bounded()).isFalse();
    }

    /** 2, 4, 4, 4, 5, 5, 7, 9 have the mean 5 and, of a sample, the variance 32/7. */
    @Test
    void meansHaveTheirStandardError() {
        Interval mean = Interval.mean(8, 40, 232);

        assertThat(mean.value()).isEqualTo(5);
        assertThat(mean.high() - mean.value()).isCloseTo(1.96 * Math.sqrt(32.0 / 7 / 8), within(0.001));
        assertThat(mean.value() - mean.low()).isCloseTo(mean.high() - mean.value(), within(1e-9));
    }

    /** Of 100 values the bounds of the median are the ranks 40 and 60 (Conover, Practical Nonparametric Statistics, 3.2). */
    @Test
    void quantilesLieBetweenRanks() {
        Times times = Times.of(
                LongStream.rangeClosed(1, 100).map(i -> i * 100_000_000).toArray());
        Interval median = Interval.quantile(times, 0.5);

        assertThat(median.value()).isCloseTo(5, within(0.5));
        assertThat(median.low()).isEqualTo(times.atRank(50 - 9.79981992270027) / 1e9);
        assertThat(median.low()).isCloseTo(4, within(0.6));
        assertThat(median.high()).isCloseTo(6, within(0.6));
        assertThat(Interval.quantile(times, 0.99).high()).isInfinite();
        assertThat(Interval.quantile(times, 0.99).low()).isBetween(8.0, 11.7);
    }

    @Test
    void aQuantileNeedsSoMany() {
        for (double share : new double[] {0.5, 0.95, 0.99}) {
            int needed = (int) Interval.neededFor(share);
            assertThat(Interval.quantile(Times.of(new long[needed]), share).bounded())
                    .isTrue();
            assertThat(Interval.quantile(Times.of(new long[needed - 1]), share).bounded())
                    .isFalse();
        }
        assertThat(Interval.neededFor(0.99)).isEqualTo(381);
    }

    /** Lehr's rule: 16 divided by the square of the difference in standard deviations, for each of two. */
    @Test
    void differencesNeedSoMany() {
        // 0.5 against 0.3: 7.849 * (0.25 + 0.21) / 0.04 = 90.26.
        assertThat(Interval.neededForShares(0.5, 0.3)).isEqualTo(91);
        assertThat(Interval.neededForShares(0.3, 0.5)).isEqualTo(91);
        Interval one = Interval.mean(100, 0, 99);
        assertThat(Interval.needed(one.minus(one), 100, 0.5)).isBetween(62L, 64L);
    }
}
