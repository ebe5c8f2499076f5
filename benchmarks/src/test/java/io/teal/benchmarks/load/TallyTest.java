package io.teal.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TallyTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1000 * MILLI;
    private static final Ending WHOLE = new Ending.Whole();

    @Test
    void countsWhatEndsWithinTheWindow() {
        Tally tally = new Tally(10 * SECOND, 20 * SECOND);
        tally.ended(9 * SECOND, 10 * SECOND - 1, WHOLE);
        tally.ended(9 * SECOND, 10 * SECOND, WHOLE);
        tally.ended(18 * SECOND, 20 * SECOND - 1, WHOLE);
        tally.ended(18 * SECOND, 20 * SECOND, WHOLE);

        assertThat(tally.measured(1, Duration.ofSeconds(10)).requests()).isEqualTo(2);
    }

    @Test
    void theClockMayPassItsLargestValue() {
        Tally tally = new Tally(Long.MAX_VALUE - 5, Long.MIN_VALUE + 5);
        tally.ended(Long.MAX_VALUE - 8, Long.MAX_VALUE - 6, WHOLE);
        tally.ended(Long.MAX_VALUE - 8, Long.MAX_VALUE - 4, WHOLE);
        tally.ended(Long.MAX_VALUE - 8, Long.MIN_VALUE + 4, WHOLE);
        tally.ended(Long.MAX_VALUE - 8, Long.MIN_VALUE + 6, WHOLE);

        assertThat(tally.measured(1, Duration.ofNanos(11)).requests()).isEqualTo(2);
    }

    @Test
    void errorsAreRequestsAndRefusalsAreNot() {
        Tally tally = new Tally(0, SECOND);
        tally.ended(0, 10 * MILLI, WHOLE);
        tally.ended(0, 10 * MILLI, WHOLE);
        tally.ended(0, 10 * MILLI, WHOLE);
        tally.ended(0, 50 * MILLI, new Ending.Failed("status 500"));
        tally.refused(5 * MILLI);
        tally.refused(2 * SECOND);

        Measured measured = tally.measured(7, Duration.ofSeconds(1));

        assertThat(measured.users()).isEqualTo(7);
        assertThat(measured.requests()).isEqualTo(4);
        assertThat(measured.perSecond()).isEqualTo(4);
        assertThat(measured.mean()).isEqualTo(Duration.ofMillis(20));
        assertThat(measured.errors()).isEqualTo(1);
        assertThat(measured.errorPercent()).isEqualTo(25);
        assertThat(measured.refused()).isEqualTo(1);
        assertThat(measured.failures()).isEqualTo(Map.of("status 500", 1L));
    }

    @Test
    void aRefusalIsNoEnd() {
        Tally tally = new Tally(0, SECOND);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> tally.ended(0, 1, new Ending.Refused(Duration.ofSeconds(1))));
    }

    @Test
    void ninetyFivePercentTookNoLonger() {
        assertThat(Tally.percentile(LongStream.rangeClosed(1, 100).toArray(), 95))
                .isEqualTo(95);
        assertThat(Tally.percentile(LongStream.rangeClosed(1, 20).toArray(), 95))
                .isEqualTo(19);
        assertThat(Tally.percentile(LongStream.rangeClosed(1, 19).toArray(), 95))
                .isEqualTo(19);
        assertThat(Tally.percentile(new long[] {7}, 95)).isEqualTo(7);
        assertThat(Tally.percentile(new long[0], 95)).isZero();
    }

    @Test
    void thePercentileDoesNotDependOnTheOrderOfEndings() {
        Tally tally = new Tally(0, SECOND);
        LongStream.rangeClosed(1, 100).map(i -> 101 - i).forEach(i -> tally.ended(0, i * MILLI, WHOLE));

        assertThat(tally.measured(1, Duration.ofSeconds(1)).p95()).isEqualTo(Duration.ofMillis(95));
    }

    @Test
    void nothingIsNothing() {
        Measured measured = new Tally(0, SECOND).measured(1, Duration.ofSeconds(1));

        assertThat(measured.perSecond()).isZero();
        assertThat(measured.errorPercent()).isZero();
        assertThat(measured.mean()).isEqualTo(Duration.ZERO);
        assertThat(measured.p95()).isEqualTo(Duration.ZERO);
        assertThat(measured.failureText()).isEmpty();
    }

    @Test
    void aFastRunSaysWhatASlowOneWould() {
        Measured fast = new Measured(
                20,
                Duration.ofSeconds(10),
                320,
                Duration.ofMillis(60),
                Duration.ofMillis(90),
                3,
                2,
                Map.of("a", 1L, "b", 2L));

        Measured slow = fast.slowed(4);

        assertThat(slow.perSecond()).isCloseTo(8, within(1e-9));
        assertThat(slow.mean()).isEqualTo(Duration.ofMillis(240));
        assertThat(slow.p95()).isEqualTo(Duration.ofMillis(360));
        assertThat(slow.errorPercent()).isEqualTo(fast.errorPercent());
        assertThat(slow.refused()).isEqualTo(2);
        assertThat(slow.failureText()).isEqualTo("1 x a, 2 x b");
    }
}
