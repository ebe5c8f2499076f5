package io.teal.admin.revision;

import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.routing.Service;
import io.teal.gateway.routing.release.Release;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change that is not one of a release, and what it does to those that go on: one whose weights it changes, or one of whose
 * colours it removes, is over; all others stay as they are.
 *
 * @param current the revision it is made on
 * @param who whoever makes it
 * @param at when
 */
record Passed(Revision current, String who, Instant at) {
    Target target(Routing routing, Revision.Kind kind, long from) {
        LinkedHashMap<String, Release> releases = new LinkedHashMap<>(current.releases());
        releases.replaceAll((service, release) -> release.state().over() || stands(release, routing)
                ? release
                : release.moved(
                        Release.State.ABORTED, release.step(), at, who, "traffic was changed past it by " + who));
        return new Target(routing, releases, kind, from);
    }

    private boolean stands(Release release, Routing routing) {
        @Nullable Service before = current.routing().services().get(release.service());
        @Nullable Service after = routing.services().get(release.service());
        return before != null
                && after != null
                && has(after, release.from())
                && has(after, release.to())
                && split(before).equals(split(after));
    }

    private static boolean has(Service service, String upstream) {
        return service.upstreams().containsKey(upstream);
    }

    /** Without the upstreams that get nothing. */
    private static Map<String, Integer> split(Service service) {
        Map<String, Integer> weights = new LinkedHashMap<>(service.traffic().split());
        boolean unused = weights.values().removeIf(weight -> weight == 0);
        return weights;
    }
}
