package io.teal.admin.release.gate.question;

import io.teal.gateway.score.Scores;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A way to score an answer against reference answers, from 0 for nothing in common to 1 for the same. */
public enum Measure {
    /** The longest common subsequence. */
    ROUGE_L("rouge_l"),
    /** Common runs of one to four words. */
    BLEU("bleu"),
    /** Common runs of one to six characters. */
    CHRF("chrf");

    private static final Map<String, Measure> BY_WORD = Collections.unmodifiableMap(Arrays.stream(values())
            .collect(Collectors.toMap(Measure::word, measure -> measure, (one, other) -> one, LinkedHashMap::new)));

    private final String word;

    Measure(String word) {
        this.word = word;
    }

    /** The word for it in files and reports. */
    public String word() {
        return word;
    }

    /** All of them by their words. */
    public static Map<String, Measure> byWord() {
        return BY_WORD;
    }

    /**
     * The score of an answer. Takes some tens of milliseconds for long texts: nothing for an event loop.
     *
     * @param references at least one; where there are several, an answer may be near to any of them
     */
    public double of(String answer, List<String> references) {
        return switch (this) {
            case ROUGE_L -> Scores.rougeL(answer, references);
            case BLEU -> Scores.bleu(answer, references);
            case CHRF -> Scores.chrf(answer, references);
        };
    }
}
