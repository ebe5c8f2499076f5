package io.teal.gateway.matching;

import io.teal.gateway.routing.Route;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a request. Immutable, compiled once per routing, safe for any thread.
 *
 * <p>Precedence is that of the Kubernetes Gateway API: host (exact, then the longest wildcard, then routes without hosts),
 * exact path, longest prefix, methods given, most headers, most query parameters, order. A host whose routes do not match
 * leaves the request to the next less specific one. {@code *.example.org} is for any number of labels below, not for
 * {@code example.org} itself. The prefixes {@code /chat} and {@code /chat/} are the same and five characters long.
 *
 * <p>A regex ranks as a prefix of its literal start, character by character, slashes included: {@code /chat/[0-9]+} has six
 * and comes before the prefix {@code /chat/}; {@code /chat.*} has five and comes after it, as a prefix comes first among
 * equals. An expression with alternatives on the top level has no literal start.
 *
 * <p>Finding costs as much as the host has labels and the path has segments, however many routes there are; only routes of
 * the same host and the same path or prefix, and regexes under it, are tried one by one.
 *
 * <p>A risk remains with regular expressions of operators that backtrack badly: what they may cost is bounded per request
 * (a few milliseconds of the event loop), and a request beyond the bound gets no route at all rather than a less specific
 * one, so that a route which forbids something cannot be got round.
 *
 * @param <T> what a route is compiled to
 */
public final class RouteTable<T> {
    private final Map<String, PathTable<T>> exact;
    private final RegionMap<PathTable<T>> wildcard;
    private final PathTable<T> any;

    private RouteTable(Map<String, PathTable<T>> exact, RegionMap<PathTable<T>> wildcard, PathTable<T> any) {
        this.exact = exact;
        this.wildcard = wildcard;
        this.any = any;
    }

    /**
     * Compiles routes, given in the order of the file.
     *
     * @param compiled asked once per route, in order
     * @throws IllegalArgumentException when a path does not start with a slash, a host has a star anywhere but as its first
     *     label, or a regular expression is none
     */
    public static <T> RouteTable<T> compile(List<Route> routes, Function<Route, T> compiled) {
        Map<String, PathTable.Builder<T>> exact = new HashMap<>();
        Map<String, PathTable.Builder<T>> wildcard = new HashMap<>();
        PathTable.Builder<T> any = new PathTable.Builder<>();
        for (int i = 0; i < routes.size(); i++) {
            Route route = routes.get(i);
            Candidate<T> candidate = new Candidate<>(route, i, compiled.apply(route));
            if (route.match().hosts().isEmpty()) {
                any.add(route, candidate);
            }
            for (String host : route.match().hosts()) {
                boolean below = host.startsWith("*.");
                String name = below ? host.substring(2) : host;
                if (name.isEmpty() || name.indexOf('*') >= 0) {
                    throw new IllegalArgumentException("route " + route.name() + ": host " + host + " is not a name");
                }
                (below ? wildcard : exact)
                        .computeIfAbsent(name, key -> new PathTable.Builder<>())
                        .add(route, candidate);
            }
        }
        return new RouteTable<>(Map.copyOf(built(exact)), new RegionMap<>(built(wildcard)), any.build());
    }

    private static <T> Map<String, PathTable<T>> built(Map<String, PathTable.Builder<T>> builders) {
        Map<String, PathTable<T>> tables = new HashMap<>();
        builders.forEach((host, builder) -> tables.put(host, builder.build()));
        return tables;
    }

    /** What the route of a request was compiled to; null when there is none. */
    public @Nullable T match(RequestHead head) {
        try {
            return match(head, new RegexBudget());
        } catch (RegexBudget.Exhausted tooMuch) {
            return null;
        }
    }

    private @Nullable T match(RequestHead head, RegexBudget budget) throws RegexBudget.Exhausted {
        String host = head.host();
        PathTable<T> table = exact.get(host);
        T found = table == null ? null : table.match(head, budget);
        if (found == null && !wildcard.isEmpty()) {
            int dot = host.indexOf('.', 1);
            while (found == null && dot >= 0) {
                table = wildcard.get(host, dot + 1, host.length());
                found = table == null ? null : table.match(head, budget);
                dot = host.indexOf('.', dot + 1);
            }
        }
        return found == null ? any.match(head, budget) : found;
    }
}
