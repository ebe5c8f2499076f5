package io.teal.admin.release.gate;

import io.teal.admin.release.gate.question.Measure;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One asking of a question, judged.
 *
 * @param verdict what came of it
 * @param reasons why, in sentences; empty when it passed
 * @param reply of the new colour
 * @param other reply of the other colour; null when it was not asked
 * @param scores against the reference; empty when there is none
 */
public record Attempt(
        Verdict verdict,
        List<String> reasons,
        Reply reply,
        @Nullable Reply other,
        Map<Measure, Double> scores) {
    public Attempt {
        reasons = List.copyOf(reasons);
        EnumMap<Measure, Double> ordered = new EnumMap<>(Measure.class);
        ordered.putAll(scores);
        scores = Collections.unmodifiableMap(ordered);
    }

    /** The same as it is shown and kept, with no more of each text than this. */
    Attempt shown(int most) {
        return new Attempt(
                verdict,
                Excerpt.sentences(reasons),
                reply.shown(most),
                other == null ? null : other.shown(most),
                scores);
    }
}
