package io.teal.gateway.matching;

import io.teal.gateway.routing.Action;
import io.teal.gateway.routing.Route;
import io.teal.gateway.routing.RouteMatch;
import io.teal.gateway.routing.RouteMatch.Condition;
import io.teal.gateway.routing.RouteMatch.Field;
import io.teal.gateway.routing.RouteMatch.Path;
import java.util.List;
import java.util.Objects;

/** Routes to write tests with: named after nothing but what they match. */
final class SampleRoutes {
    private SampleRoutes() {}

    static Route route(String name, RouteMatch match) {
        return new Route(name, match, new Action.Respond(204, "", "text/plain", List.of()));
    }

    static Route prefix(String name, String prefix, String... hosts) {
        return route(name, match(new Path.Prefix(prefix), hosts));
    }

    static Route exact(String name, String path, String... hosts) {
        return route(name, match(new Path.Exact(path), hosts));
    }

    static Route regex(String name, String regex, String... hosts) {
        return route(name, match(new Path.Regex(regex), hosts));
    }

    /** The same route for some methods only. */
    static Route methods(Route route, String... methods) {
        RouteMatch m = route.match();
        return route(route.name(), new RouteMatch(m.hosts(), m.path(), List.of(methods), m.headers(), m.query()));
    }

    /** The same route for requests with these header fields only. */
    static Route headers(Route route, Field... headers) {
        RouteMatch m = route.match();
        return route(route.name(), new RouteMatch(m.hosts(), m.path(), m.methods(), List.of(headers), m.query()));
    }

    /** The same route for requests with these query parameters only. */
    static Route query(Route route, Field... query) {
        RouteMatch m = route.match();
        return route(route.name(), new RouteMatch(m.hosts(), m.path(), m.methods(), m.headers(), List.of(query)));
    }

    static Field present(String name) {
        return new Field(name, new Condition.Present());
    }

    static Field equal(String name, String value) {
        return new Field(name, new Condition.Equal(value));
    }

    static Field like(String name, String regex) {
        return new Field(name, new Condition.Regex(regex));
    }

    static RouteTable<String> table(Route... routes) {
        return RouteTable.compile(List.of(routes), Route::name);
    }

    /** The name of the route a request takes; {@code none} when there is none. */
    static String taken(RouteTable<String> table, RequestHead head) {
        return Objects.requireNonNullElse(table.match(head), "none");
    }

    private static RouteMatch match(Path path, String... hosts) {
        return new RouteMatch(List.of(hosts), path, List.of(), List.of(), List.of());
    }
}
