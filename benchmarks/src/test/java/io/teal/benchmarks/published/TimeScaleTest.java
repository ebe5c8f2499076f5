package io.teal.benchmarks.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.teal.benchmarks.load.Crowd;
import java.time.Duration;
import java.util.List;
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
        TimeScale scale = new TimeScale(0.25, Duration.ofMinutes(2));

        assertThat(scale.crowd(PublishedRow.ALL.getFirst()))
                .isEqualTo(new Crowd(
                        20,
                        Duration.ofNanos(549_750_000),
                        Duration.ofMillis(7500),
                        Duration.ofNanos(1_219_500_000),
                        Duration.ofSeconds(10)));
        assertThat(scale.crowd(PublishedRow.ALL.getLast()))
                .isEqualTo(new Crowd(
                        150,
                        Duration.ofNanos(2_023_500_000),
                        Duration.ofMillis(7500),
                        Duration.ofNanos(4_967_000_000L),
                        Duration.ofSeconds(30)));
        assertThat(TimeScale.USUAL.queueWait()).isEqualTo(Duration.ofMillis(7500));
    }

    @Test
    void runsTakeAsLongAsTheirDescriptionSays() {
        List<PublishedRow> rows = PublishedRow.ALL;

        assertThat(TimeScale.USUAL.whole(rows, 2)).isBetween(Duration.ofSeconds(330), Duration.ofSeconds(350));
        assertThat(TimeScale.QUICK.whole(rows, 2)).isBetween(Duration.ofSeconds(85), Duration.ofSeconds(95));
        assertThat(TimeScale.USUAL.withFactor(1).whole(rows, 2))
                .isBetween(Duration.ofMinutes(22), Duration.ofMinutes(23));
    }

    @Test
    void nonsenseIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> TimeScale.USUAL.withFactor(0));
        assertThatIllegalArgumentException().isThrownBy(() -> TimeScale.USUAL.withFactor(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> TimeScale.USUAL.withMeasure(Duration.ZERO));
    }
}
