package io.teal.gateway.question;

import java.text.Normalizer;

/**
 * Puts a question as everybody would have typed it: width, spaces and the mark at its end do not matter. Nothing is guessed:
 * no letter and no word is lost, and case stays.
 */
public final class Wording {
    /** Raised with every change of what {@link #normalise} returns: answers are then kept under other keys. */
    static final int VERSION = 1;

    /** Most marks on one letter, as in the stream-safe format of UAX #15. */
    private static final int MOST_MARKS = 30;

    private Wording() {}

    /**
     * Unicode NFKC; each run of white space, also of the kind nobody sees, is one space; none at the ends; no punctuation at the
     * end. A space stays a space, between Chinese words too: it may tell two words from one. A question of nothing but
     * punctuation keeps it. A text with more marks on one letter than any language has gets no NFKC. Applied again it changes
     * nothing, and no text makes it fail.
     */
    public static String normalise(String question) {
        String spaced =
                spaced(hasEndlessMarks(question) ? question : Normalizer.normalize(question, Normalizer.Form.NFKC));
        int end = spaced.length();
        while (end > 0 && isTrailing(spaced.charAt(end - 1))) {
            end--;
        }
        return end == 0 ? spaced : spaced.substring(0, end);
    }

    /** Marks are put in order one by one: of n on one letter, in a time that grows with n². */
    private static boolean hasEndlessMarks(String text) {
        int marks = 0;
        int i = 0;
        while (i < text.length() && marks <= MOST_MARKS) {
            int point = text.codePointAt(i);
            marks = isMark(point) ? marks + 1 : 0;
            i += Character.charCount(point);
        }
        return marks > MOST_MARKS;
    }

    private static boolean isMark(int point) {
        if (point < 0x300) {
            return false;
        }
        return switch (Character.getType(point)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            // The voiced marks of half width: NFKC makes real ones of them.
            default -> point == '\uff9e' || point == '\uff9f';
        };
    }

    private static String spaced(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean space = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isSpace(c)) {
                space = true;
                continue;
            }
            if (space && !out.isEmpty()) {
                out.append(' ');
            }
            space = false;
            out.append(c);
        }
        return out.toString();
    }

    /** What NFKC has not made a plain space already, and what has no width. */
    private static boolean isSpace(char c) {
        return c == ' '
                || (c >= '\t' && c <= '\r')
                || (c >= '\u001c' && c <= '\u001f')
                || c == '\u0085'
                || c == '\u00a0'
                || c == '\u1680'
                || (c >= '\u2000' && c <= '\u200b')
                || c == '\u2028'
                || c == '\u2029'
                || c == '\u202f'
                || c == '\u205f'
                || c == '\u2060'
                || c == '\u3000'
                || c == '\ufeff';
    }

    /** Full width has become half width already, and an ellipsis three full stops. */
    private static boolean isTrailing(char c) {
        return switch (c) {
            case ' ', '?', '。', '.', '!', '~', '、', ',', ';', ':' -> true;
            default -> false;
        };
    }
}
