package io.teal.benchmarks.published;

import io.teal.benchmarks.load.Measured;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Results as a run could have them. */
final class Figures {
    private static final int WINDOW = 1000;

    private Figures() {}

    /** So many requests a second, and errors in so many of a thousand seconds' requests. */
    static Measured measured(int users, double perSecond, long errors, long refused) {
        return new Measured(
                users,
                Duration.ofSeconds(WINDOW),
                Math.round(perSecond * WINDOW),
                Duration.ofMillis(250),
                Duration.ofMillis(400),
                errors,
                refused,
                errors == 0 ? Map.of() : Map.of("status 500", errors));
    }

    /** nginx as it was published; Teal without errors at the same speed, and 16.3 at the end. */
    static List<Row> asPublished() {
        List<Row> rows = new ArrayList<>();
        for (PublishedRow row : PublishedRow.ALL) {
            long errors = Math.round(row.perSecond() * WINDOW * row.errorPercent() / 100);
            rows.add(new Row(
                    row,
                    measured(row.users(), row.perSecond(), errors, 0),
                    measured(row.users(), row.users() == 150 ? 16.3 : row.perSecond(), 0, 3)));
        }
        return rows;
    }

    static List<Row> withNginx(int users, double perSecond, long errors) {
        return asPublished().stream()
                .map(row -> row.users() == users
                        ? new Row(row.published(), measured(users, perSecond, errors, 0), row.teal())
                        : row)
                .toList();
    }

    static List<Row> withTeal(int users, double perSecond, long errors) {
        return asPublished().stream()
                .map(row -> row.users() == users
                        ? new Row(row.published(), row.nginx(), measured(users, perSecond, errors, 0))
                        : row)
                .toList();
    }
}
