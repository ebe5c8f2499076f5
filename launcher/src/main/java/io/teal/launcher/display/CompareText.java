package io.teal.launcher.display;

import io.teal.launcher.client.reply.CompareReply;
import io.teal.launcher.client.reply.CompareReply.Colour;
import io.teal.launcher.client.reply.CompareReply.Figure;
import io.teal.launcher.client.reply.CompareReply.Finding;
import io.teal.launcher.client.reply.CompareReply.Quantiles;
import io.teal.launcher.client.reply.CompareReply.Shadow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
            row(table, reply, "in the shadow: failed", CompareText::failed);
            row(table, reply, "compared by", one -> shadow(one, shadow -> shadow.gateway() + " alone"));
            row(table, reply, "asked", one -> shadow(one, CompareText::asked));
            row(table, reply, "ended otherwise", one -> shadow(one, CompareText::otherwise));
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
        return shadow != null
                && (shadow.judged() > 0
                        || shadow.sent() > 0
                        || !shadow.skipped().isEmpty());
    }

    private static String shadow(Colour colour, Function<Shadow, String> cell) {
        Shadow shadow = colour.shadow();
        return shadow == null || !shadowed(colour) ? NONE : cell.apply(shadow);
    }

    private static String failed(Colour colour) {
        return shadow(colour, one -> one.judged() == 0 ? NONE : one.failed() + " of " + one.judged());
    }

    /** {@code 120, not asked: 3 busy}. */
    private static String asked(Shadow shadow) {
        return shadow.sent() + (shadow.skipped().isEmpty() ? "" : ", not asked: " + counts(shadow.skipped()));
    }

    /** {@code 3 of 117: 2 ok/empty, 1 ok/broken}, the client's first. */
    private static String otherwise(Shadow shadow) {
        if (shadow.pairs() == 0) {
            return NONE;
        }
        Map<String, Long> ends = new LinkedHashMap<>();
        shadow.otherwise().forEach(one -> ends.put(one.given() + "/" + one.shadow(), one.count()));
        long sum = ends.values().stream().mapToLong(Long::longValue).sum();
        return sum + " of " + shadow.pairs() + (ends.isEmpty() ? "" : ": " + counts(ends));
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
        return colour.outcomes().isEmpty() ? NONE : counts(colour.outcomes());
    }

    private static String counts(Map<String, Long> counted) {
        List<String> words = new ArrayList<>();
        counted.forEach((word, count) -> words.add(count + " " + word));
        return String.join(", ", words);
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
