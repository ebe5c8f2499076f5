package io.teal.gateway.stats;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HistogramTest {
    private static final long MILLI = 1_000_000;

    private final Histogram histogram = new Histogram(Scale.REQUEST);

    static Stream<Scale> scales() {
        return Stream.of(
                Scale.REQUEST, Scale.DELAY, Scale.MODEL_ANSWER, Scale.MODEL_FIRST_TOKEN, Scale.MODEL_NEXT_TOKEN);
    }

    @Test
    void nothingIsCountedYet() {
        Distribution read = histogram.read();

        assertThat(read.count()).isZero();
        assertThat(read.sumNanos()).isZero();
        assertThat(read.counts()).hasSize(Scale.REQUEST.size() + 1).containsOnly(0);
    }

    @ParameterizedTest
    @MethodSource("scales")
    void bucketsEndHigherAndHigher(Scale scale) {
        assertThat(IntStream.range(0, scale.size()).mapToLong(scale::end))
                .isSorted()
                .doesNotHaveDuplicates()
                .allMatch(end -> end > 0);
    }

    @ParameterizedTest
    @MethodSource("scales")
    void theEndOfABucketBelongsToIt(Scale scale) {
        // Given
        Histogram of = new Histogram(scale);

        // When: each end once, and what is just beyond it.
        for (int i = 0; i < scale.size(); i++) {
            of.record(scale.end(i));
            of.record(scale.end(i) + 1);
        }

        // Then
        long[] expected = new long[scale.size() + 1];
        Arrays.fill(expected, 2);
        expected[0] = 1;
        expected[scale.size()] = 1;
        assertThat(of.read().counts()).isEqualTo(expected);
    }

    @Test
    void timesAreAddedUp() {
        histogram.record(3 * MILLI);
        histogram.record(40 * MILLI);
        histogram.record(TimeUnit.HOURS.toNanos(1));

        assertThat(histogram.read().sumNanos()).isEqualTo(43 * MILLI + TimeUnit.HOURS.toNanos(1));
        assertThat(histogram.read().count()).isEqualTo(3);
    }

    @Test
    void aClockThatGoesBackCountsAsNoTime() {
        histogram.record(-5);

        assertThat(histogram.read().sumNanos()).isZero();
        assertThat(histogram.read().counts()[0]).isEqualTo(1);
    }

    @Test
    void whatWasReadStays() {
        Distribution before = histogram.read();
        histogram.record(MILLI);

        assertThat(before.count()).isZero();
        assertThat(histogram.read().count()).isEqualTo(1);
    }

    @Test
    void recordingAllocatesNothing() {
        // Given
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        histogram.record(MILLI);

        // When
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 100_000; i++) {
            histogram.record(i * MILLI);
        }

        // Then: a byte each would be more.
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
    }

    @Test
    void noneIsLostAmongThreads() throws Exception {
        // Given
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = IntStream.range(0, 8)
                .mapToObj(number -> Thread.ofPlatform().start(() -> {
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    for (int i = 0; i < 10_000; i++) {
                        histogram.record(number * MILLI);
                    }
                }))
                .toList();

        // When
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        // Then
        assertThat(histogram.read().count()).isEqualTo(80_000);
        assertThat(histogram.read().sumNanos()).isEqualTo(28 * MILLI * 10_000);
    }
}
