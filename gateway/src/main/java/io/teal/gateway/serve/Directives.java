package io.teal.gateway.serve;

import io.teal.gateway.matching.RequestHead;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a request says about cached answers (RFC 9111 5.2.1).
 *
 * @param noStore neither look one up nor keep one
 * @param noCache ask anew, and keep that
 * @param onlyIfCached a kept answer or none
 * @param maxAgeSeconds the oldest one that will do; {@link Long#MAX_VALUE} when any will
 */
record Directives(boolean noStore, boolean noCache, boolean onlyIfCached, long maxAgeSeconds) {
    private static final Directives NONE = new Directives(false, false, false, Long.MAX_VALUE);

    static Directives of(RequestHead head) {
        String field = head.header("Cache-Control");
        if (field == null) {
            // What HTTP/1.0 has in its place (RFC 9111 5.4).
            String old = head.header("Pragma");
            return old != null && old.toLowerCase(Locale.ROOT).contains("no-cache")
                    ? new Directives(false, true, false, Long.MAX_VALUE)
                    : NONE;
        }
        boolean noStore = false;
        boolean noCache = false;
        boolean onlyIfCached = false;
        long maxAge = Long.MAX_VALUE;
        for (String part : field.split(",", -1)) {
            String directive = part.strip().toLowerCase(Locale.ROOT);
            switch (directive) {
                case "no-store" -> noStore = true;
                case "no-cache" -> noCache = true;
                case "only-if-cached" -> onlyIfCached = true;
                default -> maxAge = Math.min(maxAge, maxAge(directive));
            }
        }
        return new Directives(noStore, noCache, onlyIfCached, maxAge);
    }

    /** A value that cannot be read asks for the strictest, as a client that writes it wants something fresh. */
    private static long maxAge(String directive) {
        if (!directive.startsWith("max-age=")) {
            return Long.MAX_VALUE;
        }
        String value = directive.substring(8);
        String digits = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
        try {
            return Math.max(0, Long.parseLong(digits));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Why a request is neither answered from the cache nor for it, by its head; null when it may be. */
    static @Nullable String bypass(RequestHead head, Directives directives) {
        if (directives.noStore()) {
            return "no_store";
        }
        for (String field : CONDITIONS) {
            if (head.header(field) != null) {
                return "conditional";
            }
        }
        String coding = head.header("Content-Encoding");
        if (coding != null && !coding.strip().equalsIgnoreCase("identity")) {
            return "encoded";
        }
        return isJson(head.header("Content-Type")) ? null : "content_type";
    }

    /** Whether servers read the body as JSON; they do as well when nothing is said of it. */
    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return true;
        }
        int parameters = contentType.indexOf(';');
        String type = (parameters < 0 ? contentType : contentType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
        return type.equals("application/json") || (type.startsWith("application/") && type.endsWith("+json"));
    }

    /** Conditional and range requests are between client and server (RFC 9110 13, 14). */
    private static final String[] CONDITIONS = {
        "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range", "Range"
    };
}
