package io.teal.benchmarks.race;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.benchmarks.contest.Kind;
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
        assertThat(half.met(0.5)).isTrue();
        assertThat(half.met(0.51)).isFalse();
        assertThat(half.text()).isEqualTo("<= 0.5 x nginx");
        Goal least = Goal.atLeast(CPU, 1, Kind.NGINX);
        assertThat(least.met(1)).isTrue();
        assertThat(least.met(0.99)).isFalse();
        Goal itself = Goal.atMost(CPU, 1000);
        assertThat(itself.reached(results)).hasValue(10);
        assertThat(itself.text()).isEqualTo("<= 1000");
        assertThat(Goal.atMost("something else", 1).reached(results)).isEmpty();
    }

    @Test
    void theTableTellsAll() {
        round(10, 20);
        Outcome outcome = new Outcome(Rows.named(List.of("cpu"), false).getFirst(), results, 7, "wrong answers");

        assertThat(Report.table(outcome))
                .contains("| CPU us |  Teal |   10.0 |   10.0 |    10.0 |    0.50 |         - |")
                .contains("| CPU us | nginx |   20.0 |   20.0 |    20.0 |         |         - |")
                .contains("not measured")
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
