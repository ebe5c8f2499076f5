package io.teal.gateway.config.routing;

import io.teal.gateway.config.routing.release.ReleaseReader;
import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Value;
import io.teal.gateway.routing.Route;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.routing.Service;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.routing.release.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Reads a whole routing and checks what its parts say of each other. */
public final class RoutingReader {
    private static final String UPSTREAMS = "upstreams by name, such as {blue: {servers: [127.0.0.1:8001]}}";

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
                services.put(member.name(), service(member.name(), member.value()));
            }
        }
        List<Route> routes = routes(section, services.keySet());
        return anyError.getAsBoolean() ? Routing.EMPTY : new Routing(services, routes);
    }

    private static Service service(String name, Value value) {
        Section section = value.section("upstreams", "traffic", "release", "shadow");
        LinkedHashMap<String, Upstream> upstreams = new LinkedHashMap<>();
        Value named = section.required("upstreams", UPSTREAMS);
        if (named != null) {
            List<Value.Member> members = named.someMembers(UPSTREAMS);
            List<String> names = members.stream().map(Value.Member::name).toList();
            for (Value.Member member : members) {
                member.checkName();
                upstreams.put(member.name(), UpstreamReader.read(member.name(), member.value(), names));
            }
        }
        if (upstreams.isEmpty()) {
            return new Service(name, upstreams, TrafficReader.plain(upstreams.keySet()));
        }
        Plan release = section.find("release", ReleaseReader::read);
        if (release != null && upstreams.size() < 2) {
            section.wrong("release", "a plan for a service with one upstream", "two upstreams, such as blue and green");
        }
        return new Service(
                name,
                upstreams,
                new TrafficReader(upstreams.keySet()).read(section),
                release,
                ShadowReader.read(section, upstreams.keySet()));
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
