package io.teal.admin.http.calls;

import io.teal.admin.http.Problem;
import io.teal.admin.http.ProblemKind;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.routing.Service;
import io.teal.gateway.routing.Upstream;
import java.util.Map;

/** Finds what a call names. Whoever names something else is told the names there are. */
final class Names {
    private Names() {}

    static Service service(Routing routing, String name) throws Problem {
        Map<String, Service> services = routing.services();
        Service service = services.get(name);
        if (service == null) {
            throw unknown("service", name, String.join(", ", services.keySet()));
        }
        return service;
    }

    static Upstream upstream(Service service, String name) throws Problem {
        Upstream upstream = service.upstreams().get(name);
        if (upstream == null) {
            throw unknown(
                    "upstream", name, String.join(", ", service.upstreams().keySet()));
        }
        return upstream;
    }

    static Problem unknown(String what, String name, String known) {
        return Problem.of(ProblemKind.NOT_FOUND, "there is no %s %s; known: %s", what, name, known);
    }
}
