package io.teal.gateway.routing;

import io.teal.gateway.routing.release.Plan;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * One application behind the gateway.
 *
 * @param name unique within its routing
 * @param upstreams by name, in the order of the file; at least one
 * @param traffic how requests are divided among them
 * @param release how it is taken from one upstream to another; null for no more than by hand
 */
public record Service(
        String name,
        SequencedMap<String, Upstream> upstreams,
        Traffic traffic,
        @Nullable Plan release) {
    public Service {
        upstreams = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(upstreams));
    }

    /** Without a plan for releases. */
    public Service(String name, SequencedMap<String, Upstream> upstreams, Traffic traffic) {
        this(name, upstreams, traffic, null);
    }

    /** The same service with other traffic. */
    public Service withTraffic(Traffic other) {
        return new Service(name, upstreams, other, release);
    }
}
