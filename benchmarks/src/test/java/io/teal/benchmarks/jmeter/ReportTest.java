package io.teal.benchmarks.jmeter;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.benchmarks.load.Measured;
import io.teal.benchmarks.published.PublishedRow;
import io.teal.benchmarks.published.Row;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void bothProxiesStandSideBySideAndErrorsAreTold() {
        PublishedRow many = PublishedRow.ALL.getLast();

        assertThat(Report.table(List.of(new Row(many, measured(1510, 50), measured(1640, 0)))))
                .isEqualTo("""
                | users | nginx: requests/s | mean ms | p95 ms | errors % | Teal: requests/s | mean ms | p95 ms | errors % |
                |------:|------------------:|--------:|-------:|---------:|-----------------:|--------:|-------:|---------:|
                |   150 |              15.1 |     250 |    400 |     3.31 |             16.4 |     250 |    400 |     0.00 |

                errors of nginx at 150 users: 50 x status 500
                """);
    }

    @Test
    void withoutErrorsThereIsOnlyTheTable() {
        assertThat(Report.table(List.of(new Row(PublishedRow.ALL.getFirst(), measured(820, 0), measured(820, 0)))))
                .endsWith("|     0.00 |\n");
    }

    private static Measured measured(long requests, long errors) {
        return new Measured(
                150,
                Duration.ofSeconds(100),
                requests,
                Duration.ofMillis(250),
                Duration.ofMillis(400),
                errors,
                0,
                errors == 0 ? Map.of() : Map.of("status 500", errors));
    }
}
