package io.teal.simulator.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OverloadTest {
    private static final Overload MODEL = Overload.of(Duration.ofSeconds(1), 4, 25, 6, 10);

    private final Load load = new Load(new Pace(1, 1), MODEL, 1);

    private Work begin() {
        return Objects.requireNonNull(load.begin());
    }

    @Test
    void piecesOfOneQuestionMakeUpItsWork() {
        Work work = begin();

        double sum = work.search(200, true) + work.firstToken(50);
        for (int i = 0; i < 50; i++) {
            sum += work.token(50);
        }

        assertThat(sum).isCloseTo(1e9, within(1000.0));
    }

    @Test
    void modelGetsTheTimeOfASearchThatIsNotNeeded() {
        assertThat(begin().firstToken(0)).isEqualTo(1_000_000_000L);
        Work searched = begin();
        assertThat(searched.search(200, false)).isEqualTo(100_000_000L);
        assertThat(searched.firstToken(0)).isEqualTo(900_000_000L);
    }

    @Test
    void questionsBeyondComfortSlowEachOtherDown() {
        List<Work> works = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            works.add(begin());
        }
        assertThat(works.getFirst().firstToken(0)).isEqualTo(1_000_000_000L);
        works.add(begin());
        works.add(begin());

        assertThat(works.getFirst().firstToken(0)).isEqualTo(1_500_000_000L);
        works.getLast().end();
        works.getLast().end();
        assertThat(load.inFlight()).isEqualTo(5);
        assertThat(works.getFirst().firstToken(0)).isEqualTo(1_250_000_000L);
    }

    @Test
    void chanceOfFailureGrowsBeyondTheLimit() {
        assertThat(MODEL.chance(6)).isZero();
        assertThat(MODEL.chance(7)).isEqualTo(0.1);
        assertThat(MODEL.chance(16)).isEqualTo(1.0);
        int taken = 0;
        for (int i = 0; i < 1000; i++) {
            taken += load.begin() == null ? 0 : 1;
        }
        // With the sixteenth in flight the next one fails for certain.
        assertThat(taken).isEqualTo(15);
        assertThat(load.inFlight()).isEqualTo(15);
    }

    @Test
    void workEndsWithItsAnswerUnlessTheModelHasIt() {
        Work answered = begin();
        Work generating = begin();
        generating.reachesModel();

        answered.answered();
        generating.answered();
        assertThat(load.inFlight()).isEqualTo(1);
        answered.reachesModel();
        assertThat(load.inFlight()).isEqualTo(2);
        answered.end();
        generating.end();

        assertThat(load.inFlight()).isZero();
    }

    @Test
    void restartForgetsWorkOfTheLastLife() {
        Work old = begin();
        load.restart();
        Work fresh = begin();

        old.end();

        assertThat(load.inFlight()).isEqualTo(1);
        fresh.end();
        assertThat(load.inFlight()).isZero();
    }

    @Test
    void withoutOverloadThePaceCounts() {
        Load any = new Load(new Pace(0, 1), null, 1);
        for (int i = 0; i < 100; i++) {
            assertThat(any.begin()).isNotNull();
        }
        Work work = Objects.requireNonNull(any.begin());

        assertThat(work.search(200, true) + work.firstToken(10) + work.token(10))
                .isZero();
        assertThat(work.lock("a")).isEqualTo("a");
        assertThat(begin().lock("a")).isEqualTo(begin().lock("b"));
    }

    @Test
    void wrongNumbersAreRefused() {
        assertThatThrownBy(() -> Overload.of(Duration.ofMillis(1), 0, 1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MODEL.withRetrieval(101)).hasMessageContaining("101");
    }
}
