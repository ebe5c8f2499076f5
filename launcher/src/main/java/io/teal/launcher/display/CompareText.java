package io.teal.launcher.display;

import io.teal.launcher.client.reply.CompareReply;
import io.teal.launcher.client.reply.CompareReply.Colour;
import io.teal.launcher.client.reply.CompareReply.Figure;
import io.teal.launcher.client.reply.CompareReply.Finding;
import io.teal.launcher.client.reply.CompareReply.Quantiles;
import io.teal.launcher.client.reply.CompareReply.Shadow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A comparison of colours in words: the sentence, the figures beside each other, and what each of them says. */
public final class CompareText {
    private static final String NONE = "-";

    private CompareText() {}

    /** All of it. */
    public static String of(CompareReply reply) {
        List<String> lines = new ArrayList<>();
        lines.add(reply.summary());
        lines.add("");
        lines.add(table(reply).toString());
        if (!reply.findings().isEmpty()) {
            lines.add("");
            Table findings =
                    new Table("COLOUR", "FIGURE", "BESIDE " + reply.base().toUpperCase(Locale.ROOT));
            for (Finding one : reply.findings()) {
                findings.row(one.upstream(), one.figure().replace('_', ' '), one.text());
            }
            lines.add(findings.toString());
        }
        return String.join(System.lineSeparator(), lines);
    }

    private static Table table(CompareReply reply) {
        List<String> headings = new ArrayList<>();
        headings.add("");
        reply.upstreams().forEach(one -> headings.add(one.upstream().toUpperCase(Locale.ROOT)));
        Table table = new Table(headings.toArray(String[]::new));
        row(table, reply, "weight", one -> Integer.toString(one.weight()));
        row(table, reply, "requests", one -> Long.toString(one.requests()));
        row(table, reply, "outcomes", CompareText::outcomes);
        row(table, reply, "failed", one -> text(one.failures(), 100, " %", one.judged()));
        row(table, reply, "first token p50", one -> time(one.firstToken(), Quantiles::p50));
        row(table, reply, "first token p95", one -> time(one.firstToken(), Quantiles::p95));
        row(table, reply, "first token p99", one -> time(one.firstToken(), Quantiles::p99));
        row(table, reply, "total p50", one -> time(one.total(), Quantiles::p50));
        row(table, reply, "total p95", one -> time(one.total(), Quantiles::p95));
        row(table, reply, "total p99", one -> time(one.total(), Quantiles::p99));
        row(table, reply, "tokens a second", one -> text(one.tokensPerSecond(), 1, "", count(one.tokensPerSecond())));
        row(table, reply, "characters", one -> text(one.length(), 1, "", count(one.length())));
        row(table, reply, "rating", one -> text(one.ratings(), 1, "", count(one.ratings())));
        if (reply.upstreams().stream().anyMatch(CompareText::shadowed)) {
            row(table, reply, "in the shadow: failed", CompareText::shadow);
            row(table, reply, "rouge-l", one -> compared(one, "rouge_l"));
            row(table, reply, "chrf", one -> compared(one, "chrf"));
            row(table, reply, "documents", one -> compared(one, "documents"));
            row(table, reply, "times as long", one -> compared(one, "length"));
            row(table, reply, "times as late", one -> compared(one, "first_token"));
        }
        return table;
    }

    private static boolean shadowed(Colour colour) {
        Shadow shadow = colour.shadow();
        return shadow != null && shadow.judged() > 0;
    }

    private static String shadow(Colour colour) {
        Shadow shadow = colour.shadow();
        return shadow == null || shadow.judged() == 0 ? NONE : shadow.failed() + " of " + shadow.judged();
    }

    private static String compared(Colour colour, String measure) {
        Shadow shadow = colour.shadow();
        Figure figure = shadow == null ? null : shadow.compared().get(measure);
        return text(figure, 1, "", count(figure));
    }

    private static void row(Table table, CompareReply reply, String name, Function<Colour, String> cell) {
        List<String> cells = new ArrayList<>();
        cells.add(name);
        reply.upstreams().forEach(one -> cells.add(cell.apply(one)));
        table.row(cells.toArray(String[]::new));
    }

    private static String outcomes(Colour colour) {
        List<String> words = new ArrayList<>();
        colour.outcomes().forEach((word, count) -> words.add(count + " " + word));
        return words.isEmpty() ? NONE : String.join(", ", words);
    }

    private static long count(@Nullable Figure figure) {
        return figure == null ? 0 : figure.count();
    }

    private static String time(@Nullable Quantiles times, Function<Quantiles, @Nullable Figure> which) {
        return times == null ? NONE : text(which.apply(times), 1, " s", times.count());
    }

    /** {@code 3.1 % (2.2 to 4.4)}; a bound that is not known is a question mark. */
    private static String text(@Nullable Figure figure, double times, String unit, long count) {
        if (figure == null || count == 0) {
            return NONE;
        }
        return number(figure.value() * times) + unit + " (" + bound(figure.low(), times) + " to "
                + bound(figure.high(), times) + ")";
    }

    private static String bound(@Nullable Double bound, double times) {
        return bound == null ? "?" : number(bound * times);
    }

    private static String number(double value) {
        double size = Math.abs(value);
        String digits = size >= 100 || size == 0 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, digits, value);
    }
}
