package io.teal.gateway.matching;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a query ({@code a=1&b=2}), read without a limit on their number and without refusing any: a condition of a
 * route must see a parameter wherever it stands, and a percent sign that encodes nothing stands for itself.
 */
public final class QueryText {
    private QueryText() {}

    /** The decoded value of the first parameter of that name, empty when it has none; null when there is no such parameter. */
    public static @Nullable String first(String query, String name) {
        int from = 0;
        while (from <= query.length()) {
            int end = query.indexOf('&', from);
            if (end < 0) {
                end = query.length();
            }
            int equals = query.indexOf('=', from);
            int nameEnd = equals < 0 || equals > end ? end : equals;
            if (decoded(query, from, nameEnd).equals(name)) {
                return nameEnd == end ? "" : decoded(query, nameEnd + 1, end);
            }
            from = end + 1;
        }
        return null;
    }

    private static String decoded(String text, int from, int to) {
        boolean plain = true;
        for (int i = from; i < to && plain; i++) {
            plain = text.charAt(i) != '%' && text.charAt(i) != '+';
        }
        if (plain) {
            return text.substring(from, to);
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream(to - from);
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int high = c == '%' && i + 2 < to ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            if (low >= 0) {
                octets.write(high << 4 | low);
                i += 2;
            } else {
                octets.write(c == '+' ? ' ' : c);
            }
        }
        return octets.toString(StandardCharsets.UTF_8);
    }
}
