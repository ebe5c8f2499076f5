package io.teal.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProbationTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Probation probation = new Probation();
    // Near where the clock of the runtime overflows.
    private long now = Long.MAX_VALUE - 20 * SECOND;

    /** Uses it for so long, and returns how many seconds it is left alone then. */
    private long aloneAfter(long seconds) {
        assertThat(probation.isOver(now)).isTrue();
        probation.began(now);
        now += seconds * SECOND;
        probation.ended(now);
        long alone = 0;
        while (!probation.isOver(now)) {
            now += SECOND;
            alone++;
        }
        return alone;
    }

    @Test
    void nobodyWaitsAtFirst() {
        assertThat(probation.isOver(now)).isTrue();
    }

    @Test
    void whateverFailsAgainSoonIsLeftAloneTwiceAsLong() {
        List<Long> alone = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            alone.add(aloneAfter(1));
        }

        assertThat(alone).containsExactly(0L, 1L, 2L, 4L, 8L, 16L, 16L, 16L, 16L);
    }

    @Test
    void whateverLastedIsForgiven() {
        for (int i = 0; i < 4; i++) {
            var unused = aloneAfter(9);
        }

        assertThat(aloneAfter(10)).isZero();
        assertThat(aloneAfter(9)).isZero();
        assertThat(aloneAfter(9)).isEqualTo(1);
    }
}
