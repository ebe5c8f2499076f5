package io.teal.gateway.routing;

import io.teal.gateway.routing.policy.Shadow;
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
 * @param shadow which questions also go to another upstream, or null for none
 */
public record Service(
        String name,
        SequencedMap<String, Upstream> upstreams,
        Traffic traffic,
        @Nullable Plan release,
        @Nullable Shadow shadow) {
    public Service {
        upstreams = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(upstreams));
    }

    /** With neither a plan for releases nor shadows. */
    public Service(String name, SequencedMap<String, Upstream> upstreams, Traffic traffic) {
        this(name, upstreams, traffic, null, null);
    }

    /** The same service with other shadows. */
    public Service withShadow(@Nullable Shadow other) {
        return new Service(name, upstreams, traffic, release, other);
    }

    /** The same service with other traffic. */
    public Service withTraffic(Traffic other) {
        return new Service(name, upstreams, other, release, shadow);
    }
}
