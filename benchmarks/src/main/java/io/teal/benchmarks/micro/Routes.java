package io.teal.benchmarks.micro;

import io.teal.gateway.matching.RouteTable;
import io.teal.gateway.routing.Action;
import io.teal.gateway.routing.Route;
import io.teal.gateway.routing.RouteMatch;
import io.teal.gateway.routing.RouteMatch.Condition;
import io.teal.gateway.routing.RouteMatch.Field;
import io.teal.gateway.routing.RouteMatch.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Finding the route of a request. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters and calls the setup first.
public class Routes {
    /** How many routes are asked in turn. */
    private static final int TURNS = 100;

    @Param
    By by;

    @Param({"10", "10000"})
    int routes;

    @Param
    Asked asked;

    private RouteTable<String> table;
    private Head[] heads;
    private int next;

    /** What tells the routes apart. */
    public enum By {
        /** The first segment of the path. */
        PATH,
        /** The host. */
        HOST,
        /** A header field, all else being the same: then routes are tried one by one. */
        HEADER;

        private static final String ANY_HOST = "chat.example.org";

        RouteMatch match(int route) {
            return switch (this) {
                case PATH -> match(List.of(), new Path.Prefix("/r" + route), List.of());
                case HOST -> match(List.of(tenant(route) + ".example.org"), new Path.Prefix("/chat"), List.of());
                case HEADER ->
                    match(
                            List.of(),
                            new Path.Prefix("/chat"),
                            List.of(new Field("X-Tenant", new Condition.Equal(tenant(route)))));
            };
        }

        private static RouteMatch match(List<String> hosts, Path path, List<Field> headers) {
            return new RouteMatch(hosts, path, List.of(), headers, List.of());
        }

        Head head(int route) {
            return switch (this) {
                case PATH -> Head.of(ANY_HOST, "/r" + route + "/chat/kb_chat");
                case HOST -> Head.of(tenant(route) + ".example.org", "/chat/kb_chat");
                case HEADER -> Head.of(ANY_HOST, "/chat/kb_chat").with("X-Tenant", tenant(route));
            };
        }

        private static String tenant(int route) {
            return "tenant-" + route;
        }
    }

    /** Which route is asked for, in the order of the file. */
    public enum Asked {
        /** The first. */
        FIRST,
        /** The one in the middle. */
        MIDDLE,
        /** The last. */
        LAST,
        /** A hundred in turn, evenly apart, or all where there are fewer. */
        IN_TURN;

        int[] of(int routes) {
            return switch (this) {
                case FIRST -> new int[] {0};
                case MIDDLE -> new int[] {routes / 2};
                case LAST -> new int[] {routes - 1};
                case IN_TURN -> {
                    int[] apart = new int[Math.min(routes, TURNS)];
                    for (int i = 0; i < apart.length; i++) {
                        apart[i] = (int) ((long) i * routes / apart.length);
                    }
                    yield apart;
                }
            };
        }
    }

    /** Compiles the routes; every request must find its own, and one that is for none of them none. */
    @Setup
    public void compile() {
        List<Route> all = new ArrayList<>(routes);
        for (int i = 0; i < routes; i++) {
            all.add(new Route(name(i), by.match(i), new Action.Respond(204, "", "text/plain", List.of())));
        }
        table = RouteTable.compile(all, Route::name);
        int[] wanted = asked.of(routes);
        heads = new Head[wanted.length];
        for (int i = 0; i < wanted.length; i++) {
            heads[i] = by.head(wanted[i]);
            String found = table.match(heads[i]);
            Check.that(name(wanted[i]).equals(found), name(wanted[i]) + " was asked for, and " + found + " found");
        }
        Check.that(table.match(by.head(routes)) == null, "a route was found for a request that is for none");
    }

    /** Finds one. */
    @Benchmark
    public @Nullable String match() {
        Head head = heads[next];
        next = next + 1 == heads.length ? 0 : next + 1;
        return table.match(head);
    }

    private static String name(int route) {
        return "route-" + route;
    }
}
