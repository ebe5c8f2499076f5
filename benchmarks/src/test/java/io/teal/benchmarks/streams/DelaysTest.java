package io.teal.benchmarks.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DelaysTest {
    private final Delays delays = new Delays();

    @Test
    void hasNothingToBeginWith() {
        assertThat(delays.count()).isZero();
        assertThat(delays.percentile(0.99)).isZero();
        assertThat(delays.max()).isZero();
    }

    @Test
    void isExactForShortDelays() {
        for (int micros = 1; micros <= 200; micros++) {
            delays.add(micros);
        }

        assertThat(delays.percentile(0.5)).isEqualTo(100);
        assertThat(delays.percentile(0.99)).isEqualTo(198);
        assertThat(delays.percentile(1)).isEqualTo(200);
        assertThat(delays.max()).isEqualTo(200);
    }

    @Test
    void isNeverLessThanWhatSortingSaysAndAtMostOnePercentMore() {
        Random random = new Random(7);
        long[] values = new long[20_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (long) Math.exp(random.nextDouble() * 20);
            delays.add(values[i]);
        }
        Arrays.sort(values);

        for (double share : new double[] {0.0001, 0.01, 0.5, 0.9, 0.99, 0.999, 1}) {
            long sorted = values[(int) Math.ceil(share * values.length) - 1];
            assertThat(delays.percentile(share)).isBetween(sorted, sorted + sorted / 100);
        }
    }

    @Test
    void holdsWhatIsOutOfRangeAtItsEnds() {
        delays.add(-5);
        delays.add(Long.MAX_VALUE);

        assertThat(delays.percentile(0.5)).isZero();
        assertThat(delays.max()).isEqualTo((1L << 36) - 1);
        assertThat(delays.percentile(1)).isEqualTo(delays.max());
    }

    @Test
    void forgets() {
        delays.add(100);
        delays.clear();
        delays.add(3);

        assertThat(delays.count()).isEqualTo(1);
        assertThat(delays.max()).isEqualTo(3);
        assertThat(delays.percentile(1)).isEqualTo(3);
    }
}
