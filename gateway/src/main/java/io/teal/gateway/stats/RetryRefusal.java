package io.teal.gateway.stats;

import java.util.Locale;

/** Why no other attempt followed one that failed in a way in which another might have helped. */
public enum RetryRefusal {
    /** The first may have done something that must not be done twice. */
    HARM,
    /** The route grants no more. */
    ATTEMPTS,
    /** The upstream had as many retries of late as it may. */
    BUDGET,
    /** The client had a part of the answer. */
    ANSWERED,
    /** The request's body is too long to be sent again. */
    BODY,
    /** No other server could take it. */
    NO_SERVER;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The reason as metrics name it. */
    public String word() {
        return word;
    }
}
