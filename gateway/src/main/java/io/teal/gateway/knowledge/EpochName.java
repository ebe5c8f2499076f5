package io.teal.gateway.knowledge;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an epoch is of: nothing in particular (all), a service, an upstream or a base, from the outside in.
 *
 * @param parts service, upstream and base, as many as are named; none is empty
 */
record EpochName(List<String> parts) {
    /** Names with this many parts are of bases. */
    static final int BASE = 3;

    /** What an epoch of everything is called; every other field begins with a slash. */
    static final String ALL = "all";

    EpochName {
        parts = List.copyOf(parts);
    }

    static EpochName of(String... parts) {
        return new EpochName(List.of(parts));
    }

    /** The first so many of its parts. */
    EpochName first(int count) {
        return new EpochName(parts.subList(0, count));
    }

    /** What it lies within. */
    EpochName outer() {
        return first(parts.size() - 1);
    }

    /** The name in Redis and in messages: {@code all}, {@code /chat}, {@code /chat/blue}, {@code /chat/blue/hr_faq}. */
    String field() {
        if (parts.isEmpty()) {
            return ALL;
        }
        StringBuilder field = new StringBuilder();
        for (String part : parts) {
            field.append('/').append(URLEncoder.encode(part, StandardCharsets.UTF_8));
        }
        return field.toString();
    }

    /** The name of a field; null when it is none. */
    static @Nullable EpochName parse(String field) {
        if (field.equals(ALL)) {
            return new EpochName(List.of());
        }
        String[] encoded = field.split("/", -1);
        if (encoded.length < 2 || encoded.length > BASE + 1 || !encoded[0].isEmpty()) {
            return null;
        }
        List<String> parts = new ArrayList<>();
        for (int i = 1; i < encoded.length; i++) {
            String part;
            try {
                part = URLDecoder.decode(encoded[i], StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                return null;
            }
            if (part.isEmpty()) {
                return null;
            }
            parts.add(part);
        }
        return new EpochName(parts);
    }
}
