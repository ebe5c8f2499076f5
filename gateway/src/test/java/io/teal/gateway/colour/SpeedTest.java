package io.teal.gateway.colour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SpeedTest {
    @Test
    void isTheRatioOfTheSums() {
        Interval seen =
                Speed.NONE.with(10, 1_000_000_000L).with(80, 2_000_000_000L).perSecond();

        assertThat(seen.value()).isEqualTo(30);
        // Residuals of 10 - 30 and 80 - 60: variance 800, of a mean of two 400, by the mean time of 1.5 s.
        assertThat(seen.high() - seen.value()).isCloseTo(1.96 * 20 / 1.5, within(0.01));
    }

    @Test
    void fewHaveNoBounds() {
        assertThat(Speed.NONE.perSecond()).isEqualTo(Interval.UNKNOWN);
        assertThat(Speed.NONE.with(0, 5).with(5, 0)).isEqualTo(Speed.NONE);
        assertThat(Speed.NONE.with(10, 1_000_000_000L).perSecond().bounded()).isFalse();
    }

    @Test
    void boundsHoldTheTruthInAboutNineteenOfTwenty() {
        SplittableRandom random = new SplittableRandom(3);
        int held = 0;
        for (int run = 0; run < 2000; run++) {
            Speed speed = Speed.NONE;
            for (int i = 0; i < 100; i++) {
                long tokens = 20L + random.nextInt(400);
                // A stream of 50 tokens a second in the mean of all time, some a third slower or quicker.
                double seconds = (double) tokens / 50.0 * (1 + (random.nextDouble() - 0.5) * 2 / 3);
                speed = speed.with(tokens, (long) (seconds * 1e9));
            }
            Interval seen = speed.perSecond();
            held += seen.low() <= 50 && 50 <= seen.high() ? 1 : 0;
        }

        assertThat(held).isBetween(1860, 1940);
    }
}
