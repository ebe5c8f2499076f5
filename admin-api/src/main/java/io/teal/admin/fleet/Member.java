package io.teal.admin.fleet;

/**
 * A gateway of the fleet.
 *
 * @param id the same over restarts
 * @param name for people
 * @param state what it is doing about the revision that was asked about
 * @param revision the one it serves, as far as is known
 * @param lastSeenMillis how long ago it was heard of
 * @param self whether it is the one that says so
 */
public record Member(String id, String name, State state, long revision, long lastSeenMillis, boolean self) {
    /** What a gateway is doing about a revision. */
    public enum State {
        /** It serves it, or a later one. */
        SERVING,
        /** It was heard of, and serves an older one. */
        WAITING,
        /** It has not been heard of for a while, and has not said that it leaves. */
        SILENT
    }
}
