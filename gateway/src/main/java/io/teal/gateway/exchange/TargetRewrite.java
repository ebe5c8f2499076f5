package io.teal.gateway.exchange;

import io.teal.gateway.routing.RouteMatch;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Another target in place of the client's. The query is kept. Immutable. */
public final class TargetRewrite {
    /** Octets a path may hold as they are (RFC 3986 3.3), beside letters and digits. */
    private static final String PLAIN = "-._~!$&'()*+,;=:@/";

    private final @Nullable String path;
    private final @Nullable String prefix;
    private final String matched;

    private TargetRewrite(@Nullable String path, @Nullable String prefix, String matched) {
        this.path = path;
        this.prefix = prefix;
        this.matched = matched;
    }

    /**
     * A rewrite for the routes of one path condition.
     *
     * @param matched what the route matched; a prefix is replaced only where the condition is one
     * @param path the whole new path, or null
     * @param pathPrefix what replaces the matched prefix, or null
     */
    public static TargetRewrite of(RouteMatch.Path matched, @Nullable String path, @Nullable String pathPrefix) {
        String old = matched instanceof RouteMatch.Path.Prefix p ? withoutLastSlash(p.value()) : "";
        return new TargetRewrite(path, pathPrefix == null ? null : withoutLastSlash(pathPrefix), old);
    }

    private static String withoutLastSlash(String value) {
        return value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
    }

    /**
     * The new target.
     *
     * @param target path and query in the client's spelling
     * @param normalised the same path as it was matched; taken, and encoded anew, where the client spelt the prefix otherwise
     */
    public String apply(String target, String normalised) {
        if (path == null && prefix == null) {
            return target;
        }
        int query = target.indexOf('?');
        String rest = query < 0 ? "" : target.substring(query);
        if (path != null) {
            return path + rest;
        }
        String spelt = query < 0 ? target : target.substring(0, query);
        String tail = tail(spelt);
        if (tail == null) {
            tail = tail(normalised);
            tail = tail == null ? "" : encoded(tail);
        }
        String rewritten = prefix + tail;
        return (rewritten.startsWith("/") ? rewritten : "/" + rewritten) + rest;
    }

    /** What follows the matched prefix; null when the path does not start with it. */
    private @Nullable String tail(String of) {
        if (!of.startsWith(matched)) {
            return null;
        }
        String tail = of.substring(matched.length());
        return tail.isEmpty() || tail.charAt(0) == '/' ? tail : null;
    }

    private static String encoded(String decoded) {
        StringBuilder out = new StringBuilder(decoded.length() + 16);
        for (byte octet : decoded.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean plain =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || PLAIN.indexOf(c) >= 0;
            if (plain) {
                out.append(c);
            } else {
                out.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        return out.toString();
    }
}
