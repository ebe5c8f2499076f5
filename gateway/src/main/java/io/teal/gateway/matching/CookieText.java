package io.teal.gateway.matching;

import org.jspecify.annotations.Nullable;

/** The cookies of a request as its {@code Cookie} field has them (RFC 6265 4.2). */
public final class CookieText {
    private CookieText() {}

    /** The value of the first cookie of that name, without the quotes around it; null when there is no such cookie. */
    public static @Nullable String first(String field, String name) {
        int from = 0;
        while (from < field.length()) {
            int end = field.indexOf(';', from);
            if (end < 0) {
                end = field.length();
            }
            while (from < end && field.charAt(from) == ' ') {
                from++;
            }
            int equals = field.indexOf('=', from);
            if (equals >= 0 && equals < end && equals - from == name.length() && field.startsWith(name, from)) {
                return unquoted(field.substring(equals + 1, end).strip());
            }
            from = end + 1;
        }
        return null;
    }

    private static String unquoted(String value) {
        int last = value.length() - 1;
        return last > 0 && value.charAt(0) == '"' && value.charAt(last) == '"' ? value.substring(1, last) : value;
    }
}
