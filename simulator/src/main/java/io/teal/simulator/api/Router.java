package io.teal.simulator.api;

import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.wire.Exchange;
import io.teal.simulator.wire.RequestHead;
import io.teal.simulator.wire.ResponseHead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the endpoint of a request as Starlette does: method and path must match, {@code {name}} matches one segment, a
 * trailing {@code *} the rest; a known path with another method is 405, a path that only differs in its final slash is
 * redirected with 307, everything else is 404. Not to be changed once requests come.
 */
public final class Router {
    private static final byte[] NOTHING = new byte[0];

    private record Route(String method, String path, Endpoint endpoint) {
        boolean matches(String other) {
            return segments(other, 0, 0);
        }

        private boolean segments(String other, int mine, int theirs) {
            int at = mine;
            int it = theirs;
            while (at < path.length()) {
                char c = path.charAt(at);
                if (c == '*') {
                    return true;
                }
                if (c == '{') {
                    int start = it;
                    while (it < other.length() && other.charAt(it) != '/') {
                        it++;
                    }
                    if (it == start) {
                        return false;
                    }
                    at = path.indexOf('}', at) + 1;
                } else {
                    if (it >= other.length() || other.charAt(it) != c) {
                        return false;
                    }
                    at++;
                    it++;
                }
            }
            return it == other.length();
        }
    }

    private final Map<String, List<Route>> fixed = new HashMap<>();
    private final List<Route> patterns = new ArrayList<>();

    /** Adds a route; {@code *} as method takes every one. */
    public void add(String method, String path, Endpoint endpoint) {
        Route route = new Route(method, path, endpoint);
        if (path.indexOf('{') < 0 && path.indexOf('*') < 0) {
            fixed.computeIfAbsent(path, p -> new ArrayList<>(2)).add(route);
        } else {
            patterns.add(route);
        }
    }

    /** Hands the exchange to its endpoint or answers why there is none. */
    public void handle(Exchange exchange, FaultSet faults) {
        RequestHead head = exchange.head();
        List<Route> routes = matching(head.path());
        for (Route route : routes) {
            if (route.method().equals("*") || route.method().equals(head.method())) {
                route.endpoint().handle(exchange, faults);
                return;
            }
        }
        if (!routes.isEmpty()) {
            Replies.json(
                    exchange,
                    405,
                    "{\"detail\":\"Method Not Allowed\"}",
                    routes.getFirst().method());
            return;
        }
        String twin = twin(head.path());
        if (twin != null && !matching(twin).isEmpty()) {
            redirect(exchange, twin);
            return;
        }
        Replies.json(exchange, 404, "{\"detail\":\"Not Found\"}");
    }

    /** The value of segment number {@code index} of a path (0 is the first), decoded. */
    public static String segment(RequestHead head, int index) {
        String[] segments = head.path().split("/", -1);
        return index + 1 < segments.length ? RequestHead.decoded(segments[index + 1]) : "";
    }

    private List<Route> matching(String path) {
        List<Route> exact = fixed.get(path);
        if (exact != null) {
            return exact;
        }
        List<Route> found = List.of();
        for (Route route : patterns) {
            if (route.matches(path)) {
                if (found.isEmpty()) {
                    found = new ArrayList<>(2);
                }
                found.add(route);
            }
        }
        return found;
    }

    private static @Nullable String twin(String path) {
        if (path.equals("/")) {
            return null;
        }
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path + "/";
    }

    /** Starlette builds the absolute location from the request's Host. */
    private static void redirect(Exchange exchange, String path) {
        RequestHead head = exchange.head();
        String host = head.header("host");
        String query = head.target().substring(head.path().length());
        exchange.reply(
                ResponseHead.status(307)
                        .with("content-length", "0")
                        .with("location", "http://" + (host == null ? "127.0.0.1" : host) + path + query),
                NOTHING);
    }
}
