package io.teal.benchmarks.race;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.benchmarks.contest.Kind;
import io.teal.benchmarks.figure.Decision;
import io.teal.benchmarks.figure.Figure;
import io.teal.benchmarks.figure.Goal;
import io.teal.benchmarks.figure.Results;
import io.teal.benchmarks.row.Rows;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ResultsTest {
    private static final String CPU = "CPU us";

    private final Results results = new Results();

    @Test
    void theMedianIsInTheMiddle() {
        assertThat(Results.median(List.of(3.0, 1.0, 200.0))).hasValue(3);
        assertThat(Results.median(List.of(3.0, 1.0, 200.0, 5.0))).hasValue(4);
        assertThat(Results.median(List.of())).isEmpty();
        assertThat(Results.range(List.of(3.0, 1.0, 200.0))).containsExactly(1, 200);
    }

    @Test
    void ratiosAreOfTheSameRound() {
        round(10, 20);
        // All took long in this one.
        round(60, 100);
        round(11, 22);

        assertThat(results.median(CPU, Kind.TEAL)).hasValue(11);
        assertThat(results.median(CPU, Kind.NGINX)).hasValue(22);
        assertThat(results.ratio(CPU, Kind.TEAL, Kind.NGINX)).hasValue(0.5);
        assertThat(results.ratio(CPU, Kind.TEAL, Kind.HAPROXY)).isEmpty();
        assertThat(results.kinds(CPU)).containsExactly(Kind.TEAL, Kind.NGINX);
    }

    @Test
    void goalsAreMetAtTheirLimit() {
        round(10, 20);

        Goal half = Goal.atMost(CPU, 0.5, Kind.NGINX);
        assertThat(half.reached(results)).hasValue(0.5);
        assertThat(half.decide(results, true)).isEqualTo(Decision.MET);
        assertThat(half.text()).isEqualTo("<= 0.5 x nginx");
        assertThat(Goal.atMost(CPU, 0.49, Kind.NGINX).decide(results, true)).isEqualTo(Decision.NOT_MET);
        assertThat(Goal.atLeast(CPU, 0.5, Kind.NGINX).decide(results, true)).isEqualTo(Decision.MET);
        assertThat(Goal.atLeast(CPU, 0.51, Kind.NGINX).decide(results, true)).isEqualTo(Decision.NOT_MET);
        Goal itself = Goal.atMost(CPU, 1000);
        assertThat(itself.reached(results)).hasValue(10);
        assertThat(itself.text()).isEqualTo("<= 1000");
        assertThat(Goal.atMost("something else", 1).decide(results, true)).isEqualTo(Decision.NOT_MEASURED);
    }

    @Test
    void roundsThatDisagreeDecideNothing() {
        Goal goal = Goal.atMost(CPU, 1, Kind.NGINX);
        round(10, 20);
        round(10, 20);
        round(30, 20);

        assertThat(goal.reached(results)).hasValue(0.5);
        assertThat(goal.decide(results, true)).isEqualTo(Decision.NOT_DECIDED);

        round(10, 20);
        round(10, 20);

        assertThat(goal.decide(results, true)).as("one of five").isEqualTo(Decision.MET);
        assertThat(goal.decide(results, false)).as("a busy machine").isEqualTo(Decision.NOT_DECIDED);
    }

    @Test
    void differencesHaveNoRatio() {
        round(-1, 20);
        round(10, 20);

        assertThat(results.ratio(CPU, Kind.TEAL, Kind.NGINX)).isEmpty();
        assertThat(Goal.atMost(CPU, 1, Kind.NGINX).decide(results, true)).isEqualTo(Decision.NOT_MEASURED);
    }

    @Test
    void whatMustNotHappenIsDecidedByOneRound() {
        Goal goal = Goal.never(CPU);
        round(0, 20);
        round(0, 20);
        assertThat(goal.decide(results, false)).isEqualTo(Decision.MET);

        round(3, 20);

        assertThat(goal.reached(results)).hasValue(3);
        assertThat(goal.decide(results, false)).isEqualTo(Decision.NOT_MET);
        assertThat(goal.text()).isEqualTo("never above 0");
    }

    @Test
    void whatMustNotHappenIsAFailureOfItsRow() {
        results.add(new Figure("failed requests", Kind.TEAL, 0));
        results.add(new Figure("failed requests", Kind.TEAL, 1));
        Outcome outcome = new Outcome(Rows.named(List.of("switch"), false).getFirst(), results, 0, "");

        assertThat(outcome.failure()).isEqualTo("failed requests");
        assertThat(Report.table(outcome)).contains("never above 0 |", " not met |", "FAILED: failed requests");
    }

    @Test
    void theTableTellsAll() {
        round(10, 20);
        results.add(new Figure("requests/s", Kind.TEAL, 2000));
        results.add(new Figure("requests/s", Kind.NGINX, 1000));
        Outcome outcome = new Outcome(Rows.named(List.of("cpu"), false).getFirst(), results, 7, "wrong answers");

        assertThat(Report.table(outcome))
                .contains("|     CPU us |  Teal |   10.0 |   10.0 |    10.0 |    0.50 |         - |")
                .contains("|     CPU us | nginx |   20.0 |   20.0 |    20.0 |         |         - |")
                .contains("not measured", "not decided")
                .contains("Other work took 7 % of all processors")
                .contains("FAILED: wrong answers");
    }

    @Test
    void figuresHaveThreeDigits() {
        assertThat(Report.number(OptionalDouble.of(12345.6))).isEqualTo("12346");
        assertThat(Report.number(OptionalDouble.of(12.345))).isEqualTo("12.3");
        assertThat(Report.number(OptionalDouble.of(1.2345))).isEqualTo("1.23");
        assertThat(Report.number(OptionalDouble.of(Double.NaN))).isEqualTo("-");
        assertThat(Report.number(OptionalDouble.empty())).isEqualTo("-");
    }

    private void round(double teal, double nginx) {
        results.add(new Figure(CPU, Kind.TEAL, teal));
        results.add(new Figure(CPU, Kind.NGINX, nginx));
    }
}
