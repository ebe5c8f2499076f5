package io.teal.gateway.stats;

import java.util.Locale;

/** Why a server was taken out of the traffic. */
public enum Ejection {
    /** It failed as often as it may. */
    FAILURES,
    /** It failed the trial that was to bring it back. */
    TRIAL,
    /** An operator put it out. */
    OPERATOR,
    /** Its active check failed. */
    CHECK;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The reason as metrics name it. */
    public String word() {
        return word;
    }
}
