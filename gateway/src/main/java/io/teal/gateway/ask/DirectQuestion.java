package io.teal.gateway.ask;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A question that is asked of one upstream, whatever the traffic of its service says, by a POST as a client would send it. It is
 * never answered from the cache, and its answer never kept.
 *
 * @param service the service
 * @param upstream the upstream of it that is asked
 * @param route the route by whose policies it is asked; null for the one a client would take
 * @param target path, and query if any
 * @param host the host a client would ask for; empty for any
 * @param headers further fields of its head by their names, Content-Type among them; those that a proxy writes are dropped
 * @param body all of the body; never changed by anybody
 * @param timeout the longest it may take in all; the route may allow less
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares questions, and a copy would serve nobody
public record DirectQuestion(
        String service,
        String upstream,
        @Nullable String route,
        String target,
        String host,
        Map<String, String> headers,
        byte[] body,
        Duration timeout) {
    private static final Duration LONG = Duration.ofMinutes(15);

    public DirectQuestion {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        if (timeout.isNegative() || timeout.compareTo(LONG) > 0) {
            throw new IllegalArgumentException("the timeout of a question is 0 to 15 min: " + timeout);
        }
    }

    /** A question in JSON, by the route a client would take, with a minute for its answer. */
    public static DirectQuestion json(String service, String upstream, String target, byte[] body) {
        return new DirectQuestion(
                service,
                upstream,
                null,
                target,
                "",
                Map.of("Content-Type", "application/json"),
                body,
                Duration.ofMinutes(1));
    }

    /** The same by the policies of a route. */
    public DirectQuestion by(@Nullable String name) {
        return new DirectQuestion(service, upstream, name, target, host, headers, body, timeout);
    }

    /** The same with another limit. */
    public DirectQuestion within(Duration limit) {
        return new DirectQuestion(service, upstream, route, target, host, headers, body, limit);
    }
}
