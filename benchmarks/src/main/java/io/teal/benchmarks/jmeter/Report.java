package io.teal.benchmarks.jmeter;

import io.teal.benchmarks.load.Measured;
import io.teal.benchmarks.published.Row;
import io.teal.benchmarks.tool.MarkdownTable;
import java.util.List;
import java.util.Locale;

/** What JMeter measured, for people: a table with both proxies side by side, and below it what the errors were. */
final class Report {
    private Report() {}

    static String table(List<Row> rows) {
        MarkdownTable table = new MarkdownTable(
                "users",
                "nginx: requests/s",
                "mean ms",
                "p95 ms",
                "errors %",
                "Teal: requests/s",
                "mean ms",
                "p95 ms",
                "errors %");
        StringBuilder errors = new StringBuilder();
        for (Row row : rows) {
            Measured nginx = row.nginx();
            Measured teal = row.teal();
            table.row(
                    Integer.toString(row.users()),
                    decimal("%.1f", nginx.perSecond()),
                    Long.toString(nginx.mean().toMillis()),
                    Long.toString(nginx.p95().toMillis()),
                    decimal("%.2f", nginx.errorPercent()),
                    decimal("%.1f", teal.perSecond()),
                    Long.toString(teal.mean().toMillis()),
                    Long.toString(teal.p95().toMillis()),
                    decimal("%.2f", teal.errorPercent()));
            errors.append(errors("nginx", nginx)).append(errors("Teal", teal));
        }
        return table + (errors.isEmpty() ? "" : "\n" + errors);
    }

    private static String errors(String proxy, Measured measured) {
        return measured.errors() == 0
                ? ""
                : "errors of " + proxy + " at " + measured.users() + " users: " + measured.failureText() + "\n";
    }

    private static String decimal(String format, double figure) {
        return String.format(Locale.ROOT, format, figure);
    }
}
