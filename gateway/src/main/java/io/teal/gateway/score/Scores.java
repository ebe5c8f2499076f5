package io.teal.gateway.score;

import java.util.List;

/**
 * Three scores of a text against what it should say: 1 for the same, 0 for nothing in common. None understands what is said; they
 * see whether it is put alike. Texts are compared in Unicode form NFKC, so that full and half width are the same, and by their
 * first {@value #LONGEST} characters. Pure functions; the longest texts take some tens of milliseconds, too long for an event
 * loop.
 */
public final class Scores {
    /** So many characters of a text are looked at. */
    public static final int LONGEST = 4_000;

    private Scores() {}

    /**
     * ROUGE-L (Lin 2004): the F1 of the longest common subsequence of words, in upper or lower case, without punctuation. Words
     * may have others between them, but not another order.
     */
    public static double rougeL(String candidate, String reference) {
        return RougeL.of(Tokens.words(candidate), Tokens.words(reference)).f1();
    }

    /** ROUGE-L with the reference that is nearest. */
    public static double rougeL(String candidate, List<String> references) {
        return references.stream()
                .mapToDouble(reference -> rougeL(candidate, reference))
                .max()
                .orElse(0);
    }

    /**
     * BLEU-4 (Papineni 2002) of one text: the geometric mean of how many of its runs of one to four words stand in the reference,
     * less for a text that is shorter. Punctuation counts as words. A length of runs without a hit counts as half of one hit, the
     * next one as a quarter, so that one missing length does not make it 0 (method 3 of Chen and Cherry 2014); runs longer than the
     * text are left out.
     */
    public static double bleu(String candidate, String reference) {
        return bleu(candidate, List.of(reference));
    }

    /** BLEU-4 with several references, any of which may have a run; the length is compared with that of the nearest length. */
    public static double bleu(String candidate, List<String> references) {
        return Bleu.of(
                Tokens.all(candidate), references.stream().map(Tokens::all).toList());
    }

    /**
     * chrF (Popović 2015): the F-score of runs of one to six characters, spaces left out, with recall twice as important as
     * precision. Forgives endings and small slips, and needs no words.
     */
    public static double chrf(String candidate, String reference) {
        return Chrf.of(candidate, reference, 2);
    }

    /** chrF with the reference that is nearest. */
    public static double chrf(String candidate, List<String> references) {
        return references.stream()
                .mapToDouble(reference -> chrf(candidate, reference))
                .max()
                .orElse(0);
    }
}
