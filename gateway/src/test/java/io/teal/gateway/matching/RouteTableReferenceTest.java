package io.teal.gateway.matching;

import static io.teal.gateway.matching.SampleRoutes.equal;
import static io.teal.gateway.matching.SampleRoutes.like;
import static io.teal.gateway.matching.SampleRoutes.present;
import static io.teal.gateway.matching.SampleRoutes.route;
import static io.teal.gateway.matching.SampleRoutes.taken;
import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.routing.Route;
import io.teal.gateway.routing.RouteMatch;
import io.teal.gateway.routing.RouteMatch.Condition;
import io.teal.gateway.routing.RouteMatch.Field;
import io.teal.gateway.routing.RouteMatch.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.statistics.Statistics;

/** The table against the rules written down one after the other: filter all routes, sort, take the first. */
class RouteTableReferenceTest {
    private static final List<String> HOSTS =
            List.of("example", "a.example", "x.a.example", "y.x.a.example", "b.example", "", "x.b.example");
    private static final List<String> WILDCARDS = List.of("*.example", "*.a.example", "*.x.a.example");
    private static final List<String> SEGMENTS = List.of("a", "b", "ab", "a1");

    /** Regexes with the length of their literal start. */
    private static final Map<String, Integer> REGEXES = Map.of(
            "/a.*",
            2,
            "/a/.*",
            3,
            "/a/b/?",
            4,
            "/[ab]+",
            1,
            ".*",
            0,
            "/a/(a|b)/.*",
            3,
            "/a|/b",
            0,
            "/ab/a1?",
            5,
            "^/a/b.*",
            4);

    @Property(tries = 5000, shrinking = ShrinkingMode.OFF)
    void agreesWithTheRulesOneByOne(@ForAll long seed) {
        // Given
        Random random = new Random(seed);
        List<Route> routes = new ArrayList<>();
        int count = random.nextInt(1, 16);
        for (int i = 0; i < count; i++) {
            routes.add(route("r" + i, someMatch(random)));
        }
        RouteTable<String> table = RouteTable.compile(routes, Route::name);

        for (int i = 0; i < 8; i++) {
            // When
            SampleRequest request = someRequest(random, routes);
            String expected = reference(routes, request);

            // Then
            Statistics.label("hit").collect(!expected.equals("none"));
            assertThat(taken(table, request)).as("%s in %s", request, routes).isEqualTo(expected);
        }
    }

    private static RouteMatch someMatch(Random random) {
        List<String> hosts = new ArrayList<>();
        while (random.nextInt(3) == 0) {
            hosts.add(one(random.nextBoolean() ? HOSTS.subList(0, 5) : WILDCARDS, random));
        }
        Path path =
                switch (random.nextInt(4)) {
                    case 0 -> new Path.Exact(somePath(random));
                    case 1 ->
                        new Path.Regex(one(REGEXES.keySet().stream().sorted().toList(), random));
                    default -> new Path.Prefix(somePath(random));
                };
        List<String> methods =
                switch (random.nextInt(5)) {
                    case 0 -> List.of("GET");
                    case 1 -> List.of("POST", "GET");
                    default -> List.of();
                };
        return new RouteMatch(hosts, path, methods, someFields(random), someFields(random));
    }

    private static List<Field> someFields(Random random) {
        List<Field> fields = new ArrayList<>();
        for (String name : List.of("A", "B")) {
            switch (random.nextInt(8)) {
                case 0 -> fields.add(present(name));
                case 1 -> fields.add(equal(name, "1"));
                case 2 -> fields.add(like(name, "[0-9]"));
                default -> {}
            }
        }
        return fields;
    }

    private static String somePath(Random random) {
        StringBuilder path = new StringBuilder();
        int depth = random.nextInt(4);
        for (int i = 0; i < depth; i++) {
            path.append('/').append(SEGMENTS.get(random.nextInt(random.nextInt(1, SEGMENTS.size() + 1))));
        }
        return depth == 0 || random.nextInt(4) == 0 ? path.append('/').toString() : path.toString();
    }

    /** A request that often has the host, the path or the methods of one of the routes. */
    private static SampleRequest someRequest(Random random, List<Route> routes) {
        RouteMatch aim = one(routes, random).match();
        boolean aimed = random.nextInt(4) > 0;
        String host = aimed && !aim.hosts().isEmpty() ? one(aim.hosts(), random).replace("*", "x") : one(HOSTS, random);
        String path =
                switch (aim.path()) {
                    case Path.Exact(String value) when aimed -> value;
                    case Path.Prefix(String value)
                    when aimed -> random.nextBoolean() ? value : withoutSlash(value) + somePath(random);
                    default -> somePath(random);
                };
        String method = one(aimed && !aim.methods().isEmpty() ? aim.methods() : List.of("GET", "POST", "PUT"), random);
        SampleRequest request = SampleRequest.of(method, host, path);
        for (String name : List.of("A", "B")) {
            if (random.nextInt(4) > 0) {
                request = request.withHeader(name, one(List.of("1", "1", "2", "x"), random));
            }
            if (random.nextInt(4) > 0) {
                request = request.withQuery(name, one(List.of("1", "1", "2", ""), random));
            }
        }
        return request;
    }

    private static <E> E one(List<E> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    private static String reference(List<Route> routes, SampleRequest request) {
        return routes.stream()
                .filter(route -> matches(route.match(), request))
                .min(Comparator.<Route>comparingInt(route -> -hostRank(route.match(), request.host()))
                        .thenComparingInt(route -> -pathRank(route.match().path()))
                        .thenComparing(route -> route.match().methods().isEmpty())
                        .thenComparingInt(route -> -route.match().headers().size())
                        .thenComparingInt(route -> -route.match().query().size())
                        .thenComparingInt(routes::indexOf))
                .map(Route::name)
                .orElse("none");
    }

    private static boolean matches(RouteMatch match, SampleRequest request) {
        return hostRank(match, request.host()) >= 0
                && pathMatches(match.path(), request.path())
                && (match.methods().isEmpty() || match.methods().contains(request.method()))
                && match.headers().stream().allMatch(field -> holds(field, request.header(field.name())))
                && match.query().stream().allMatch(field -> holds(field, request.query(field.name())));
    }

    /** -1: none of the hosts; 0: no hosts; then the length of the longest wildcard; most for the very host. */
    private static int hostRank(RouteMatch match, String host) {
        if (match.hosts().isEmpty()) {
            return 0;
        }
        int rank = -1;
        for (String name : match.hosts()) {
            if (name.equals(host)) {
                rank = Integer.MAX_VALUE;
            } else if (name.startsWith("*") && host.length() >= name.length() && host.endsWith(name.substring(1))) {
                rank = Math.max(rank, name.length());
            }
        }
        return rank;
    }

    private static boolean pathMatches(Path path, String requested) {
        return switch (path) {
            case Path.Exact(String value) -> requested.equals(value);
            case Path.Prefix(String value) -> (requested + "/").startsWith(withoutSlash(value) + "/");
            case Path.Regex(String value) -> requested.matches(value);
        };
    }

    /** Twice the length, and one more for a prefix, which comes before a regex of the same length. */
    private static int pathRank(Path path) {
        return switch (path) {
            case Path.Exact exact -> Integer.MAX_VALUE;
            case Path.Prefix(String value) -> 2 * withoutSlash(value).length() + 1;
            case Path.Regex(String value) -> 2 * REGEXES.get(value);
        };
    }

    private static String withoutSlash(String prefix) {
        return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }

    private static boolean holds(Field field, String value) {
        return value != null
                && switch (field.condition()) {
                    case Condition.Equal(String wanted) -> value.equals(wanted);
                    case Condition.Regex(String wanted) -> value.matches(wanted);
                    case Condition.Present() -> true;
                };
    }
}
