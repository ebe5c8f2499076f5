package io.teal.benchmarks.streams;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WheelTest {
    private final Wheel wheel = new Wheel(1000, 5);

    @Test
    void spreadsTurnsEvenly() {
        int[] turns = new int[1];
        for (int i = 0; i < 10_000; i++) {
            wheel.add(() -> ++turns[0] > 0);
        }

        int before = 0;
        for (int now = 5; now < 2005; now++) {
            wheel.advance(now);
            assertThat(turns[0] - before).isBetween(8, 12);
            before = turns[0];
        }
        assertThat(turns[0]).isEqualTo(20_000);
    }

    @Test
    void givesEachOneTurnInAnInterval() {
        int[] turns = new int[300];
        for (int i = 0; i < turns.length; i++) {
            int stream = i;
            wheel.add(() -> ++turns[stream] > 0);
        }

        for (int interval = 1; interval <= 3; interval++) {
            wheel.advance(4 + 1000L * interval);
            assertThat(turns).containsOnly(interval);
        }
    }

    @Test
    void forgetsThoseThatHaveHadTheirLast() {
        Wheel narrow = new Wheel(2, 0);
        int[] turns = new int[9];
        for (int i = 0; i < turns.length; i++) {
            int stream = i;
            narrow.add(() -> ++turns[stream] < stream % 3 + 1);
        }

        narrow.advance(100);

        assertThat(turns).containsExactly(1, 2, 3, 1, 2, 3, 1, 2, 3);
    }
}
