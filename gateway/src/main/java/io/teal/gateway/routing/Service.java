package io.teal.gateway.routing;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * One application behind the gateway.
 *
 * @param name unique within its routing
 * @param upstreams by name, in the order of the file; at least one
 * @param traffic how requests are divided among them
 */
public record Service(String name, SequencedMap<String, Upstream> upstreams, Traffic traffic) {
    public Service {
        upstreams = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(upstreams));
    }

    /** The same service with other traffic. */
    public Service withTraffic(Traffic other) {
        return new Service(name, upstreams, other);
    }
}
