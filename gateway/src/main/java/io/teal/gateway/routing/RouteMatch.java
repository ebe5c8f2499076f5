package io.teal.gateway.routing;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Which requests a route is for. Everything given must match; an empty list asks nothing. Precedence among matching routes
 * is that of the Kubernetes Gateway API: host (exact, then the longest wildcard), exact path, longest prefix, method, most
 * headers, most query parameters, order; a regex ranks as a prefix of its literal start.
 *
 * @param hosts lower-case names without port, {@code *.example.org} for any name below; empty for every host
 * @param path what the normalised path must be
 * @param methods upper-case methods; empty for all
 * @param headers conditions on header fields
 * @param query conditions on query parameters
 */
public record RouteMatch(List<String> hosts, Path path, List<String> methods, List<Field> headers, List<Field> query) {
    /** Every request. */
    public static final RouteMatch ALL =
            new RouteMatch(List.of(), new Path.Prefix("/"), List.of(), List.of(), List.of());

    public RouteMatch {
        hosts = List.copyOf(hosts);
        methods = List.copyOf(methods);
        headers = List.copyOf(headers);
        query = List.copyOf(query);
    }

    /** A condition on the path. */
    public sealed interface Path {
        /** The path itself or anything below it, by whole segments: {@code /chat} covers {@code /chat/a}, not {@code /chats}. */
        record Prefix(String value) implements Path {}

        /** This path and no other. */
        record Exact(String value) implements Path {}

        /** A regular expression that matches the whole path; equal to another of the same text. */
        record Regex(String value) implements Path {
            /** The compiled form. */
            public Pattern pattern() {
                return Pattern.compile(value);
            }
        }
    }

    /**
     * A condition on a header field or query parameter.
     *
     * @param name compared without case for headers, exactly for query parameters
     */
    public record Field(String name, Condition condition) {}

    /** What the value of a field must be. */
    public sealed interface Condition {
        /** This value. */
        record Equal(String value) implements Condition {}

        /** A value that the whole expression matches. */
        record Regex(String value) implements Condition {}

        /** Any value. */
        record Present() implements Condition {}
    }
}
