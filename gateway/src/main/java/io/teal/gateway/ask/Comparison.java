package io.teal.gateway.ask;

import io.teal.gateway.ask.Shadowed.Measure;
import io.teal.gateway.replay.Transcript;
import io.teal.gateway.score.Scores;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares two answers to one question. Takes milliseconds, so it is not for event loops. */
final class Comparison {
    private static final int MOST_TEXT = 16 << 10;

    private Comparison() {}

    /** What can be said; nothing unless both answers are good and whole. */
    static Map<Measure, Double> of(Heard given, Heard shadow) {
        Map<Measure, Double> measures = new EnumMap<>(Measure.class);
        if (!given.outcome().good() || !shadow.outcome().good() || given.cut() || shadow.cut()) {
            return measures;
        }
        Transcript one = Transcript.of(given.bytes(), given.events(), MOST_TEXT);
        Transcript other = Transcript.of(shadow.bytes(), shadow.events(), MOST_TEXT);
        if (one.text().isBlank() || other.text().isBlank()) {
            return measures;
        }
        Double unusedRouge = measures.put(Measure.ROUGE_L, Scores.rougeL(other.text(), one.text()));
        Double unusedChrf = measures.put(Measure.CHRF, Scores.chrf(other.text(), one.text()));
        if (!one.cut() && !other.cut()) {
            Double unused = measures.put(
                    Measure.LENGTH,
                    Math.log((double) other.text().length() / one.text().length()));
        }
        if (!one.documents().isEmpty() || !other.documents().isEmpty()) {
            Double unused = measures.put(Measure.DOCUMENTS, overlap(one.documents(), other.documents()));
        }
        if (given.firstTokenNanos() > 0 && shadow.firstTokenNanos() > 0) {
            Double unused = measures.put(
                    Measure.FIRST_TOKEN, Math.log((double) shadow.firstTokenNanos() / given.firstTokenNanos()));
        }
        return measures;
    }

    private static double overlap(List<String> one, List<String> other) {
        Set<String> either = new HashSet<>(one);
        boolean unused = either.addAll(other);
        Set<String> both = new HashSet<>(one);
        boolean unusedToo = both.retainAll(new HashSet<>(other));
        return (double) both.size() / either.size();
    }
}
