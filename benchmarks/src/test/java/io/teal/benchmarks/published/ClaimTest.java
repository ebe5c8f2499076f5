package io.teal.benchmarks.published;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimTest {
    @Test
    void allHoldForTheFiguresHopedFor() {
        List<Claim> claims = Claim.of(Figures.asPublished());

        assertThat(claims).hasSize(11).allMatch(Claim::holds);
        assertThat(claims)
                .extracting(Claim::text)
                .contains(
                        "fit: nginx at 20 users does 8.2 requests/s, published 8.2, within 15 %",
                        "fit: nginx at 100 users has errors, 1.20 %, published 1.2 %",
                        "Teal at 150 users has fewer errors than nginx, 0.00 % and 6.80 %",
                        "Teal at 150 users does no less than nginx, 16.3 and 15.1 requests/s");
    }

    @Test
    void theFitEndsAtTheTolerance() {
        assertThat(broken(Figures.withNginx(50, 14.7 * 1.149, 0))).isEmpty();
        assertThat(broken(Figures.withNginx(50, 14.7 * 0.851, 0))).isEmpty();
        assertThat(broken(Figures.withNginx(50, 14.7 * 1.151, 0)))
                .singleElement()
                .asString()
                .contains("at 50 users");
        assertThat(broken(Figures.withNginx(50, 14.7 * 0.849, 0)))
                .singleElement()
                .asString()
                .contains("at 50 users");
    }

    @Test
    void aModelWithoutErrorsIsNoFitAndTealCannotWinByIt() {
        assertThat(broken(Figures.withNginx(100, 16.3, 0)))
                .containsExactly(
                        "fit: nginx at 100 users has errors, 0.00 %, published 1.2 %",
                        "Teal at 100 users has fewer errors than nginx, 0.00 % and 0.00 %");
    }

    @Test
    void oneUnexpectedErrorIsTooMuch() {
        assertThat(broken(Figures.withTeal(20, 8.2, 1)))
                .containsExactly("Teal has no error that its clients were not told to expect, 1 in 55500 requests");
    }

    @Test
    void throughputMustNotFall() {
        assertThat(broken(Figures.withTeal(150, 16.3 * 0.971, 0))).isEmpty();
        assertThat(broken(Figures.withTeal(150, 16.3 * 0.969, 0)))
                .containsExactly(
                        "Teal at 150 users does at least 0.97 times what it does at 100, 15.8 and 16.3 requests/s");
        assertThat(broken(Figures.withTeal(150, 15.0, 0))).hasSize(2);
    }

    @Test
    void aProxyThatAnswersNothingHasNotWon() {
        List<Row> rows = Figures.asPublished().stream()
                .map(row -> new Row(row.published(), row.nginx(), Figures.measured(row.users(), 0, 0, 0)))
                .toList();

        assertThat(broken(rows)).hasSize(3);
    }

    private static List<String> broken(List<Row> rows) {
        return Claim.of(rows).stream()
                .filter(claim -> !claim.holds())
                .map(Claim::text)
                .toList();
    }
}
