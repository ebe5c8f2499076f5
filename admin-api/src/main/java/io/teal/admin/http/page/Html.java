package io.teal.admin.http.page;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * HTML that is well-formed XML too, whatever texts it is given: they are escaped here and nowhere else. Names of elements and
 * attributes are constants of who writes a page. For one thread.
 */
public final class Html {
    private static final char REPLACEMENT = '\uFFFD';

    private final StringBuilder out = new StringBuilder(1 << 18);
    private final Deque<String> open = new ArrayDeque<>();

    /**
     * Begins an element.
     *
     * @param attributes names and values in turn
     */
    @CanIgnoreReturnValue
    public Html open(String tag, String... attributes) {
        begin(tag, attributes);
        out.append('>');
        open.push(tag);
        return this;
    }

    /** Ends the element that was begun last. */
    @CanIgnoreReturnValue
    public Html close() {
        out.append("</").append(open.pop()).append('>');
        return this;
    }

    /** Ends the element that was begun last, and the line with it. */
    @CanIgnoreReturnValue
    public Html closeLine() {
        close();
        out.append('\n');
        return this;
    }

    /** An element that never has content. */
    @CanIgnoreReturnValue
    public Html empty(String tag, String... attributes) {
        begin(tag, attributes);
        out.append(" />");
        return this;
    }

    /** An element with a text. */
    @CanIgnoreReturnValue
    public Html element(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close();
    }

    /** A text. */
    @CanIgnoreReturnValue
    public Html text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                default -> {
                    if (Character.isHighSurrogate(c)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1))) {
                        out.append(c).append(text.charAt(++i));
                    } else {
                        out.append(allowed(c) ? c : REPLACEMENT);
                    }
                }
            }
        }
        return this;
    }

    /** The style sheet as it stands: an entity in it would change its hash. It has neither of {@code <} and {@code &}. */
    @CanIgnoreReturnValue
    public Html style(String sheet) {
        open("style");
        out.append(sheet);
        return closeLine();
    }

    /** All of it, once every element has ended. */
    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("never ended: " + open);
        }
        return out.toString();
    }

    private void begin(String tag, String... attributes) {
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            text(attributes[i + 1]);
            out.append('"');
        }
    }

    /** Whether XML lets a character stand in a text; the others are of no use to a reader either. */
    private static boolean allowed(char c) {
        boolean control = c < ' ' || (c >= 0x7F && c <= 0x9F);
        return c == '\t' || c == '\n' || !(control || Character.isSurrogate(c) || c >= 0xFFFE);
    }
}
