package io.teal.gateway.event;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened.
 *
 * @param number 1 for the first since the process began; each later one is one more
 * @param kind what
 * @param at when
 * @param subject to what
 * @param reason why, for people; may be empty
 * @param revision number of the revision, of {@link Kind#REVISION}; otherwise 0
 * @param sighting what was seen, of {@link Kind#WATCHED_TEXT}; otherwise null
 */
public record Event(
        long number,
        Kind kind,
        Instant at,
        Subject subject,
        String reason,
        long revision,
        @Nullable Sighting sighting) {

    /** Of a kind where nothing was seen. */
    public Event(long number, Kind kind, Instant at, Subject subject, String reason, long revision) {
        this(number, kind, at, subject, reason, revision, null);
    }

    /** What happens. */
    public enum Kind {
        /** Another revision is in effect. */
        REVISION,
        /** A server was put out for a while. */
        EJECTED,
        /** It is back. */
        RECOVERED,
        /** The active check says no. */
        UNHEALTHY,
        /** The active check says yes again. */
        HEALTHY,
        /** An operator lets a server run empty. */
        DRAINED,
        /** An operator takes it back. */
        RESUMED,
        /** A watched text stood in an error of a server. */
        WATCHED_TEXT,
        /** The breaker of an upstream lets nobody through. */
        BREAKER_OPENED,
        /** It lets a few through to see. */
        BREAKER_HALF_OPEN,
        /** It lets everybody through. */
        BREAKER_CLOSED,
        /** Another gateway was heard of. */
        GATEWAY_HEARD,
        /** Another gateway is not heard of any more. */
        GATEWAY_SILENT,
        /** The log of revisions cannot be read. */
        REDIS_LOST,
        /** It can again. */
        REDIS_BACK
    }

    /**
     * To what it happens; parts that say nothing are empty.
     *
     * @param service name of a service
     * @param upstream name of an upstream of it
     * @param server address of a server of that, or name of another gateway
     */
    public record Subject(String service, String upstream, String server) {
        /** To the gateway as a whole. */
        public static final Subject GATEWAY = new Subject("", "", "");
    }

    /**
     * A watched text in errors.
     *
     * @param text its name
     * @param count in how many errors, 1 or more
     * @param within in how long a time before the event; zero when it is told at once
     */
    public record Sighting(String text, long count, Duration within) {
        /** The name, and how often in which time. */
        String inWords() {
            String often = count == 1 ? "once" : count + " times";
            return within.isZero() ? text : text + ", " + often + " in " + within.toSeconds() + " s";
        }
    }
}
