package io.teal.admin.compare;

import io.teal.gateway.ask.Shadowed;
import io.teal.gateway.ask.Shadowed.Mean;
import io.teal.gateway.ask.Shadowed.Measure;
import io.teal.gateway.colour.ColourFigures;
import io.teal.gateway.colour.Interval;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one colour answered in the shadow, to questions that clients had asked of another one.
 *
 * @param figures what was counted of its answers
 * @param measures how they compare with those that clients got, by this gateway alone, of pairs that are both good and whole
 */
public record InShadow(ColourFigures figures, Map<Measure, Mean> measures) {
    /** So many pairs are needed before anything is said of them. */
    static final long LEAST = 30;

    public InShadow {
        measures = measures.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(measures));
    }

    /** Of what was counted, and what this gateway has compared, if it has. */
    public static InShadow of(ColourFigures figures, @Nullable Shadowed compared) {
        return new InShadow(figures, compared == null ? Map.of() : compared.measures());
    }

    /** How many pairs have a measure. */
    public long pairs(Measure measure) {
        return measures.getOrDefault(measure, Mean.NONE).count();
    }

    /** A score from 0 to 1, or how many times as long or as late the answers are: the geometric mean. */
    public Interval of(Measure measure) {
        Mean mean = measures.getOrDefault(measure, Mean.NONE);
        Interval seen = Interval.mean(mean.count(), mean.sum(), mean.squares());
        return measure.score() || mean.count() == 0
                ? seen
                : new Interval(Math.exp(seen.value()), Math.exp(seen.low()), Math.exp(seen.high()));
    }

    /** All in a sentence; empty when it was asked nothing. */
    public String summary(String upstream) {
        if (figures.judged() == 0) {
            return "";
        }
        Interval failures = Interval.share(figures.failed(), figures.judged());
        List<String> parts = new ArrayList<>();
        parts.add("fails %d of %d (%s to %s %%)"
                .formatted(figures.failed(), figures.judged(), percent(failures.low()), percent(failures.high())));
        long pairs = measures.values().stream().mapToLong(Mean::count).max().orElse(0);
        if (pairs < LEAST) {
            parts.add("its answers cannot be compared yet: %d of %d needed".formatted(pairs, LEAST));
        } else {
            add(parts, Measure.ROUGE_L, "says the same to %s by ROUGE-L");
            add(parts, Measure.DOCUMENTS, "refers to the same documents to %s");
            add(parts, Measure.LENGTH, "is %s times as long");
            add(parts, Measure.FIRST_TOKEN, "begins after %s times the time");
        }
        return "asked in the shadow, " + upstream + ' ' + String.join(", ", parts);
    }

    private void add(List<String> parts, Measure measure, String words) {
        if (pairs(measure) >= LEAST) {
            Interval of = of(measure);
            parts.add(words.formatted(
                    "%s (%s to %s)".formatted(number(of.value()), number(of.low()), number(of.high()))));
        }
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f", 100 * share);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
