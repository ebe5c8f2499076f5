package io.teal.admin.release.gate;

import java.util.List;

/** The beginnings of texts. */
final class Excerpt {
    private static final int MOST_SENTENCES = 5;
    private static final int LONGEST_SENTENCE = 200;
    private static final char REPLACEMENT = '\uFFFD';

    private Excerpt() {}

    /** At most so many characters of a text; a character of two halves stays whole. */
    static String of(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = most > 0 && Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end);
    }

    /** The text without what is no character: control signs but line breaks and tabs, and halves of characters. */
    static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
            boolean control = Character.isISOControl(c) && c != '\n' && c != '\t';
            if (c != '\r') {
                clean.appendCodePoint(half || control ? REPLACEMENT : c);
            }
        });
        return clean.toString();
    }

    /** The first of some sentences. */
    static List<String> sentences(List<String> all) {
        return all.stream()
                .limit(MOST_SENTENCES)
                .map(sentence -> line(sentence, LONGEST_SENTENCE))
                .toList();
    }

    /**
     * The beginning of a text on one line, in signs that a terminal shows and does nothing else with; an ellipsis tells that there
     * is more.
     */
    static String line(String text, int most) {
        StringBuilder line = new StringBuilder();
        boolean blank = true;
        int taken = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (Character.isWhitespace(c) || Character.isISOControl(c)) {
                if (!blank) {
                    line.append(' ');
                    taken++;
                }
                blank = true;
                continue;
            }
            if (taken >= most) {
                return line.toString().strip() + "…";
            }
            int type = Character.getType(c);
            boolean shown = type != Character.FORMAT
                    && type != Character.SURROGATE
                    && type != Character.UNASSIGNED
                    && type != Character.PRIVATE_USE;
            line.appendCodePoint(shown ? c : REPLACEMENT);
            taken++;
            blank = false;
        }
        return line.toString().strip();
    }
}
