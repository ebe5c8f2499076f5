package io.teal.gateway.proof;

import io.teal.gateway.explain.Question;
import io.teal.gateway.routing.Route;
import io.teal.gateway.routing.RouteMatch;
import io.teal.gateway.routing.RouteMatch.Condition;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes up the head of a request that a route is for. */
final class Specimen {
    /** Any request: it shows by which revision the gateway answers, and nothing more. */
    static final Question ANY = question("GET", "/", "localhost", List.of());

    /** What the client that asks, or the listener, makes something else of. */
    private static final Set<String> FRAMING = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "proxy-connection",
            "http2-settings");

    private static final Set<String> TUNNELS = Set.of("CONNECT", "TRACE");

    private Specimen() {}

    private static Question question(String method, String target, String host, List<Question.Field> headers) {
        return new Question(method, target, host, headers, "127.0.0.1", "");
    }

    /** One that does all the route asks for; null where that cannot be read off it, as with a regular expression. */
    static @Nullable Question of(Route route) {
        RouteMatch match = route.match();
        String method = match.methods().isEmpty() ? "GET" : match.methods().getFirst();
        String target = path(match.path());
        List<Question.Field> headers = headers(match.headers());
        if (target == null || headers == null || TUNNELS.contains(method)) {
            return null;
        }
        StringBuilder query = new StringBuilder();
        for (RouteMatch.Field field : match.query()) {
            String value = value(field.condition());
            if (value == null) {
                return null;
            }
            query.append(query.isEmpty() ? '?' : '&')
                    .append(encode(field.name()))
                    .append('=')
                    .append(encode(value));
        }
        return question(method, target + query, host(match.hosts()), headers);
    }

    private static @Nullable String path(RouteMatch.Path path) {
        String text =
                switch (path) {
                    case RouteMatch.Path.Exact(String value) -> value;
                    case RouteMatch.Path.Prefix(String value) -> value;
                    case RouteMatch.Path.Regex regex -> null;
                };
        if (text == null || !text.startsWith("/") || text.startsWith("//")) {
            return null;
        }
        try {
            return new URI(null, null, text, null).toASCIIString();
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static String host(List<String> hosts) {
        if (hosts.isEmpty()) {
            return "localhost";
        }
        String first = hosts.getFirst();
        return first.startsWith("*.") ? "any" + first.substring(1) : first;
    }

    private static @Nullable List<Question.Field> headers(List<RouteMatch.Field> asked) {
        List<Question.Field> headers = new ArrayList<>();
        for (RouteMatch.Field field : asked) {
            String value = value(field.condition());
            if (value == null
                    || !isPlain(value)
                    || FRAMING.contains(field.name().toLowerCase(Locale.ROOT))) {
                return null;
            }
            headers.add(new Question.Field(field.name(), value));
        }
        return headers;
    }

    private static @Nullable String value(Condition condition) {
        return switch (condition) {
            case Condition.Equal(String value) -> value;
            case Condition.Present() -> "1";
            case Condition.Regex regex -> null;
        };
    }

    private static boolean isPlain(String value) {
        return value.chars().allMatch(c -> c >= ' ' && c <= '~') && value.equals(value.strip());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
