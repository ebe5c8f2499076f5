package io.teal.gateway.exchange;

import io.teal.gateway.matching.RouteTable;
import io.teal.gateway.routing.Action;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Route;
import java.util.function.Function;

/**
 * A revision made ready to run: routes compiled into a table, actions with everything they need. Immutable; the engine holds
 * one behind a volatile reference, and a request keeps the one it started with.
 *
 * @param revision what it was made from
 * @param revisionText the revision's number as it stands in response headers
 * @param table finds the action of a request
 */
public record ActiveRouting(Revision revision, String revisionText, RouteTable<RouteAction> table) {

    /**
     * Compiles a revision.
     *
     * @param forwarding makes the action of a route that leads to a service
     */
    public static ActiveRouting compile(Revision revision, Function<Route, RouteAction> forwarding) {
        RouteTable<RouteAction> table = RouteTable.compile(
                revision.routing().routes(),
                route -> switch (route.action()) {
                    case Action.Forward ignored -> forwarding.apply(route);
                    case Action.Respond respond -> new CannedResponse(respond);
                    case Action.Redirect redirect -> new Redirection(redirect, route.match().path());
                });
        return new ActiveRouting(revision, Long.toString(revision.number()), table);
    }
}
