package io.teal.gateway.routing;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * All services and routes together: the thing that changes atomically. Two routings are equal when they do the same.
 *
 * @param services by name, in the order of the file
 * @param routes in the order of the file
 */
public record Routing(SequencedMap<String, Service> services, List<Route> routes) {
    /** No service and no route: every request gets 404. */
    public static final Routing EMPTY = new Routing(new LinkedHashMap<>(), List.of());

    public Routing {
        services = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(services));
        routes = List.copyOf(routes);
        for (Route route : routes) {
            if (route.action() instanceof Action.Forward forward && !services.containsKey(forward.service())) {
                throw new IllegalArgumentException(
                        "route " + route.name() + " leads to " + forward.service() + ", which is not a service");
            }
        }
    }

    /** Whether answers from the knowledge bases of a service are kept on some route. */
    public boolean keepsKnowledge(String service) {
        return routes.stream()
                .anyMatch(route -> route.action() instanceof Action.Forward forward
                        && forward.service().equals(service)
                        && forward.policies().cache() != null
                        && forward.policies().answers() == Policies.Dialect.CHATCHAT);
    }

    /** The same routing with one service replaced. */
    public Routing with(Service service) {
        LinkedHashMap<String, Service> changed = new LinkedHashMap<>(services);
        changed.put(service.name(), service);
        return new Routing(changed, routes);
    }
}
