package io.teal.launcher.display;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Any reply in an order that people can follow: a value on a line, what belongs together indented, things of a kind in a table.
 * What is empty is left out; keys that end in {@code _ms} are times.
 */
public final class Outline {
    private static final String INDENT = "  ";

    private final StringJoiner lines = new StringJoiner(System.lineSeparator());

    private Outline() {}

    /** The values in their order. */
    public static String of(Map<String, ? extends @Nullable Object> values) {
        Outline outline = new Outline();
        outline.add(values, "");
        return outline.lines.toString();
    }

    private void add(Map<?, ?> values, String indent) {
        int width = 0;
        for (Object key : values.keySet()) {
            width = Math.max(width, label(key).length());
        }
        for (Map.Entry<?, ?> entry : values.entrySet()) {
            String label = label(entry.getKey());
            Object value = entry.getValue();
            if (isEmpty(value)) {
                continue;
            }
            if (value instanceof Map<?, ?> map && !isFlat(map.values())) {
                lines.add(indent + label);
                add(map, indent + INDENT);
            } else if (value instanceof List<?> list && !isFlat(list)) {
                lines.add(indent + label);
                addThings(list, indent + INDENT);
            } else {
                lines.add(indent + label + " ".repeat(width + 2 - label.length()) + text(entry.getKey(), value));
            }
        }
    }

    private void addThings(List<?> things, String indent) {
        Set<Object> keys = new LinkedHashSet<>();
        for (Object thing : things) {
            if (thing instanceof Map<?, ?> map) {
                map.forEach((key, value) -> {
                    if (!isEmpty(value)) {
                        var unused = keys.add(key);
                    }
                });
            } else {
                lines.add(indent + text("", thing));
            }
        }
        if (keys.isEmpty()) {
            return;
        }
        Table table = new Table(
                keys.stream().map(key -> label(key).toUpperCase(Locale.ROOT)).toArray(String[]::new));
        for (Object thing : things) {
            if (thing instanceof Map<?, ?> map) {
                table.row(keys.stream()
                        .map(key -> isEmpty(map.get(key)) ? "" : text(key, map.get(key)))
                        .toArray(String[]::new));
            }
        }
        table.toString().lines().forEach(line -> lines.add(indent + line));
    }

    private static boolean isEmpty(@Nullable Object value) {
        return value == null
                || value.equals("")
                || (value instanceof Collection<?> list && list.isEmpty())
                || (value instanceof Map<?, ?> map && map.isEmpty());
    }

    private static boolean isFlat(Collection<?> values) {
        for (Object value : values) {
            if (value instanceof Map || value instanceof Collection) {
                return false;
            }
        }
        return true;
    }

    private static String label(Object key) {
        String text = key.toString().replace('_', ' ');
        return text.endsWith(" ms") ? text.substring(0, text.length() - 3) : text;
    }

    private static String text(Object key, @Nullable Object value) {
        return switch (value) {
            case null -> "-";
            case Boolean truth -> truth ? "yes" : "no";
            case Number millis
            when key.toString().endsWith("_ms") -> RevisionText.age(Duration.ofMillis(millis.longValue()));
            case Map<?, ?> map -> {
                List<String> parts = new ArrayList<>();
                map.forEach((name, part) -> {
                    if (!isEmpty(part)) {
                        parts.add(label(name) + " " + text(name, part));
                    }
                });
                yield String.join(", ", parts);
            }
            case Collection<?> list -> {
                StringJoiner parts = new StringJoiner(", ");
                list.forEach(part -> parts.add(text(key, part)));
                yield parts.toString();
            }
            default -> value.toString();
        };
    }
}
