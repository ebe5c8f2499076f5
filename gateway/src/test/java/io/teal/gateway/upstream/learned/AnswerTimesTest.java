package io.teal.gateway.upstream.learned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class AnswerTimesTest {
    private static final long SECOND = 1_000_000_000L;

    private final AnswerTimes times = new AnswerTimes();

    @Test
    void whileLittleIsKnownTheLimitIsAMinuteForTheCostOfOne() {
        samples(19, 1 * SECOND);

        assertThat(times.firstTokenLimit(0)).isEqualTo(60 * SECOND);
        assertThat(times.firstTokenLimit(4096)).isEqualTo(120 * SECOND);
        assertThat(times.firstTokenLimit(6144)).isEqualTo(150 * SECOND);
        times.firstToken(1 * SECOND, 0, true);
        assertThat(times.firstTokenLimit(0)).isEqualTo(10 * SECOND);
    }

    @Test
    void theLimitIsTwiceThePercentileForTheCostOfTheRequest() {
        samples(20, 8 * SECOND);

        assertThat(times.firstTokenLimit(0)).isEqualTo(16 * SECOND);
        assertThat(times.firstTokenLimit(4096)).isEqualTo(32 * SECOND);
        assertThat(times.firstTokenLimit(40_960)).isEqualTo(176 * SECOND);
    }

    @Test
    void theLimitHasAFloorAndAnEnd() {
        samples(20, SECOND / 10);

        assertThat(times.firstTokenLimit(0)).isEqualTo(10 * SECOND);
        assertThat(times.firstTokenLimit(4096 * 49)).isEqualTo(10 * SECOND);
        assertThat(times.firstTokenLimit(4096 * 99)).isEqualTo(20 * SECOND);
        assertThat(times.firstTokenLimit(-1)).as("of unknown length").isEqualTo(10 * SECOND);
        assertThat(times.firstTokenLimit(Long.MAX_VALUE)).isEqualTo(86_400 * SECOND);
    }

    @Test
    void whatOneSizeTaughtHoldsForOthers() {
        for (int i = 0; i < 20; i++) {
            times.firstToken(30 * SECOND, 4096 * 9, true);
        }

        assertThat(times.firstTokenLimit(0)).as("the floor").isEqualTo(10 * SECOND);
        assertThat(times.firstTokenLimit(4096 * 9)).isEqualTo(60 * SECOND);
        assertThat(times.firstTokenLimit(4096 * 19)).isEqualTo(120 * SECOND);
    }

    @Test
    void aFewSlowOnesRaiseTheLimitAndItFallsOnlyWhenTheyHaveGone() {
        samples(AnswerTimes.WINDOW, 6 * SECOND);

        // Of 512, five may be slower than the 99th percentile.
        samples(5, 20 * SECOND);
        assertThat(times.firstTokenLimit(0)).isEqualTo(12 * SECOND);
        samples(1, 20 * SECOND);
        assertThat(times.firstTokenLimit(0)).isEqualTo(40 * SECOND);
        samples(AnswerTimes.WINDOW - 6, 6 * SECOND);
        assertThat(times.firstTokenLimit(0)).as("all six still count").isEqualTo(40 * SECOND);
        samples(1, 6 * SECOND);
        assertThat(times.firstTokenLimit(0)).isEqualTo(12 * SECOND);
    }

    /** A server became slower than the limit: no token comes any more, and still the limit gets there. */
    @Test
    void limitsThatRanOutRaiseTheLimit() {
        samples(AnswerTimes.WINDOW, 6 * SECOND);
        long before = times.firstTokenLimit(0);
        int waits = 0;

        while (times.firstTokenLimit(0) <= 50 * SECOND) {
            times.firstToken(times.firstTokenLimit(0), 0, false);
            waits++;
        }

        assertThat(before).isEqualTo(12 * SECOND);
        assertThat(waits).isEqualTo(18);
        assertThat(times.firstTokenLimit(0)).isEqualTo(96 * SECOND);
    }

    @Test
    void aServerThatHangsDoesNotRaiseTheLimitWithoutEnd() {
        for (int i = 0; i < 2 * AnswerTimes.WINDOW; i++) {
            times.firstToken(times.firstTokenLimit(4096), 4096, false);
        }

        assertThat(times.firstTokenLimit(0)).isEqualTo(120 * SECOND);
        samples(AnswerTimes.WINDOW, 90 * SECOND);
        assertThat(times.firstTokenLimit(0)).as("tokens that came do").isEqualTo(180 * SECOND);
    }

    /** Against a sort of the last samples. */
    @Property(tries = 50)
    void thePercentileIsExact(@ForAll Random random) {
        AnswerTimes some = new AnswerTimes();
        Deque<Long> last = new ArrayDeque<>();
        for (int i = 0; i < 1_300; i++) {
            long nanos = 6 * SECOND + random.nextInt(40) * SECOND / 8;
            some.firstToken(nanos, 0, true);
            last.add(nanos);
            if (last.size() > 512) {
                last.remove();
            }
            if (last.size() >= 20 && i % 7 == 0) {
                long[] sorted = last.stream().mapToLong(Long::longValue).toArray();
                Arrays.sort(sorted);
                long percentile = sorted[(int) Math.ceil(0.99 * sorted.length) - 1];
                assertThat(some.firstTokenLimit(0)).isEqualTo(2 * percentile);
            }
        }
    }

    @Test
    void theRestOfAnAnswerIsWhatIsLeftOfTheMeanButAQuarterOfIt() {
        assertThat(times.rest(0)).as("nothing known").isEqualTo(10 * SECOND);
        assertThat(times.rest(3_600 * SECOND)).isEqualTo(10 * SECOND);
        times.whole(20 * SECOND, 0);

        assertThat(times.rest(0)).isEqualTo(20 * SECOND);
        assertThat(times.rest(5 * SECOND)).isEqualTo(15 * SECOND);
        assertThat(times.rest(15 * SECOND)).isEqualTo(5 * SECOND);
        assertThat(times.rest(19 * SECOND)).isEqualTo(5 * SECOND);
        assertThat(times.rest(900 * SECOND)).isEqualTo(5 * SECOND);
    }

    @Test
    void theRestIsAMinuteAtMost() {
        times.whole(600 * SECOND, 0);

        assertThat(times.rest(0)).isEqualTo(60 * SECOND);
        assertThat(times.rest(900 * SECOND)).isEqualTo(60 * SECOND);
    }

    @Test
    void theMeanFollowsTheAnswers() {
        times.whole(80 * SECOND, 0);
        times.whole(40 * SECOND, 0);
        assertThat(times.rest(60 * SECOND)).isEqualTo(75 * SECOND / 4);

        for (int i = 0; i < 60; i++) {
            times.whole(40 * SECOND, 0);
        }

        assertThat(times.rest(0)).isCloseTo(40 * SECOND, Percentage.withPercentage(1));
        assertThat(times.rest(25 * SECOND)).isCloseTo(15 * SECOND, within(SECOND / 2));
    }

    private void samples(int count, long nanos) {
        for (int i = 0; i < count; i++) {
            times.firstToken(nanos, 0, true);
        }
    }
}
