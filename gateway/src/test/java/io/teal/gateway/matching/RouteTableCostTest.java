package io.teal.gateway.matching;

import static io.teal.gateway.matching.SampleRoutes.exact;
import static io.teal.gateway.matching.SampleRoutes.headers;
import static io.teal.gateway.matching.SampleRoutes.prefix;
import static io.teal.gateway.matching.SampleRoutes.present;
import static io.teal.gateway.matching.SampleRoutes.regex;
import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.routing.Route;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every route asks for a header field, so the fields asked for are the routes a request was compared with. */
class RouteTableCostTest {
    private static final int FEW = 10;
    private static final int MANY = 10_000;

    @Test
    void oneRouteIsComparedHoweverManyHostsThereAre() {
        IntFunction<Route> byHost = i -> prefix("r" + i, "/", "h" + i + ".example");
        SampleRequest request = SampleRequest.of("GET", "h7.example", "/chat");

        assertThat(compared(FEW, byHost, request)).isOne();
        assertThat(compared(MANY, byHost, request)).isOne();
    }

    @Test
    void oneRouteIsComparedHoweverManyWildcardsThereAre() {
        IntFunction<Route> byHost = i -> prefix("r" + i, "/", "*.h" + i + ".example");
        SampleRequest request = SampleRequest.of("GET", "x.y.h7.example", "/chat");

        assertThat(compared(FEW, byHost, request)).isOne();
        assertThat(compared(MANY, byHost, request)).isOne();
    }

    @Test
    void oneRouteIsComparedHoweverManyExactPathsThereAre() {
        assertThat(compared(FEW, i -> exact("r" + i, "/p/" + i), SampleRequest.get("/p/7")))
                .isOne();
        assertThat(compared(MANY, i -> exact("r" + i, "/p/" + i), SampleRequest.get("/p/7")))
                .isOne();
    }

    @Test
    void oneRouteIsComparedHoweverManyPrefixesStandBesideIt() {
        IntFunction<Route> byPrefix = i -> prefix("r" + i, "/p" + i % 100 + "/q" + i / 100);
        SampleRequest request = SampleRequest.get("/p7/q0/x/y");

        assertThat(compared(FEW, byPrefix, request)).isOne();
        assertThat(compared(MANY, byPrefix, request)).isOne();
    }

    @Test
    void oneRouteIsComparedHoweverManyRegexesStandUnderOtherSegments() {
        IntFunction<Route> byRegex = i -> regex("r" + i, "/p" + i + "/[0-9]+");
        SampleRequest request = SampleRequest.get("/p7/1");

        assertThat(compared(FEW, byRegex, request)).isOne();
        assertThat(compared(MANY, byRegex, request)).isOne();
    }

    @Test
    void onlyThePrefixesOfThePathAreComparedWhenNoneMatches() {
        IntFunction<Route> nested = i -> prefix("r" + i, "/p" + "/x".repeat(i % 5) + "/q" + i);
        SampleRequest request = SampleRequest.get("/p/x/x/q7/deeper");
        RouteTable<String> table = table(MANY, nested);

        assertThat(table.match(request)).isNull();
        assertThat(request.headersAsked()).isOne();
    }

    private static int compared(int routes, IntFunction<Route> route, SampleRequest request) {
        int before = request.headersAsked();
        RouteTable<String> table = table(routes, route);
        SampleRequest marked = request.withHeader("X-A", "1");
        assertThat(table.match(marked)).isEqualTo("r7");
        return marked.headersAsked() - before;
    }

    private static RouteTable<String> table(int routes, IntFunction<Route> route) {
        List<Route> all = IntStream.range(0, routes)
                .mapToObj(i -> headers(route.apply(i), present("X-A")))
                .toList();
        return RouteTable.compile(all, Route::name);
    }
}
