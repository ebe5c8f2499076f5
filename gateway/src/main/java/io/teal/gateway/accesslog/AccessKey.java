package io.teal.gateway.accesslog;

import java.util.Locale;

/** The keys of a JSON line, in its order. Every line has all of them; docs/access-log.md says what they mean. */
enum AccessKey {
    TIME,
    REQUEST_ID,
    CLIENT,
    CALLER,
    METHOD,
    PATH,
    PROTOCOL,
    ROUTE,
    SERVICE,
    UPSTREAM,
    SERVER,
    STATUS,
    OUTCOME,
    REASON,
    CACHE,
    ATTEMPTS,
    FIRST_TOKEN_MS,
    DURATION_MS,
    BYTES,
    REVISION,
    TRACE_ID,
    REFERER,
    USER_AGENT,
    /** Only in the lines of those who asked for it. */
    QUESTION;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The key as lines have it. */
    String word() {
        return word;
    }
}
