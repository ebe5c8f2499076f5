package io.teal.benchmarks.published;

import io.teal.benchmarks.load.Measured;
import io.teal.benchmarks.tool.MarkdownTable;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** What the comparison says to people: a table for each proxy, the published figures beside, and the claims. */
final class Report {
    private Report() {}

    /** The table of one proxy; below it what its errors were. */
    static String table(String title, List<Row> rows, Function<Row, Measured> side) {
        MarkdownTable table = new MarkdownTable(
                "users",
                "requests/s",
                "mean ms",
                "p95 ms",
                "errors %",
                "refused",
                "published: requests/s",
                "mean ms",
                "p95 ms",
                "errors %");
        StringBuilder failures = new StringBuilder();
        for (Row row : rows) {
            Measured measured = side.apply(row);
            PublishedRow published = row.published();
            table.row(
                    Integer.toString(row.users()),
                    decimal("%.1f", measured.perSecond()),
                    Long.toString(measured.mean().toMillis()),
                    Long.toString(measured.p95().toMillis()),
                    decimal("%.2f", measured.errorPercent()),
                    Long.toString(measured.refused()),
                    decimal("%.1f", published.perSecond()),
                    Integer.toString(published.mean()),
                    Integer.toString(published.p95()),
                    decimal("%.1f", published.errorPercent()));
            if (measured.errors() > 0) {
                failures.append("errors at ")
                        .append(row.users())
                        .append(" users: ")
                        .append(measured.failureText())
                        .append('\n');
            }
        }
        return title + "\n\n" + table + (failures.isEmpty() ? "" : "\n" + failures);
    }

    /** A line for each claim, and one for all. */
    static String verdict(List<Claim> claims) {
        StringBuilder text = new StringBuilder();
        for (Claim claim : claims) {
            text.append(claim.holds() ? "PASS  " : "FAIL  ")
                    .append(claim.text())
                    .append('\n');
        }
        long failed = claims.stream().filter(claim -> !claim.holds()).count();
        return text.append(failed == 0 ? "PASS: all " + claims.size() : "FAIL: " + failed + " of " + claims.size())
                .append(" claims")
                .append('\n')
                .toString();
    }

    private static String decimal(String format, double figure) {
        return String.format(Locale.ROOT, format, figure);
    }
}
