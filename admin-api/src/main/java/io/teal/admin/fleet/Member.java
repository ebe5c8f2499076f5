package io.teal.admin.fleet;

import org.jspecify.annotations.Nullable;

/**
 * A gateway of the fleet.
 *
 * @param id the same over restarts
 * @param name for people
 * @param state what it is doing about the revision that was asked about
 * @param revision the one in effect there, as far as is known
 * @param provenMillis how long after the revision that was asked about was accepted its listeners had shown it; null when they have
 *     not, or it began with that revision, or serves a later one
 * @param problem why its listeners have not shown it, in words; empty when that is not known to have failed
 * @param lastSeenMillis how long ago it was heard of
 * @param self whether it is the one that says so
 */
public record Member(
        String id,
        String name,
        State state,
        long revision,
        @Nullable Long provenMillis,
        String problem,
        long lastSeenMillis,
        boolean self) {
    /** What a gateway is doing about a revision. */
    public enum State {
        /** It serves it, or a later one, and all its listeners have shown that. */
        SERVING,
        /** It was heard of, and serves an older one, or is just finding out whether its listeners answer by it. */
        WAITING,
        /** It is in effect there, but not all of its listeners answer by it. That is tried again each second. */
        UNPROVEN,
        /** It has not been heard of for a while, and has not said that it leaves. */
        SILENT
    }
}
