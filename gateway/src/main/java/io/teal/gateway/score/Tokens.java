package io.teal.gateway.score;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cuts texts into what is compared. */
final class Tokens {
    private Tokens() {}

    /** Words in lower case, and characters of scripts that have no spaces between words; punctuation is left out. */
    static List<String> words(String text) {
        return cut(normal(text).toLowerCase(Locale.ROOT), false);
    }

    /** The same as they are written, with each punctuation mark. */
    static List<String> all(String text) {
        return cut(normal(text), true);
    }

    /** All characters but white space. */
    static int[] characters(String text) {
        return normal(text).codePoints().filter(c -> !blank(c)).toArray();
    }

    private static String normal(String text) {
        // One character may become several: it is cut again.
        return first(Normalizer.normalize(first(text), Normalizer.Form.NFKC));
    }

    private static String first(String text) {
        return text.length() <= Scores.LONGEST
                ? text
                : text.codePoints()
                        .limit(Scores.LONGEST)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    private static List<String> cut(String text, boolean punctuation) {
        List<String> tokens = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (inWord(c) && !alone(c)) {
                word.appendCodePoint(c);
                return;
            }
            end(word, tokens);
            if (alone(c) || (punctuation && !blank(c))) {
                tokens.add(Character.toString(c));
            }
        });
        end(word, tokens);
        return tokens;
    }

    private static void end(StringBuilder word, List<String> tokens) {
        if (!word.isEmpty()) {
            tokens.add(word.toString());
            word.setLength(0);
        }
    }

    private static boolean inWord(int c) {
        if (Character.isLetterOrDigit(c)) {
            return true;
        }
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }

    /** Whether a character is a token of its own: its script writes words without spaces between them. */
    private static boolean alone(int c) {
        UnicodeScript script = UnicodeScript.of(c);
        return Character.isLetterOrDigit(c)
                && (script == UnicodeScript.HAN
                        || script == UnicodeScript.HIRAGANA
                        || script == UnicodeScript.KATAKANA
                        || script == UnicodeScript.THAI
                        || script == UnicodeScript.LAO
                        || script == UnicodeScript.KHMER
                        || script == UnicodeScript.MYANMAR);
    }

    private static boolean blank(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
