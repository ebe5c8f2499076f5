package io.teal.admin.compare;

import io.teal.gateway.ask.Shadowed;
import io.teal.gateway.ask.Shadowed.Mean;
import io.teal.gateway.ask.Shadowed.Measure;
import io.teal.gateway.ask.Shadowed.Pair;
import io.teal.gateway.ask.Shadowed.Skip;
import io.teal.gateway.colour.ColourFigures;
import io.teal.gateway.colour.Interval;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one colour answered in the shadow, to questions that clients had asked of another one. All but the figures is what this
 * gateway alone has seen.
 *
 * @param figures what was counted of its answers
 * @param sent questions that it was asked
 * @param skipped questions that were drawn for it and not asked, by the reason
 * @param ends pairs of answers, by how the client's and how the shadow ended
 * @param measures how they compare with those that clients got, of pairs that are both good and whole
 */
public record InShadow(
        ColourFigures figures, long sent, Map<Skip, Long> skipped, Map<Pair, Long> ends, Map<Measure, Mean> measures) {
    /** So many pairs are needed before anything is said of them. */
    static final long LEAST = 30;

    /** So many times as late, or as soon, is a difference that matters. */
    private static final double MATTERS = 1.2;

    public InShadow {
        skipped = skipped.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(skipped));
        ends = Map.copyOf(ends);
        measures = measures.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(measures));
    }

    /**
     * Pairs of which the shadow ended otherwise than the client's answer.
     *
     * @param given how the client's answer ended, in a word
     * @param shadow how the shadow did
     * @param count how many they are
     */
    public record Otherwise(String given, String shadow, long count) {}

    /** Of what was counted, and what this gateway has compared, if it has. */
    public static InShadow of(ColourFigures figures, @Nullable Shadowed compared) {
        return compared == null
                ? new InShadow(figures, 0, Map.of(), Map.of(), Map.of())
                : new InShadow(figures, compared.sent(), compared.skipped(), compared.pairs(), compared.measures());
    }

    /** How many pairs of answers there are. */
    public long pairs() {
        return ends.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many pairs have a measure. */
    public long pairs(Measure measure) {
        return measures.getOrDefault(measure, Mean.NONE).count();
    }

    /** Which pairs did not end alike, by the words that clients are told; the most frequent first. */
    public List<Otherwise> otherwise() {
        Map<String, Otherwise> found = new TreeMap<>();
        ends.forEach((pair, count) -> {
            String given = pair.given().word();
            String shadow = pair.shadow().word();
            if (!given.equals(shadow)) {
                Otherwise unused = found.merge(
                        given + ' ' + shadow,
                        new Otherwise(given, shadow, count),
                        (one, other) -> new Otherwise(given, shadow, one.count() + other.count()));
            }
        });
        return found.values().stream()
                .sorted(Comparator.comparingLong(Otherwise::count).reversed())
                .toList();
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
        long otherwise = otherwise().stream().mapToLong(Otherwise::count).sum();
        if (otherwise > 0) {
            parts.add("ends otherwise than what clients got in %d of %d".formatted(otherwise, pairs()));
        }
        long good = measures.values().stream().mapToLong(Mean::count).max().orElse(0);
        if (good < LEAST) {
            parts.add("its answers cannot be compared yet: %d of %d needed".formatted(good, LEAST));
        } else {
            add(parts, Measure.ROUGE_L, "says the same to %s by ROUGE-L");
            add(parts, Measure.DOCUMENTS, "refers to the same documents to %s");
            add(parts, Measure.LENGTH, "is %s times as long");
            if (pairs(Measure.FIRST_TOKEN) > 0) {
                parts.add(firstTokens());
            }
        }
        return "asked in the shadow, " + upstream + ' ' + String.join(", ", parts);
    }

    private void add(List<String> parts, Measure measure, String words) {
        if (pairs(measure) >= LEAST) {
            parts.add(words.formatted(text(of(measure))));
        }
    }

    /** Whether they come later than those that clients got to the same questions. */
    private String firstTokens() {
        Mean mean = measures.getOrDefault(Measure.FIRST_TOKEN, Mean.NONE);
        Interval times = of(Measure.FIRST_TOKEN);
        boolean enough = mean.count() >= LEAST;
        if (enough && (times.low() > 1 || times.high() < 1)) {
            return "begins %s: after %s times the time".formatted(times.low() > 1 ? "later" : "sooner", text(times));
        }
        if (enough && times.low() > 1 / MATTERS && times.high() < MATTERS) {
            return "begins as soon: after %s times the time".formatted(text(times));
        }
        return "whether it begins later cannot be seen yet: %d of about %d needed"
                .formatted(mean.count(), Finding.rounded(needed(mean)));
    }

    /** For the difference that is seen, or the smallest that matters when it is less than that. */
    private static long needed(Mean mean) {
        if (mean.count() < LEAST) {
            return LEAST;
        }
        Interval seen = Interval.mean(mean.count(), mean.sum(), mean.squares());
        double sought = Math.max(Math.abs(seen.value()), Math.log(MATTERS));
        return Math.max(mean.count() + 1, Interval.needed(seen, mean.count(), sought));
    }

    private static String text(Interval of) {
        return "%s (%s to %s)".formatted(number(of.value()), number(of.low()), number(of.high()));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f", 100 * share);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
