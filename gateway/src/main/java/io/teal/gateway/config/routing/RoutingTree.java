package io.teal.gateway.config.routing;

import io.teal.gateway.config.routing.policy.AccessReader;
import io.teal.gateway.config.routing.policy.Tree;
import io.teal.gateway.routing.Action;
import io.teal.gateway.routing.Route;
import io.teal.gateway.routing.RouteMatch;
import io.teal.gateway.routing.RouteMatch.Condition;
import io.teal.gateway.routing.RouteMatch.Path;
import io.teal.gateway.routing.Routing;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The canonical tree of a routing, in the shape of {@code routing.yaml}. */
public final class RoutingTree {
    private RoutingTree() {}

    /** Maps, lists, texts, numbers and booleans; what has its default is left out. */
    public static Map<String, @Nullable Object> of(Routing routing) {
        Tree services = new Tree();
        routing.services().forEach((name, service) -> services.put(name, ServiceTree.of(service)));
        return new Tree()
                .putSome("services", services)
                .putSome(
                        "routes",
                        routing.routes().stream().map(RoutingTree::route).toList())
                .members();
    }

    private static Map<String, @Nullable Object> route(Route route) {
        Tree tree = new Tree().put("name", route.name()).putSome("match", match(route.match()));
        switch (route.action()) {
            case Action.Forward forward -> {
                tree.put("service", forward.service());
                PoliciesTree.addTo(tree, forward.policies());
            }
            case Action.Respond respond -> tree.put("respond", respond(respond));
            case Action.Redirect redirect -> tree.put("redirect", redirect(redirect));
        }
        return tree.putSome("access", AccessReader.tree(route.action().access()))
                .members();
    }

    private static Tree match(RouteMatch match) {
        Tree tree = new Tree();
        switch (match.path()) {
            case Path.Prefix prefix -> tree.put("path", prefix.value(), "/");
            case Path.Exact exact -> tree.put("path_exact", exact.value());
            case Path.Regex regex -> tree.put("path_regex", regex.value());
        }
        return tree.putSome("hosts", match.hosts())
                .putSome("methods", match.methods())
                .putSome("headers", fields(match.headers()))
                .putSome("query", fields(match.query()));
    }

    private static Tree fields(List<RouteMatch.Field> fields) {
        Tree tree = new Tree();
        for (RouteMatch.Field field : fields) {
            Object condition =
                    switch (field.condition()) {
                        case Condition.Equal equal -> equal.value();
                        case Condition.Regex regex -> Map.of("regex", regex.value());
                        case Condition.Present present -> Map.of("present", true);
                    };
            tree.put(field.name(), condition);
        }
        return tree;
    }

    private static Map<String, @Nullable Object> respond(Action.Respond respond) {
        return new Tree()
                .put("status", respond.status())
                .put("body", respond.body(), "")
                .put("content_type", respond.contentType(), RouteReader.PLAIN_TEXT)
                .putSome("headers", Tree.of(respond.headers()))
                .members();
    }

    private static Map<String, @Nullable Object> redirect(Action.Redirect redirect) {
        return new Tree()
                .put("status", redirect.status(), RouteReader.FOUND)
                .put("scheme", redirect.scheme(), null)
                .put("host", redirect.host(), null)
                .put("port", redirect.port(), null)
                .put("path", redirect.path(), null)
                .put("path_prefix", redirect.pathPrefix(), null)
                .members();
    }
}
