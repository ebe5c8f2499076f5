package io.teal.gateway.accesslog;

/** What a line looks like. Thread-safe. */
interface LineFormat {
    /** Appends the line, its end included; nothing in it but that end is a line break. ASCII only. */
    void append(StringBuilder line, LoggedRequest request);
}
