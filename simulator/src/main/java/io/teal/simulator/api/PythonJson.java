package io.teal.simulator.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON text as Python prints it. {@code json.dumps} puts a space after comma and colon and escapes everything beyond
 * ASCII unless told otherwise; Starlette prints compact UTF-8.
 */
public final class PythonJson {
    private PythonJson() {}

    private enum Style {
        COMPACT,
        SPACED,
        ESCAPED
    }

    /** A map with these names and values in this order. */
    public static Map<String, @Nullable Object> object(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return map;
    }

    /** As Starlette's JSONResponse prints: no spaces, UTF-8. */
    public static String compact(@Nullable Object value) {
        StringBuilder text = new StringBuilder();
        write(text, value, Style.COMPACT);
        return text.toString();
    }

    /** As {@code json.dumps(..., ensure_ascii=False)} prints: spaces, UTF-8. */
    public static String spaced(@Nullable Object value) {
        StringBuilder text = new StringBuilder();
        write(text, value, Style.SPACED);
        return text.toString();
    }

    /** As {@code json.dumps(...)} prints: spaces, everything beyond ASCII escaped. */
    public static String escaped(@Nullable Object value) {
        StringBuilder text = new StringBuilder();
        write(text, value, Style.ESCAPED);
        return text.toString();
    }

    private static void write(StringBuilder text, @Nullable Object value, Style style) {
        switch (value) {
            case null -> text.append("null");
            case String string -> quote(text, string, style == Style.ESCAPED);
            case Map<?, ?> map -> {
                text.append('{');
                String between = "";
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    text.append(between);
                    quote(text, String.valueOf(entry.getKey()), style == Style.ESCAPED);
                    text.append(style == Style.COMPACT ? ":" : ": ");
                    write(text, entry.getValue(), style);
                    between = style == Style.COMPACT ? "," : ", ";
                }
                text.append('}');
            }
            case JsonNode node -> node(text, node, style);
            case Iterable<?> items -> items(text, items.iterator(), style);
            default -> text.append(value);
        }
    }

    private static void node(StringBuilder text, JsonNode node, Style style) {
        if (node.isObject()) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            node.properties().forEach(entry -> map.put(entry.getKey(), entry.getValue()));
            write(text, map, style);
        } else if (node.isArray()) {
            items(text, node.elements(), style);
        } else if (node.isTextual()) {
            quote(text, node.asText(), style == Style.ESCAPED);
        } else {
            text.append(node.asText());
        }
    }

    private static void items(StringBuilder text, Iterator<?> items, Style style) {
        text.append('[');
        while (items.hasNext()) {
            write(text, items.next(), style);
            if (items.hasNext()) {
                text.append(style == Style.COMPACT ? "," : ", ");
            }
        }
        text.append(']');
    }

    private static void quote(StringBuilder text, String value, boolean ascii) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case '\b' -> text.append("\\b");
                case '\f' -> text.append("\\f");
                default -> {
                    if (c < 0x20 || (ascii && c > 0x7e)) {
                        text.append("\\u").append(Character.forDigit(c >> 12, 16));
                        text.append(Character.forDigit((c >> 8) & 15, 16));
                        text.append(Character.forDigit((c >> 4) & 15, 16));
                        text.append(Character.forDigit(c & 15, 16));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
