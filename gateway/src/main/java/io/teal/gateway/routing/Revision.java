package io.teal.gateway.routing;

import io.teal.gateway.routing.release.Release;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;

/**
 * A numbered, immutable routing with its provenance.
 *
 * @param number 1 for the first; each later one is one more
 * @param routing what it says
 * @param provenance where it comes from
 * @param releases the newest release of each service that had one, over or not, by the name of the service
 */
public record Revision(long number, Routing routing, Provenance provenance, SequencedMap<String, Release> releases) {
    /** Before anything was published: no routes. */
    public static final Revision NONE =
            new Revision(0, Routing.EMPTY, new Provenance(Kind.INITIAL, Instant.EPOCH, "teal", "", 0));

    public Revision {
        releases = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(releases));
    }

    /** Without releases. */
    public Revision(long number, Routing routing, Provenance provenance) {
        this(number, routing, provenance, new LinkedHashMap<>());
    }

    /**
     * Who made a revision, when and why.
     *
     * @param kind what was asked for
     * @param at when it was accepted
     * @param who name of the caller, {@code anonymous} when the admin API is open
     * @param reason the caller's words, may be empty
     * @param from number of the revision whose routing it took: the one before, or the target of a rollback
     * @param key unlike that of any other revision, and by which a repeated request for the same change is known; empty in
     *     those of a version that had none
     */
    public record Provenance(Kind kind, Instant at, String who, String reason, long from, String key) {
        /** Without a key. */
        public Provenance(Kind kind, Instant at, String who, String reason, long from) {
            this(kind, at, who, reason, from, "");
        }

        /** What was asked for, by whom, and why: {@code switch by ops: new model}. */
        public String inWords() {
            String asked = kind.name().toLowerCase(Locale.ROOT) + " by " + who;
            return reason.isEmpty() ? asked : asked + ": " + reason;
        }
    }

    /** What was asked for. */
    public enum Kind {
        /** The routing file at the very first start. */
        INITIAL,
        /** A whole routing. */
        APPLY,
        /** Other traffic for one service. */
        SWITCH,
        /** An earlier routing once more. */
        ROLLBACK,
        /** A release that goes from one state to the next, with the weights that belong to it. */
        RELEASE
    }
}
