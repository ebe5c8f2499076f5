package io.teal.gateway.matching;

import static io.teal.gateway.matching.SampleRoutes.equal;
import static io.teal.gateway.matching.SampleRoutes.exact;
import static io.teal.gateway.matching.SampleRoutes.headers;
import static io.teal.gateway.matching.SampleRoutes.like;
import static io.teal.gateway.matching.SampleRoutes.methods;
import static io.teal.gateway.matching.SampleRoutes.prefix;
import static io.teal.gateway.matching.SampleRoutes.present;
import static io.teal.gateway.matching.SampleRoutes.query;
import static io.teal.gateway.matching.SampleRoutes.regex;
import static io.teal.gateway.matching.SampleRoutes.table;
import static io.teal.gateway.matching.SampleRoutes.taken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.teal.gateway.routing.Route;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {

    @Test
    void withoutRoutesNothingIsFound() {
        assertThat(taken(table(), SampleRequest.get("/"))).isEqualTo("none");
    }

    @ParameterizedTest
    @CsvSource({
        "/chat, chat",
        "/chat/, chat",
        "/chat/x/y, chat",
        "/chats, none",
        "/cha, none",
        "/x/chat, none",
        "/, none"
    })
    void aPrefixCoversWholeSegments(String path, String expected) {
        assertThat(taken(table(prefix("chat", "/chat")), SampleRequest.get(path)))
                .isEqualTo(expected);
        assertThat(taken(table(prefix("chat", "/chat/")), SampleRequest.get(path)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"/chat, short", "/chat/, long", "/chat/x, none", "/, none"})
    void anExactPathCoversItselfOnly(String path, String expected) {
        RouteTable<String> table = table(exact("short", "/chat"), exact("long", "/chat/"));

        assertThat(taken(table, SampleRequest.get(path))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b/c, exact",
        "/a/b/d, long",
        "/a/b, long",
        "/a/c, short",
        "/a, short",
        "/b, all",
        "/, all",
        "/a/b/c/d, long"
    })
    void anExactPathComesBeforeTheLongestPrefix(String path, String expected) {
        RouteTable<String> table =
                table(prefix("all", "/"), prefix("short", "/a"), prefix("long", "/a/b/"), exact("exact", "/a/b/c"));

        assertThat(taken(table, SampleRequest.get(path))).isEqualTo(expected);
    }

    @Test
    void aSlashAtTheEndDoesNotMakeAPrefixLonger() {
        assertThat(taken(table(prefix("first", "/a"), prefix("second", "/a/")), SampleRequest.get("/a/b")))
                .isEqualTo("first");
    }

    @ParameterizedTest
    @CsvSource({
        "chat.example, exact",
        "x.chat.example, wide",
        "y.x.chat.example, wide",
        "x.lab.chat.example, narrow",
        "lab.chat.example, wide",
        "other.example, any",
        "example, any",
        "'', any",
        ".chat.example, any"
    })
    void anExactHostComesBeforeTheLongestWildcardBeforeNone(String host, String expected) {
        RouteTable<String> table = table(
                prefix("any", "/"),
                prefix("wide", "/", "*.chat.example"),
                prefix("narrow", "/", "*.lab.chat.example"),
                prefix("exact", "/", "chat.example"));

        assertThat(taken(table, SampleRequest.of("GET", host, "/"))).isEqualTo(expected);
    }

    @Test
    void aLongerPrefixDoesNotOutweighAMoreSpecificHost() {
        RouteTable<String> table = table(exact("path", "/a/b"), prefix("host", "/", "chat.example"));

        assertThat(taken(table, SampleRequest.get("/a/b"))).isEqualTo("host");
    }

    @Test
    void aHostWithoutMatchingRouteLeavesTheRequestToTheNext() {
        RouteTable<String> table = table(
                prefix("exact", "/a", "x.chat.example"),
                methods(prefix("narrow", "/b", "*.chat.example"), "POST"),
                prefix("wide", "/c", "*.example"),
                prefix("any", "/"));

        assertThat(taken(table, SampleRequest.of("GET", "x.chat.example", "/a")))
                .isEqualTo("exact");
        assertThat(taken(table, SampleRequest.of("POST", "x.chat.example", "/b")))
                .isEqualTo("narrow");
        assertThat(taken(table, SampleRequest.of("GET", "x.chat.example", "/b")))
                .isEqualTo("any");
        assertThat(taken(table, SampleRequest.of("GET", "x.chat.example", "/c")))
                .isEqualTo("wide");
    }

    @Test
    void aPathWithoutMatchingRouteLeavesTheRequestToShorterOnes() {
        RouteTable<String> table = table(
                methods(exact("exact", "/a/b"), "POST"), methods(prefix("long", "/a/b"), "PUT"), prefix("short", "/a"));

        assertThat(taken(table, SampleRequest.of("GET", "", "/a/b"))).isEqualTo("short");
        assertThat(taken(table, SampleRequest.of("PUT", "", "/a/b"))).isEqualTo("long");
        assertThat(taken(table, SampleRequest.of("POST", "", "/a/b"))).isEqualTo("exact");
    }

    @Test
    void aRouteWithSeveralHostsIsFoundUnderEach() {
        RouteTable<String> table = table(prefix("both", "/", "a.example", "*.b.example"));

        assertThat(taken(table, SampleRequest.of("GET", "a.example", "/"))).isEqualTo("both");
        assertThat(taken(table, SampleRequest.of("GET", "x.b.example", "/"))).isEqualTo("both");
        assertThat(taken(table, SampleRequest.of("GET", "b.example", "/"))).isEqualTo("none");
    }

    @Test
    void amongEqualPathsMethodThenHeadersThenQueryThenOrderDecide() {
        Route plain = prefix("plain", "/a");
        Route later = prefix("later", "/a");
        Route oneQuery = query(prefix("one query", "/a"), present("q"));
        Route twoQueries = query(prefix("two queries", "/a"), present("q"), present("r"));
        Route oneHeader = headers(prefix("one header", "/a"), present("X-A"));
        Route twoHeaders = headers(prefix("two headers", "/a"), present("X-A"), present("X-B"));
        Route method = methods(prefix("method", "/a"), "GET", "HEAD");
        List<Route> best = List.of(method, twoHeaders, oneHeader, twoQueries, oneQuery, plain, later);
        SampleRequest request = SampleRequest.get("/a")
                .withHeader("X-A", "1")
                .withHeader("X-B", "1")
                .withQuery("q", "")
                .withQuery("r", "");

        for (int i = 0; i < best.size() - 1; i++) {
            List<Route> left = new ArrayList<>(best.subList(i, best.size() - 2).reversed());
            left.addAll(best.subList(Math.max(i, best.size() - 2), best.size()));
            assertThat(RouteTable.compile(left, Route::name).match(request))
                    .isEqualTo(best.get(i).name());
        }
    }

    @Test
    void conditionsOnFieldsAllHold() {
        RouteTable<String> table = table(query(
                headers(prefix("marked", "/"), equal("x-kind", "beta"), like("X-Team", "a[0-9]+")), equal("v", "2")));

        assertThat(taken(table, marked("beta", "a12", "2"))).isEqualTo("marked");
        assertThat(taken(table, marked("Beta", "a12", "2"))).isEqualTo("none");
        assertThat(taken(table, marked("beta", "a12x", "2"))).isEqualTo("none");
        assertThat(taken(table, marked("beta", "a12", "3"))).isEqualTo("none");
        assertThat(taken(table, SampleRequest.get("/"))).isEqualTo("none");
    }

    private static SampleRequest marked(String kind, String team, String version) {
        return SampleRequest.get("/")
                .withHeader("X-Kind", kind)
                .withHeader("X-Team", team)
                .withQuery("v", version);
    }

    @Test
    void aRegexMatchesTheWholePath() {
        RouteTable<String> table = table(regex("kb", "/kb/[^/]+/docs"));

        assertThat(taken(table, SampleRequest.get("/kb/samples/docs"))).isEqualTo("kb");
        assertThat(taken(table, SampleRequest.get("/kb/samples/docs/1"))).isEqualTo("none");
        assertThat(taken(table, SampleRequest.get("/x/kb/samples/docs"))).isEqualTo("none");
    }

    @Test
    void aRegexComesBeforeThePrefixOfItsWholeSegments() {
        RouteTable<String> table = table(prefix("prefix", "/chat/"), regex("regex", "/chat/[0-9]+"));

        assertThat(taken(table, SampleRequest.get("/chat/7"))).isEqualTo("regex");
        assertThat(taken(table, SampleRequest.get("/chat/x"))).isEqualTo("prefix");
    }

    @Test
    void aPrefixAsLongAsTheLiteralStartComesBeforeTheRegex() {
        RouteTable<String> table = table(regex("regex", "/chat.*"), prefix("prefix", "/chat"));

        assertThat(taken(table, SampleRequest.get("/chat/7"))).isEqualTo("prefix");
        assertThat(taken(table, SampleRequest.get("/chats"))).isEqualTo("regex");
        assertThat(taken(table(regex("regex", ".*"), prefix("prefix", "/")), SampleRequest.get("/x")))
                .isEqualTo("prefix");
    }

    @Test
    void exactPathsAndLongerPrefixesComeBeforeARegex() {
        RouteTable<String> table =
                table(regex("regex", "/a/.*"), prefix("long", "/a/b"), exact("exact", "/a/c"), prefix("short", "/a"));

        assertThat(taken(table, SampleRequest.get("/a/b/x"))).isEqualTo("long");
        assertThat(taken(table, SampleRequest.get("/a/c"))).isEqualTo("exact");
        assertThat(taken(table, SampleRequest.get("/a/d"))).isEqualTo("regex");
        assertThat(taken(table, SampleRequest.get("/a"))).isEqualTo("short");
    }

    @Test
    void theRegexWithTheLongerLiteralStartComesFirst() {
        RouteTable<String> table =
                table(regex("none", ".*"), regex("short", "/a.*"), regex("long", "/ab.*"), regex("deep", "/ab/c[0-9]"));

        assertThat(taken(table, SampleRequest.get("/ab/c1"))).isEqualTo("deep");
        assertThat(taken(table, SampleRequest.get("/ab/d"))).isEqualTo("long");
        assertThat(taken(table, SampleRequest.get("/ac"))).isEqualTo("short");
        assertThat(taken(table, SampleRequest.get("/b"))).isEqualTo("none");
    }

    @Test
    void everyRouteIsCompiledOnceInOrder() {
        List<String> compiled = new ArrayList<>();
        RouteTable<String> table = RouteTable.compile(
                List.of(prefix("one", "/", "a.example", "b.example", "*.c.example"), exact("two", "/x")), route -> {
                    compiled.add(route.name());
                    return route.name();
                });

        assertThat(taken(table, SampleRequest.get("/x"))).isEqualTo("two");
        assertThat(compiled).containsExactly("one", "two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "*.", "a.*.b", "*a.example", ""})
    void aHostWithAStarElsewhereIsRefused(String host) {
        assertThatThrownBy(() -> table(prefix("odd", "/", host)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("odd");
    }

    @Test
    void aPathWithoutSlashAndABrokenRegexAreRefused() {
        assertThatThrownBy(() -> table(prefix("odd", "chat"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> table(exact("odd", ""))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> table(regex("odd", "/("))).isInstanceOf(IllegalArgumentException.class);
    }
}
