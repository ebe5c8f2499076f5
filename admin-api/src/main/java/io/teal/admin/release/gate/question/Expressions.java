package io.teal.admin.release.gate.question;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.teal.gateway.config.text.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * Reads regular expressions in the syntax of RE2, whose time grows with the length of a text and the size of an expression and
 * with nothing else. The size is bounded here, since counted repetitions are written out and can be nested.
 */
final class Expressions {
    /** Most characters, classes and signs after counted repetitions are written out. */
    static final int LARGEST = 1_000;

    private static final int LONGEST = 1_000;
    private static final int DEEPEST = 100;
    private static final String EXPECTED =
            "a regular expression as RE2 has it: without references and looking ahead or behind";
    private static final java.util.regex.Pattern COUNTED = java.util.regex.Pattern.compile("\\{(\\d*)(?:,(\\d*))?}");

    private Expressions() {}

    static @Nullable Pattern read(Value value) {
        String text = value.text(EXPECTED);
        if (text == null) {
            return null;
        }
        if (text.isEmpty() || text.length() > LONGEST) {
            value.wrong("a regular expression of 1 to " + LONGEST + " characters");
            return null;
        }
        if (text.contains("\\Q")) {
            value.wrong("a backslash before each sign that stands for itself, instead of \\Q");
            return null;
        }
        long size = size(text);
        if (size > LARGEST) {
            value.wrong(
                    "a smaller expression: with its repetitions written out it has more than " + LARGEST + " parts");
            return null;
        }
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            value.wrong(EXPECTED + " (" + e.getDescription() + ")");
            return null;
        }
    }

    /** About how many parts an expression has when its counted repetitions are written out; more when it is too deep. */
    static long size(String text) {
        Deque<Long> outer = new ArrayDeque<>();
        Matcher counted = COUNTED.matcher(text);
        long sum = 0;
        long last = 0;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '{' && counted.region(at, text.length()).lookingAt()) {
                sum += last * (times(counted) - 1);
                last *= times(counted);
                at = counted.end();
            } else if (c == '(') {
                outer.push(sum);
                sum = 0;
                last = 1;
                at++;
            } else if (c == ')' && !outer.isEmpty()) {
                last = sum + 1;
                sum = outer.pop() + last;
                at++;
            } else {
                last = 1;
                sum++;
                at = after(text, at);
            }
            if (sum > LARGEST || outer.size() > DEEPEST) {
                return Long.MAX_VALUE;
            }
        }
        while (!outer.isEmpty()) {
            sum += outer.pop();
        }
        return sum;
    }

    private static long times(Matcher counted) {
        long times = Math.max(number(counted.group(1)), number(counted.group(2)));
        return Math.max(1, times);
    }

    private static long number(@Nullable String digits) {
        return digits == null || digits.isEmpty() ? 0 : digits.length() > 4 ? LARGEST + 1 : Long.parseLong(digits);
    }

    /** Where the part that begins at an index ends: an escape, a class or a character. */
    private static int after(String text, int at) {
        if (text.charAt(at) == '\\') {
            int brace = at + 2;
            if (text.startsWith("{", brace) && "pPx".indexOf(text.charAt(brace - 1)) >= 0) {
                int end = text.indexOf('}', brace);
                return end < 0 ? text.length() : end + 1;
            }
            return Math.min(text.length(), at + 2);
        }
        if (text.charAt(at) == '[') {
            int end = at + 1;
            if (text.startsWith("^", end)) {
                end++;
            }
            // A bracket that comes first stands for itself.
            end += text.startsWith("]", end) ? 1 : 0;
            while (end < text.length() && text.charAt(end) != ']') {
                int named = text.startsWith("[:", end) ? text.indexOf(":]", end + 2) : -1;
                end = named > 0 ? named + 2 : end + (text.charAt(end) == '\\' ? 2 : 1);
            }
            return Math.min(text.length(), end + 1);
        }
        return at + 1;
    }
}
