package io.teal.gateway.fleet;

import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.ServerKey;
import io.teal.gateway.upstream.Upstreams;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an operator ordered of a server. Of a drain and its end the last one counts, of an ejection and its end too; the two
 * pairs know nothing of each other.
 *
 * @param key which server
 * @param kind what is to be done
 * @param until when an ejection ends, in milliseconds since 1970; 0 for the others
 * @param mark made up when it was given, so that it is known again
 * @param who the operator
 * @param sequence orders the orders for a server: microseconds since 1970, each greater than the one before; that of one which
 *     Redis has not confirmed is this gateway's guess
 * @param seen when a gateway that has the server last said so, in milliseconds since 1970
 * @param confirmed whether Redis has it
 */
record Order(
        ServerKey key, Kind kind, long until, String mark, String who, long sequence, long seen, boolean confirmed) {
    /** What can be ordered. */
    enum Kind {
        DRAIN,
        RESUME,
        EJECT,
        RESTORE;

        /** Whether it is about an ejection, and not about a drain. */
        boolean ejection() {
            return this == EJECT || this == RESTORE;
        }

        /** For people. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Does it here; returns whether the latest routing has the server. */
        boolean apply(Upstreams upstreams, ServerKey key, Duration time) {
            return switch (this) {
                case DRAIN -> upstreams.drain(key);
                case RESUME -> upstreams.resume(key);
                case EJECT -> upstreams.eject(key, time);
                case RESTORE -> upstreams.restore(key);
            };
        }
    }

    /** Under which name it is kept; a later order of the same name takes its place. */
    String field() {
        return key.service() + '/' + key.upstream() + '/' + key.address() + (kind.ejection() ? "/ejection" : "/drain");
    }

    /** What Redis is told, which puts the sequence and the time before it. */
    String words() {
        return kind + " " + until + " " + mark + " " + who;
    }

    /** The same with other numbers. */
    Order numbered(long sequence, long seen, boolean confirmed) {
        return new Order(key, kind, until, mark, who, sequence, seen, confirmed);
    }

    /** Reads what Redis has; null when it was written by nobody who knows how. */
    static @Nullable Order read(String field, String value) {
        String[] path = field.split("/", -1);
        String[] words = value.split(" ", 6);
        if (path.length != 4 || words.length != 6) {
            return null;
        }
        Address address = address(path[2]);
        if (address == null) {
            return null;
        }
        try {
            Order order = new Order(
                    new ServerKey(path[0], path[1], address),
                    Kind.valueOf(words[2]),
                    Long.parseLong(words[3]),
                    words[4],
                    words[5],
                    Long.parseLong(words[0]),
                    Long.parseLong(words[1]),
                    true);
            return order.field().equals(field) ? order : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Reads the form of {@link Address#toString}; null when it is none. */
    static @Nullable Address address(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            return null;
        }
        String host = text.substring(0, colon);
        try {
            return new Address(
                    host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host,
                    Integer.parseInt(text.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
