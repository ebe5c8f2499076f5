package io.teal.gateway.stats;

import java.util.Locale;

/** How far a request was when its client left. */
public enum Abort {
    /** No server had it: its body was on the way, it stood in line, or it waited for the answer to somebody else. */
    WAITING,
    /** A server had it, and nothing of an answer that is worth reading had come. */
    BEFORE_FIRST_TOKEN,
    /** The client had a part of its answer. */
    STREAMING;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The phase as metrics name it. */
    public String word() {
        return word;
    }
}
