package io.teal.benchmarks.published;

import com.google.errorprone.annotations.FormatMethod;
import io.teal.benchmarks.load.Measured;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One thing the comparison is to show.
 *
 * @param text what is claimed, with the figures that decide it
 */
record Claim(String text, boolean holds) {
    /** How far nginx's throughput may be from the published one, as a share of that. */
    private static final double TOLERANCE = 0.15;
    /** What is left of the throughput of users who are just too many when more come. */
    private static final double STEADY = 0.97;

    /** All claims about these rows, which have more and more users. */
    static List<Claim> of(List<Row> rows) {
        List<Claim> claims = new ArrayList<>();
        rows.forEach(row -> claims.add(fit(row)));
        List<Row> overloaded =
                rows.stream().filter(row -> row.published().overloaded()).toList();
        overloaded.forEach(row -> claims.add(failing(row)));
        overloaded.forEach(row -> claims.add(fewerErrors(row)));
        claims.add(nothingUnexpected(rows));
        Row last = rows.getLast();
        claims.add(steady(overloaded.getFirst(), last));
        claims.add(faster(last));
        return List.copyOf(claims);
    }

    private static Claim fit(Row row) {
        double published = row.published().perSecond();
        double measured = row.nginx().perSecond();
        return new Claim(
                text(
                        "fit: nginx at %d users does %.1f requests/s, published %.1f, within %.0f %%",
                        row.users(), measured, published, TOLERANCE * 100),
                Math.abs(measured - published) <= TOLERANCE * published);
    }

    private static Claim failing(Row row) {
        return new Claim(
                text(
                        "fit: nginx at %d users has errors, %.2f %%, published %.1f %%",
                        row.users(), row.nginx().errorPercent(), row.published().errorPercent()),
                row.nginx().errors() > 0);
    }

    private static Claim fewerErrors(Row row) {
        return new Claim(
                text(
                        "Teal at %d users has fewer errors than nginx, %.2f %% and %.2f %%",
                        row.users(), row.teal().errorPercent(), row.nginx().errorPercent()),
                row.teal().errorPercent() < row.nginx().errorPercent());
    }

    private static Claim nothingUnexpected(List<Row> rows) {
        long errors = rows.stream().map(Row::teal).mapToLong(Measured::errors).sum();
        long requests =
                rows.stream().map(Row::teal).mapToLong(Measured::requests).sum();
        return new Claim(
                text("Teal has no error that its clients were not told to expect, %d in %d requests", errors, requests),
                errors == 0 && requests > 0);
    }

    private static Claim steady(Row first, Row last) {
        double before = first.teal().perSecond();
        double after = last.teal().perSecond();
        return new Claim(
                text(
                        "Teal at %d users does at least %.2f times what it does at %d, %.1f and %.1f requests/s",
                        last.users(), STEADY, first.users(), after, before),
                after > 0 && after >= STEADY * before);
    }

    private static Claim faster(Row last) {
        return new Claim(
                text(
                        "Teal at %d users does no less than nginx, %.1f and %.1f requests/s",
                        last.users(), last.teal().perSecond(), last.nginx().perSecond()),
                last.teal().perSecond() >= last.nginx().perSecond());
    }

    @FormatMethod
    private static String text(String format, Object... figures) {
        return String.format(Locale.ROOT, format, figures);
    }
}
