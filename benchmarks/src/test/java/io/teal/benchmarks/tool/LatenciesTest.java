package io.teal.benchmarks.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    @Test
    void soManyTookNoLonger() {
        Latencies latencies = new Latencies(
                LongStream.rangeClosed(1, 200).map(i -> (201 - i) * 1000).toArray());

        assertThat(latencies.count()).isEqualTo(200);
        assertThat(latencies.micros(0.5)).isEqualTo(100);
        assertThat(latencies.micros(0.99)).isEqualTo(198);
        assertThat(latencies.micros(1)).isEqualTo(200);
        assertThat(latencies.micros(0)).isEqualTo(1);
    }

    @Test
    void ofNothingThereIsNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Latencies(new long[0]));
    }
}
