package io.teal.gateway.matching;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map that is asked with a part of a longer string, so that a look-up cuts no string out. Open addressing,
 * at most half full; keys come from the configuration, so nobody outside can make them collide.
 */
final class RegionMap<V> {
    private final @Nullable String[] keys;
    private final @Nullable Object[] values;
    private final boolean empty;

    RegionMap(Map<String, V> entries) {
        int capacity = Math.max(2, Integer.highestOneBit(Math.max(1, entries.size())) << 2);
        keys = new String[capacity];
        values = new Object[capacity];
        empty = entries.isEmpty();
        for (Map.Entry<String, V> entry : entries.entrySet()) {
            String key = entry.getKey();
            int slot = slot(key, 0, key.length());
            while (values[slot] != null) {
                slot = (slot + 1) & (capacity - 1);
            }
            keys[slot] = key;
            values[slot] = entry.getValue();
        }
    }

    boolean isEmpty() {
        return empty;
    }

    /** The value of {@code text.substring(start, end)}. */
    @SuppressWarnings("unchecked")
    @Nullable V get(String text, int start, int end) {
        int slot = slot(text, start, end);
        String key;
        while ((key = keys[slot]) != null) {
            if (key.length() == end - start && text.startsWith(key, start)) {
                return (V) values[slot];
            }
            slot = (slot + 1) & (keys.length - 1);
        }
        return null;
    }

    private int slot(String text, int start, int end) {
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        hash *= 0x9e3779b9;
        return (hash ^ (hash >>> 16)) & (keys.length - 1);
    }
}
