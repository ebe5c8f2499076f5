package io.teal.gateway.event;

import java.time.Instant;

/**
 * Something that happened.
 *
 * @param number 1 for the first since the process began; each later one is one more
 * @param kind what
 * @param at when
 * @param subject to what
 * @param reason why, for people; may be empty
 * @param revision number of the revision, of {@link Kind#REVISION}; otherwise 0
 */
public record Event(long number, Kind kind, Instant at, Subject subject, String reason, long revision) {

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
}
