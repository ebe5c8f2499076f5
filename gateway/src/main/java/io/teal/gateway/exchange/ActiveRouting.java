package io.teal.gateway.exchange;

import io.teal.gateway.access.Gate;
import io.teal.gateway.access.KeySources;
import io.teal.gateway.matching.RequestHead;
import io.teal.gateway.matching.RouteTable;
import io.teal.gateway.routing.Action;
import io.teal.gateway.routing.Policies;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Route;
import io.teal.gateway.stats.Stats;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A revision made ready to run: routes compiled into a table, actions with everything they need. Immutable; the engine holds
 * one behind a volatile reference, and a request keeps the one it started with.
 *
 * @param revision what it was made from
 * @param revisionText the revision's number as it stands in response headers
 * @param table finds the action of a request
 */
public record ActiveRouting(Revision revision, String revisionText, RouteTable<RouteEntry> table) {
    /** Before anything was published: no route. */
    public static final ActiveRouting EMPTY =
            compile(Revision.NONE, new Stats(), new KeySources(), (route, forward) -> {
                throw new IllegalStateException("an empty routing has no route");
            });

    /**
     * Compiles a revision.
     *
     * @param stats where requests are counted
     * @param sources where the keys for tokens are
     * @param forwarding makes the action of a route that leads to a service
     */
    public static ActiveRouting compile(
            Revision revision,
            Stats stats,
            KeySources sources,
            BiFunction<Route, Action.Forward, RouteAction> forwarding) {
        RouteTable<RouteEntry> table = RouteTable.compile(revision.routing().routes(), route -> {
            RouteAction action =
                    switch (route.action()) {
                        case Action.Forward forward -> forwarding.apply(route, forward);
                        case Action.Respond respond -> new CannedResponse(respond);
                        case Action.Redirect redirect ->
                            new Redirection(redirect, route.match().path());
                    };
            Policies.Access access = route.action().access();
            RouteAction guarded = access.equals(Policies.Access.OPEN)
                    ? action
                    : new GatedAction(new Gate(route.name(), access, sources), action);
            return new RouteEntry(route.name(), guarded, stats.of(route.name(), "", ""));
        });
        return new ActiveRouting(revision, Long.toString(revision.number()), table);
    }

    /** The route of a request; null when none matches. */
    public @Nullable Route route(RequestHead head) {
        RouteEntry found = table.match(head);
        return found == null ? null : route(found.name());
    }

    /** The route of that name; null when the routing has none. Looks at every route. */
    public @Nullable Route route(String name) {
        for (Route route : revision.routing().routes()) {
            if (route.name().equals(name)) {
                return route;
            }
        }
        return null;
    }
}
