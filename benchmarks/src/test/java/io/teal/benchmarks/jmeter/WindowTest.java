package io.teal.benchmarks.jmeter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.teal.benchmarks.load.Crowd;
import io.teal.benchmarks.load.Measured;
import io.teal.benchmarks.tool.WrongAnswers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WindowTest {
    private static final Duration SETTLE = Duration.ofSeconds(1);
    /** Two users, and two seconds that count. */
    private static final Crowd CROWD =
            new Crowd(2, Duration.ZERO, Duration.ofSeconds(30), Duration.ZERO, Duration.ofSeconds(2));

    private static final Sample FIRST = new Sample("a", 10_000, 500, "");
    private static final Sample LAST = new Sample("b", 12_900, 100, "");

    @Test
    void onlyWhatEndsWithinTheTimeCounts() throws WrongAnswers {
        Measured measured = Window.of(
                CROWD,
                SETTLE,
                List.of(
                        FIRST,
                        new Sample("b", 10_500, 499, "too early"),
                        new Sample("b", 10_500, 500, ""),
                        new Sample("a", 12_000, 300, "status 500"),
                        new Sample("a", 12_499, 500, "half an answer"),
                        new Sample("b", 12_998, 1, ""),
                        LAST));

        assertThat(measured)
                .isEqualTo(new Measured(
                        2,
                        Duration.ofSeconds(2),
                        4,
                        Duration.ofNanos(325_250_000),
                        Duration.ofMillis(500),
                        2,
                        0,
                        Map.of("status 500", 1L, "half an answer", 1L)));
        assertThat(measured.perSecond()).isEqualTo(2);
        assertThat(measured.errorPercent()).isEqualTo(50);
    }

    @Test
    void aUserWhoNeverAskedIsMissed() {
        refused("only 1 of 2 users asked", FIRST);
        refused("only 0 of 2 users asked");
    }

    @Test
    void aRunThatEndsTooEarlyMeasuresNothing() {
        refused("the samples end before the time that is to be measured", FIRST, new Sample("b", 12_900, 99, ""));
    }

    @Test
    void aSilentTimeIsNoResult() {
        refused("no question came to its end in the time that was measured", FIRST, LAST);
    }

    @Test
    void errorsAloneAreNoMeasurement() {
        refused(
                "not one answer was right: 1 x empty answer, 1 x status 500",
                FIRST,
                new Sample("a", 11_000, 100, "status 500"),
                new Sample("b", 11_000, 100, "empty answer"),
                LAST);
    }

    private static void refused(String message, Sample... samples) {
        assertThatExceptionOfType(WrongAnswers.class)
                .isThrownBy(() -> Window.of(CROWD, SETTLE, List.of(samples)))
                .withMessage(message);
    }
}
