package io.teal.launcher.client.reply;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What replies leave out is empty, never null: the rule of all records read from JSON. */
final class Texts {
    private Texts() {}

    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    static <V> Map<String, V> orEmpty(@Nullable Map<String, V> map) {
        return map == null ? Map.of() : map;
    }
}
