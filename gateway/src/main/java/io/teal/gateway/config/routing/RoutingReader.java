package io.teal.gateway.config.routing;

import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Value;
import io.teal.gateway.routing.Route;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.routing.Service;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Reads a whole routing and checks what its parts say of each other. */
public final class RoutingReader {
    private RoutingReader() {}

    /**
     * The routing of a tree.
     *
     * @param anyError asked at the end: whether anything was complained about as an error
     * @return {@link Routing#EMPTY} when there was an error
     */
    public static Routing read(Value root, BooleanSupplier anyError) {
        Section section = root.section("services", "routes");
        LinkedHashMap<String, Service> services = new LinkedHashMap<>();
        Value named = section.value("services");
        if (named != null) {
            for (Value.Member member : named.members("services by name, such as {chat: {upstreams: …}}")) {
                member.checkName();
                services.put(member.name(), ServiceReader.read(member.name(), member.value()));
            }
        }
        List<Route> routes = routes(section, services.keySet());
        return anyError.getAsBoolean() ? Routing.EMPTY : new Routing(services, routes);
    }

    private static List<Route> routes(Section section, Set<String> services) {
        List<Route> routes = new ArrayList<>();
        Value list = section.value("routes");
        if (list == null) {
            return routes;
        }
        RouteReader reader = new RouteReader(services);
        for (Value item : list.items("a list of routes")) {
            Route route = reader.read(item);
            if (route != null) {
                routes.add(route);
            }
        }
        return routes;
    }
}
