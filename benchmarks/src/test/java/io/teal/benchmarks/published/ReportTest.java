package io.teal.benchmarks.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.teal.benchmarks.tool.MarkdownTable;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void aTableHasThePublishedFiguresBesideTheMeasuredOnes() {
        List<Row> rows = Figures.asPublished().subList(1, 3);

        assertThat(Report.table("nginx/1", rows, Row::nginx)).isEqualTo("""
                nginx/1

                | users | requests/s | mean ms | p95 ms | errors % | refused | published: requests/s | mean ms | p95 ms | errors % |
                |------:|-----------:|--------:|-------:|---------:|--------:|----------------------:|--------:|-------:|---------:|
                |    50 |       14.7 |     250 |    400 |     0.00 |       0 |                  14.7 |     510 |    820 |      0.0 |
                |   100 |       16.3 |     250 |    400 |     1.20 |       0 |                  16.3 |    1020 |   1650 |      1.2 |

                errors at 100 users: 196 x status 500
                """);
    }

    @Test
    void refusalsAreShownAndAreNoErrors() {
        assertThat(Report.table("teal", Figures.asPublished().subList(0, 1), Row::teal))
                .contains("|    20 |        8.2 |     250 |    400 |     0.00 |       3 |")
                .doesNotContain("errors at");
    }

    @Test
    void theVerdictIsALineForEachClaimAndOneForAll() {
        assertThat(Report.verdict(List.of(new Claim("a", true), new Claim("b", true))))
                .isEqualTo("PASS  a\nPASS  b\nPASS: all 2 claims\n");
        assertThat(Report.verdict(List.of(new Claim("a", true), new Claim("b", false))))
                .isEqualTo("PASS  a\nFAIL  b\nFAIL: 1 of 2 claims\n");
    }

    @Test
    void aRowHasACellForEachHeading() {
        MarkdownTable table = new MarkdownTable("a", "b");

        assertThatIllegalArgumentException().isThrownBy(() -> table.row("1")).withMessage("1 cells under 2 headings");
    }
}
