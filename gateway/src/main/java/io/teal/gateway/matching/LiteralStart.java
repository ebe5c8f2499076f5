package io.teal.gateway.matching;

import java.util.regex.Pattern;

/** The characters every match of a regular expression begins with: its rank among paths, and where it is looked for. */
final class LiteralStart {
    private static final String META = "\\^$.|?*+()[]{}";
    private static final Pattern COMMENTS = Pattern.compile("\\(\\?[a-zA-Z-]*x");

    private LiteralStart() {}

    /**
     * Reads the literal start of an expression; careful rather than complete: it may be shorter than possible, never longer.
     * Alternatives on the top level leave none, nor do comments and empty quotes, which may hide them.
     */
    static String of(String regex) {
        if (COMMENTS.matcher(regex).find() || regex.contains("\\Q\\E") || hasTopLevelAlternatives(regex)) {
            return "";
        }
        StringBuilder literal = new StringBuilder();
        int i = regex.startsWith("^") ? 1 : 0;
        while (i < regex.length()) {
            char c = regex.charAt(i);
            int next = i + 1;
            if (c == '\\' && next < regex.length() && isPunctuation(regex.charAt(next))) {
                c = regex.charAt(next++);
            } else if (META.indexOf(c) >= 0 || Character.isSurrogate(c)) {
                break;
            }
            char after = next < regex.length() ? regex.charAt(next) : 0;
            if (after == '?' || after == '*' || after == '{') {
                break;
            }
            literal.append(c);
            i = next;
        }
        return literal.toString();
    }

    private static boolean isPunctuation(char c) {
        return c > ' ' && c < 0x7f && !Character.isLetterOrDigit(c);
    }

    private static boolean hasTopLevelAlternatives(String regex) {
        int groups = 0;
        int classes = 0;
        for (int i = 0; i < regex.length(); i++) {
            char c = regex.charAt(i);
            if (c == '\\') {
                i = regex.startsWith("\\Q", i) ? endOfQuote(regex, i) : i + 1;
            } else if (c == '[') {
                classes++;
            } else if (c == ']' && classes > 0) {
                classes--;
            } else if (classes == 0 && c == '(') {
                groups++;
            } else if (classes == 0 && c == ')') {
                groups--;
            } else if (classes == 0 && groups == 0 && c == '|') {
                return true;
            }
        }
        return false;
    }

    /** Index of the last character of a {@code \Q} quote. */
    private static int endOfQuote(String regex, int start) {
        int end = regex.indexOf("\\E", start + 2);
        return end < 0 ? regex.length() : end + 1;
    }
}
