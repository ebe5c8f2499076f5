package io.teal.admin.fleet;

import org.jspecify.annotations.Nullable;

/**
 * How it stands between this gateway and the others.
 *
 * @param shared whether a Redis is configured at all
 * @param connected whether it answers
 * @param problem what keeps this gateway from following, in words; null when nothing does
 * @param agreed number of the newest revision this gateway knows of
 * @param serving number of the revision it serves
 * @param silent how many other gateways have not been heard of for a while, and have not said that they leave
 * @param kept whether the newest revision is on its own disk
 */
public record FleetStatus(
        boolean shared,
        boolean connected,
        @Nullable String problem,
        long agreed,
        long serving,
        int silent,
        boolean kept) {
    /** How many revisions this gateway knows of that it does not serve. */
    public long behind() {
        return agreed - serving;
    }
}
