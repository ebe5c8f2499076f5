package io.teal.gateway.routing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request sent to each server of an upstream on an interval; a server that does not answer as expected is not usable.
 *
 * @param path request target, starts with a slash
 * @param method request method
 * @param interval time from the end of one check to the start of the next
 * @param timeout time the whole answer may take
 * @param status status code the answer must have
 * @param json what the answer's JSON body must contain: a map, list, string, number, boolean or null tree; members of a map
 *     must be there and match, further ones are allowed; null asks nothing of the body
 * @param unhealthyAfter consecutive failed checks that make a server unusable
 * @param healthyAfter consecutive passed checks that make it usable again
 */
public record HealthCheck(
        String path,
        String method,
        Duration interval,
        Duration timeout,
        int status,
        @Nullable Object json,
        int unhealthyAfter,
        int healthyAfter) {}
