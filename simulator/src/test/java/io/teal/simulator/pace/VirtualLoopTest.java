package io.teal.simulator.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualLoopTest {
    private final VirtualLoop loop = new VirtualLoop();

    @Test
    void blocksAddUp() {
        assertThat(loop.waitNow(0)).isZero();
        assertThat(loop.block(100, 50)).isEqualTo(50);
        assertThat(loop.block(120, 50)).isEqualTo(80);
        assertThat(loop.waitNow(150)).isEqualTo(50);
        assertThat(loop.waitNow(300)).isZero();
    }

    @Test
    void searchesWaitForThoseInTheSameBaseOnly() {
        assertThat(loop.search("a", 0, 100)).isEqualTo(100);
        assertThat(loop.search("a", 30, 100)).isEqualTo(170);
        assertThat(loop.search("b", 30, 100)).isEqualTo(100);
        assertThat(loop.search("a", 500, 0)).isZero();
    }

    @Test
    void restartForgets() {
        assertThat(loop.block(0, 1000)).isEqualTo(1000);
        loop.restart();
        assertThat(loop.waitNow(1)).isZero();
    }

    @Test
    void slotsAreGivenInOrder() {
        Slots slots = new Slots(1);
        List<String> ran = new ArrayList<>();
        slots.acquire(Runnable::run, () -> ran.add("first"));
        slots.acquire(Runnable::run, () -> ran.add("second"));
        slots.acquire(Runnable::run, () -> ran.add("third"));
        assertThat(ran).containsExactly("first");
        assertThat(slots.waiting()).isEqualTo(2);

        slots.release();
        slots.release();

        assertThat(ran).containsExactly("first", "second", "third");
    }

    @Test
    void scaleNothingTakesNoTime() {
        Pace instant = new Pace(0, 1);
        Pace real = new Pace(1, 1);

        assertThat(instant.firstToken() + instant.retrieval(200) + instant.indexLoad())
                .isZero();
        assertThat(real.token()).isBetween(15_000_000L, 5_000_000_000L);
        assertThat(real.head()).isBetween(1_000_000L, 5_000_000L);
    }
}
