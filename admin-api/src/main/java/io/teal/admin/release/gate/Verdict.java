package io.teal.admin.release.gate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What came of asking. */
public enum Verdict {
    /** It is as it must be. */
    PASS,
    /** It is not. */
    FAIL,
    /** Nothing was learned, so that nobody can say. */
    INCONCLUSIVE;

    private static final Map<String, Verdict> BY_WORD;

    static {
        Map<String, Verdict> words = new LinkedHashMap<>();
        for (Verdict verdict : values()) {
            words.put(verdict.word(), verdict);
        }
        BY_WORD = Collections.unmodifiableMap(words);
    }

    /** The word for it in reports: {@code pass}, {@code fail}, {@code inconclusive}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All of them by their words. */
    public static Map<String, Verdict> byWord() {
        return BY_WORD;
    }

    /** Of two that must both be good: a failure, else a doubt, else a pass. */
    Verdict and(Verdict other) {
        if (this == FAIL || other == FAIL) {
            return FAIL;
        }
        return this == INCONCLUSIVE || other == INCONCLUSIVE ? INCONCLUSIVE : PASS;
    }
}
