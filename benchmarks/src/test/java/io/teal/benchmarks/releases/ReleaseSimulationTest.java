package io.teal.benchmarks.releases;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.routing.release.Plan;
import io.teal.gateway.routing.release.Release.State;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What must be true of a thousand releases, good and bad. */
class ReleaseSimulationTest {
    private static List<Simulation.Result> good;
    private static List<Simulation.Result> bad;

    @BeforeAll
    static void simulate() {
        List<Simulation.Result> all = Series.all(1000);
        good = all.stream()
                .filter(result -> result.scenario().fault() == Fault.NONE)
                .toList();
        bad = all.stream()
                .filter(result -> result.scenario().fault() != Fault.NONE)
                .toList();
    }

    @Test
    void atMostOneInAHundredGoodOnesIsTakenBack() {
        assertThat(good).hasSize(500);
        assertThat(good)
                .filteredOn(result -> result.state() == State.ROLLED_BACK)
                .hasSizeLessThanOrEqualTo(5);
        assertThat(good).extracting(Simulation.Result::state).isSubsetOf(State.DONE, State.ROLLED_BACK);
    }

    @Test
    void atLeastNinetyNineOfAHundredBadOnesAreTakenBack() {
        assertThat(bad).hasSize(500);
        assertThat(bad)
                .filteredOn(result -> result.state() != State.ROLLED_BACK)
                .hasSizeLessThanOrEqualTo(5);
    }

    @Test
    void deadModelIsTakenBackWithinTenSecondsAtTwentyRequestsASecond() {
        Scenario scenario = new Scenario(7, Fault.DEAD, 20, 0, 0.005, 0.8, 80_000);

        Simulation.Result result = Simulation.run(scenario, Plan.DEFAULT);

        assertThat(result.state()).isEqualTo(State.ROLLED_BACK);
        assertThat(result.step()).isZero();
        assertThat(result.failures()).isBetween(5L, 15L);
        assertThat(result.reason()).startsWith("green fails ").contains("times in a row");
    }

    @Test
    void hourThatIsBadForBothBeforeTheLastStepIsNoReason() {
        assertThat(Series.badHour(100, 0, 600))
                .filteredOn(result -> result.state() == State.ROLLED_BACK)
                .hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void hourThatIsBadForBothIsNoReasonInTheLastStepEither() {
        assertThat(Series.badHour(200, 840, 1450))
                .filteredOn(result -> result.state() == State.ROLLED_BACK)
                .hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void sameSeedGivesTheSameRelease() {
        Scenario scenario = Scenario.any(42, Fault.ERRORS);

        assertThat(Simulation.run(scenario, Plan.DEFAULT)).isEqualTo(Simulation.run(scenario, Plan.DEFAULT));
    }
}
