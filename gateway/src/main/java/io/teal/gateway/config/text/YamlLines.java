package io.teal.gateway.config.text;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The lines of a YAML text in block style. Texts that could be taken for anything else are put in double quotes. */
final class YamlLines {
    /** Words, paths and addresses; values with a unit. Words that YAML 1.1 takes for booleans and null are not plain. */
    private static final Pattern PLAIN = Pattern.compile(
            "(?!(?:true|false|yes|no|on|off|y|n|null)$)[A-Za-z/][A-Za-z0-9_./-]*(?::[A-Za-z0-9_./-]+)*"
                    + "|\\d+(?:ms|s|m|h|B|KiB|MiB|GiB|TiB|%)"
                    + "|\\d+\\.\\d+\\.\\d+\\.\\d+:\\d+",
            Pattern.CASE_INSENSITIVE);

    private final StringBuilder text = new StringBuilder();

    void write(Object tree) {
        value(tree, 0, false);
    }

    @Override
    public String toString() {
        return text.toString();
    }

    /** Writes a value; {@code open} tells that the line it belongs to has begun. */
    private void value(@Nullable Object value, int indent, boolean open) {
        switch (value) {
            case Map<?, ?> map when !map.isEmpty() -> mapping(map, indent, open);
            case List<?> list when !list.isEmpty() -> sequence(list, indent, open);
            case Map<?, ?> map -> line(open, "{}");
            case List<?> list -> line(open, "[]");
            case String words -> line(open, scalar(words));
            case null, default -> line(open, TextWriter.plain(value));
        }
    }

    private void mapping(Map<?, ?> map, int indent, boolean open) {
        if (open) {
            text.append('\n');
        }
        map.forEach((key, value) -> {
            text.repeat(' ', indent).append(scalar(String.valueOf(key))).append(':');
            value(value, indent + 2, true);
        });
    }

    private void sequence(List<?> list, int indent, boolean open) {
        if (open) {
            text.append('\n');
        }
        for (Object item : list) {
            text.repeat(' ', indent).append('-');
            if (item instanceof Map<?, ?> map && !map.isEmpty()) {
                int start = text.length();
                mapping(map, indent + 2, false);
                // The first key stands on the line of the dash.
                text.delete(start, start + indent + 1);
            } else {
                value(item, indent + 2, true);
            }
        }
    }

    private void line(boolean open, String scalar) {
        text.append(open ? " " : "").append(scalar).append('\n');
    }

    private static String scalar(String words) {
        if (PLAIN.matcher(words).matches() && words.length() < 100) {
            return words;
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < words.length(); i++) {
            char c = words.charAt(i);
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (mustBeEscaped(c)) {
                        quoted.append(String.format("\\u%04x", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }

    /** What YAML does not allow as it is, folds, or an editor would not show. */
    private static boolean mustBeEscaped(char c) {
        return c < ' ' || (c >= 0x7f && c <= 0xa0) || c == 0x2028 || c == 0x2029 || c == 0xfeff || c >= 0xfffe;
    }
}
