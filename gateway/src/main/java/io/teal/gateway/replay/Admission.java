package io.teal.gateway.replay;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says of an answer that was judged ok whether it is good enough to be told to others as well.
 *
 * <p>Where the protocol has a finish reason, that must be {@code stop}. Chatchat's own answers have none, and a model that
 * dies in the middle of one leaves no trace but its text. So that must look finished. It does when its last character ends a
 * sentence ({@code 。！？…；.!?;} and their like), closes a quotation or a bracket, or closes a block of code or the row of a
 * table; emphasis of Markdown around that does not matter. It does not when it ends in a letter, a digit or a comma, in the
 * bare number of an item, or within a block of code. This is deliberately strict: an answer that is not kept costs a question more, one that is cut short and
 * kept is told to everybody.
 */
public final class Admission {
    /** What the stock prompt tells the model to say when the documents do not help. */
    private static final String REFUSAL = "根据已知信息无法回答该问题";

    private static final String ENDS = "。｡．！？…‥；.!?;";
    private static final String CLOSES = "」』”’）)】》〉］]｝}〕〗";
    private static final String EMPHASIS = "*_";
    private static final String FENCE = "```";

    private Admission() {}

    /**
     * Why the answer is not kept: {@code blank} (nothing to read), {@code refusal_text} (the model says that it cannot answer
     * from the documents), {@code length} (it had to end), {@code finish_reason} (it ended otherwise, or does not say how),
     * {@code unfinished} (its text does not look finished). Null when it is kept.
     */
    public static @Nullable String refusal(StoredAnswer answer) {
        List<Said> all = answer.said();
        String text = StoredAnswer.text(all);
        if (text.isBlank()) {
            return "blank";
        }
        // The documents of a retrieval are not the model's words.
        if (!all.isEmpty() && all.getFirst().retrieval()) {
            return null;
        }
        if (text.contains(REFUSAL)) {
            return "refusal_text";
        }
        return switch (answer.shape()) {
            case KB_CHAT, OLD_CHAT -> finished(text) ? null : "unfinished";
            case THROUGH_CHATCHAT, MODEL_SERVER -> unlessStopped(all);
        };
    }

    private static @Nullable String unlessStopped(List<Said> all) {
        String finish = null;
        for (Said said : all) {
            finish = said.finish() == null ? finish : said.finish();
        }
        if (finish == null) {
            return "finish_reason";
        }
        return switch (finish) {
            case "stop" -> null;
            case "length", "max_tokens" -> "length";
            default -> "finish_reason";
        };
    }

    /** Whether a text that is not blank looks as if its author had come to an end. */
    private static boolean finished(String text) {
        String shown = text.stripTrailing();
        int lastLine = shown.lastIndexOf('\n') + 1;
        String last = shown.substring(lastLine).strip();
        if (fences(shown) % 2 != 0) {
            return false;
        }
        if (last.equals(FENCE)) {
            return true;
        }
        if (last.startsWith("|") && last.endsWith("|")) {
            return lastLine > 0 && count(last, '|') == count(lineBefore(shown, lastLine), '|');
        }
        if (numbering(last)) {
            return false;
        }
        int end = last.length();
        while (end > 0 && EMPHASIS.indexOf(last.charAt(end - 1)) >= 0) {
            end--;
        }
        if (end == 0) {
            return false;
        }
        char c = last.charAt(end - 1);
        return switch (c) {
            // The same opens and closes.
            case '"', '\'' -> count(shown, c) % 2 == 0;
            default -> ENDS.indexOf(c) >= 0 || CLOSES.indexOf(c) >= 0;
        };
    }

    /** How many lines begin or end a block of code. */
    private static int fences(String text) {
        int fences = 0;
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            int next = end < 0 ? text.length() : end;
            int start = at;
            while (start < next && text.charAt(start) <= ' ') {
                start++;
            }
            fences += text.startsWith(FENCE, start) ? 1 : 0;
            at = next + 1;
        }
        return fences;
    }

    /** Whether the line is only the number of an item that did not come. */
    private static boolean numbering(String line) {
        int digits = 0;
        while (digits < line.length() && Character.isDigit(line.charAt(digits))) {
            digits++;
        }
        return digits > 0 && digits == line.length() - 1;
    }

    private static String lineBefore(String text, int lineStart) {
        int from = text.lastIndexOf('\n', lineStart - 2) + 1;
        return text.substring(from, lineStart - 1).strip();
    }

    private static int count(String text, char wanted) {
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            count += text.charAt(i) == wanted ? 1 : 0;
        }
        return count;
    }
}
