package io.teal.gateway.config.text;

import java.util.regex.Pattern;

/** The words for what stands somewhere: short, on one line, without control characters. */
final class Found {
    static final String NOTHING = "nothing";

    private static final int LONGEST = 60;
    private static final Pattern LIKE_ANOTHER_KIND =
            Pattern.compile("|[-+]?[0-9][0-9_]*\\.?[0-9]*|true|false|null|~|nothing|.*\\s.*", Pattern.CASE_INSENSITIVE);

    private Found() {}

    static String describe(Node node) {
        return switch (node) {
            case Node.Mapping mapping -> "a mapping";
            case Node.Sequence sequence -> "a list";
            case Node.Scalar scalar -> describe(scalar);
        };
    }

    private static String describe(Node.Scalar scalar) {
        return switch (scalar.kind()) {
            case NOTHING -> NOTHING;
            case NUMBER, BOOLEAN -> shortened(scalar.text());
            case TEXT -> {
                String text = shortened(scalar.text());
                yield LIKE_ANOTHER_KIND.matcher(text).matches() ? "\"" + text + "\"" : text;
            }
        };
    }

    static String shortened(String text) {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < text.length() && i < LONGEST; i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || Character.isSurrogate(c) || Character.getType(c) == Character.FORMAT) {
                words.append(String.format("\\u%04x", (int) c));
            } else {
                words.append(c);
            }
        }
        return text.length() > LONGEST ? words.append('…').toString() : words.toString();
    }
}
