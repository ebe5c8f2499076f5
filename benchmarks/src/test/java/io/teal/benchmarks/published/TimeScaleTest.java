package io.teal.benchmarks.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.teal.benchmarks.load.Crowd;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimeScaleTest {
    @Test
    void thinkingMakesUpForThePublishedThroughput() {
        assertThat(PublishedRow.ALL)
                .extracting(PublishedRow::think)
                .containsExactly(
                        Duration.ofMillis(2199),
                        Duration.ofMillis(2891),
                        Duration.ofMillis(5115),
                        Duration.ofMillis(8094));
        assertThat(PublishedRow.ALL).allSatisfy(row -> assertThat(
                        row.users() * 1000.0 / (row.think().toMillis() + row.mean()))
                .isCloseTo(row.perSecond(), within(0.01)));
    }

    @Test
    void everyTimeGoesByOneFactor() {
        Crowd crowd = new TimeScale(0.25, Duration.ofSeconds(100)).crowd(PublishedRow.ALL.getFirst());

        assertThat(crowd)
                .isEqualTo(new Crowd(
                        20,
                        Duration.ofNanos(549_750_000),
                        Duration.ofMillis(7500),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(25)));
        assertThat(TimeScale.USUAL.queueWait()).isEqualTo(Duration.ofMillis(7500));
    }

    @Test
    void runsTakeAsLongAsTheirDescriptionSays() {
        assertThat(TimeScale.USUAL.whole(4, 2)).isEqualTo(Duration.ofSeconds(340));
        assertThat(TimeScale.QUICK.whole(4, 2)).isEqualTo(Duration.ofSeconds(84));
        assertThat(TimeScale.USUAL.withFactor(1).whole(4, 2)).isBetween(Duration.ofMinutes(22), Duration.ofMinutes(23));
    }

    @Test
    void nonsenseIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> TimeScale.USUAL.withFactor(0));
        assertThatIllegalArgumentException().isThrownBy(() -> TimeScale.USUAL.withFactor(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> TimeScale.USUAL.withMeasure(Duration.ZERO));
    }
}
