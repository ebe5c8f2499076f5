package io.teal.gateway.config.routing;

import io.teal.gateway.config.routing.policy.HeadersReader;
import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Syntax;
import io.teal.gateway.config.text.Value;
import io.teal.gateway.routing.Action;
import io.teal.gateway.routing.HeaderChanges;
import io.teal.gateway.routing.Policies;
import io.teal.gateway.routing.Route;
import io.teal.gateway.routing.RouteMatch;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads routes one after the other; knows the names that were there already. */
final class RouteReader {
    /** What a route that answers by itself says of its body when nothing else is given. */
    static final String PLAIN_TEXT = "text/plain; charset=utf-8";

    /** The status of a redirect that gives none. */
    static final int FOUND = 302;

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Set<Integer> WITHOUT_BODY = Set.of(204, 205, 304);
    private static final Map<String, String> SCHEMES = Map.of("http", "http", "https", "https");
    private static final String[] FORWARDING = {
        "answers",
        "cache",
        "timeouts",
        "retry",
        "limits",
        "rewrite",
        "request_headers",
        "response_headers",
        "compression"
    };

    private final Set<String> services;
    private final Set<String> names = new HashSet<>();

    /** Reads routes that may lead to services of these names. */
    RouteReader(Set<String> services) {
        this.services = services;
    }

    /** The next route; null when there is something wrong with what it does. */
    @Nullable Route read(Value value) {
        Section section = value.section(
                "name",
                "match",
                "service",
                "respond",
                "redirect",
                "answers",
                "cache",
                "timeouts",
                "retry",
                "limits",
                "rewrite",
                "request_headers",
                "response_headers",
                "access",
                "compression");
        String name = name(section);
        Section match =
                section.section("match", "path", "path_exact", "path_regex", "hosts", "methods", "headers", "query");
        RouteMatch requests = MatchReader.read(match);
        boolean prefix = requests.path() instanceof RouteMatch.Path.Prefix;
        Action action = action(section, prefix);
        return action == null ? null : new Route(name, requests, action);
    }

    private String name(Section section) {
        Value value = section.required("name", Syntax.NAME_WORDS + ", unique among the routes");
        String name = value == null ? null : value.text(Syntax.NAME, Syntax.NAME_WORDS);
        if (value != null && name != null && !names.add(name)) {
            value.wrong("the name " + name + " again", "each name once");
        }
        return name == null ? "" : name;
    }

    private @Nullable Action action(Section section, boolean prefix) {
        boolean one = section.exactlyOne("service", "respond", "redirect");
        PoliciesReader policies = new PoliciesReader(section, prefix);
        Action.Forward forward = new Action.Forward(section.get("service", "", this::service), policies.read());
        Action.Respond respond = section.find("respond", v -> respond(v, forward.access()));
        Action.Redirect redirect = section.find("redirect", v -> redirect(v, prefix, forward.access()));
        if (!one) {
            return null;
        }
        if (section.has("service")) {
            return forward;
        }
        for (String key : section.present(FORWARDING)) {
            Value there = section.key(key);
            if (there != null) {
                there.wrong("the key " + key, "nothing: it only has a meaning on a route with service");
            }
        }
        return respond == null ? redirect : respond;
    }

    private @Nullable String service(Value value) {
        String expected = services.isEmpty()
                ? "a service, but there is none under services"
                : "one of the services: " + String.join(", ", services);
        String name = value.text(expected);
        if (name != null && !services.contains(name)) {
            value.wrong(expected);
            return null;
        }
        return name;
    }

    private static Action.Respond respond(Value value, Policies.Access access) {
        Section section = value.section("status", "body", "content_type", "headers");
        Value code = section.required("status", "a status from 200 to 599");
        Integer status = code == null ? null : code.whole(200, 599);
        String body = section.get("body", "", v -> v.text("a text"));
        Value text = section.value("body");
        if (text != null && !body.isEmpty() && status != null && WITHOUT_BODY.contains(status)) {
            text.wrong("a body", "no body: an answer with status " + status + " has none");
        }
        List<HeaderChanges.Header> headers = section.get("headers", List.of(), HeadersReader::fields);
        return new Action.Respond(
                status == null ? 200 : status,
                body,
                section.get(
                        "content_type",
                        PLAIN_TEXT,
                        v -> v.text(Pattern.compile("[!-~][ !-~]*[!-~]"), "a media type, such as application/json")),
                headers,
                access);
    }

    private static Action.Redirect redirect(Value value, boolean prefix, Policies.Access access) {
        Section section = value.section("status", "scheme", "host", "port", "path", "path_prefix");
        if (section.present()
                && section.present("scheme", "host", "port", "path", "path_prefix")
                        .isEmpty()) {
            value.wrong("a redirect to the same place", "at least one of scheme, host, port, path or path_prefix");
        }
        PoliciesReader.onePath(section, prefix);
        return new Action.Redirect(
                section.get("status", FOUND, v -> {
                    Integer status = v.whole(301, 308);
                    if (status != null && !REDIRECTS.contains(status)) {
                        v.wrong("301, 302, 303, 307 or 308");
                        return null;
                    }
                    return status;
                }),
                section.find("scheme", v -> v.choice(SCHEMES)),
                section.find("host", RouteReader::host),
                section.find("port", v -> v.whole(1, 65_535)),
                section.find("path", MatchReader::path),
                section.find("path_prefix", MatchReader::path),
                access);
    }

    private static @Nullable String host(Value value) {
        String expected = "a host without port, such as chat.example.org";
        String host = value.text(expected);
        if (host != null && !Syntax.isHost(host)) {
            value.wrong(expected);
            return null;
        }
        return host;
    }
}
