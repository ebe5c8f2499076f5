package io.teal.gateway.proof;

import io.teal.gateway.explain.Question;
import io.teal.gateway.routing.Action;
import io.teal.gateway.routing.CanaryRule;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Route;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.routing.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A question the gateway asks itself, and what it must answer.
 *
 * @param request what is asked
 * @param service the service whose traffic is looked at; null when the revision is all that is
 */
record Probe(Question request, @Nullable Service service) {
    private static final Logger log = LoggerFactory.getLogger(Probe.class);

    /**
     * What is to be asked about a revision: something of each service whose traffic is another one than before, at least
     * anything at all. Of a service whose routes are for nothing that can be made up, the revision alone is proven.
     *
     * @param before what was proven last
     * @param routeOf the route that a request would take by that revision
     */
    static List<Probe> of(Revision revision, Routing before, Function<Question, @Nullable Route> routeOf) {
        List<Probe> probes = new ArrayList<>();
        for (Service service : revision.routing().services().values()) {
            Service old = before.services().get(service.name());
            if (old == null || !old.traffic().equals(service.traffic())) {
                Question request = request(revision.routing(), service, routeOf);
                if (request != null) {
                    probes.add(new Probe(request, service));
                }
            }
        }
        return probes.isEmpty() ? List.of(new Probe(Specimen.ANY, null)) : probes;
    }

    private static @Nullable Question request(
            Routing routing, Service service, Function<Question, @Nullable Route> routeOf) {
        boolean led = false;
        for (Route route : routing.routes()) {
            if (route.action() instanceof Action.Forward forward
                    && forward.service().equals(service.name())) {
                led = true;
                Question request = Specimen.of(route);
                // Another route may be the better one for it.
                if (request != null && route.equals(routeOf.apply(request))) {
                    return request;
                }
            }
        }
        if (led) {
            log.info(
                    "no request can be made up that a route of service {} is for: of its traffic only the revision is proven",
                    service.name());
        }
        return null;
    }

    /** What is wrong with an answer, in words; empty when it is what it must be. */
    String judge(Revision revision, SelfAnswer answer) {
        if (!answer.revision().equals(Long.toString(revision.number()))) {
            return answer.revision().isEmpty()
                    ? "was answered by somebody else, with status " + answer.status()
                    : "answered by revision " + answer.revision();
        }
        if (service == null) {
            return "";
        }
        if (!answer.service().equals(service.name())) {
            return "answered for " + (answer.service().isEmpty() ? "no service" : "service " + answer.service())
                    + " where service " + service.name() + " was asked for";
        }
        boolean allowed = answer.canary()
                ? service.traffic().canary().stream().map(CanaryRule::to).anyMatch(answer.upstream()::equals)
                : service.traffic().split().getOrDefault(answer.upstream(), 0) > 0;
        return allowed ? "" : "sends service " + service.name() + " to " + answer.upstream();
    }
}
