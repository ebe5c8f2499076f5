package io.teal.gateway.colour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TimesTest {
    private static final long MILLI = 1_000_000;

    @Test
    void quantilesOfEvenTimesAreWithinABucket() {
        Times times =
                Times.of(LongStream.rangeClosed(1, 10_000).map(i -> i * MILLI).toArray());

        assertThat(times.count()).isEqualTo(10_000);
        assertThat(times.sumNanos()).isEqualTo(10_000L * 10_001 / 2 * MILLI);
        for (double share : new double[] {0.05, 0.5, 0.95, 0.99}) {
            assertThat(times.quantile(share) / (share * 10_000 * MILLI))
                    .as("%s", share)
                    .isBetween(0.8, 1.25);
        }
    }

    @Test
    void neighboursAreNoFurtherApartThanAQuarterWhereModelsAnswer() {
        long before = 0;
        for (long time = 50 * MILLI; time < 60_000 * MILLI; time = time * 13 / 10) {
            assertThat((long) Times.bucket(time)).as("%s", time).isGreaterThan(before);
            before = Times.bucket(time);
        }
    }

    @Test
    void anEndBelongsToItsBucket() {
        assertThat(Times.bucket(0)).isZero();
        assertThat(Times.bucket(5 * MILLI)).isZero();
        assertThat(Times.bucket(5 * MILLI + 1)).isEqualTo(1);
        assertThat(Times.bucket(Long.MAX_VALUE)).isEqualTo(Times.BUCKETS - 1);
    }

    @Test
    void sumsHaveBoth() {
        Times both = Times.of(MILLI, 100 * MILLI).plus(Times.of(100 * MILLI));

        assertThat(both).isEqualTo(Times.of(100 * MILLI, MILLI, 100 * MILLI)).isNotEqualTo(Times.of(MILLI));
        assertThat(both.plus(Times.NONE)).isSameAs(both);
        assertThat(Times.NONE.plus(both)).isSameAs(both);
        assertThat(Times.NONE.quantile(0.5)).isZero();
    }

    @Test
    void whatIsLongerThanALimitIsSharedInItsBucket() {
        Times times = Times.of(MILLI, MILLI, 60 * MILLI, 2_000 * MILLI, 2_000_000 * MILLI);

        assertThat(times.longerThan(100 * MILLI)).isEqualTo(2);
        assertThat(times.longerThan(50 * MILLI)).isEqualTo(3);
        assertThat(times.longerThan(56_250_000)).isCloseTo(2.5, within(1e-6));
        assertThat(times.atRank(5)).isGreaterThan(900e9);
    }
}
