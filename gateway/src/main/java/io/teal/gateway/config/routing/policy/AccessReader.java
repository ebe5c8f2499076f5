package io.teal.gateway.config.routing.policy;

import io.teal.gateway.address.Network;
import io.teal.gateway.config.text.Networks;
import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Syntax;
import io.teal.gateway.config.text.Value;
import io.teal.gateway.routing.HeaderChanges.Header;
import io.teal.gateway.routing.Policies;
import io.teal.gateway.routing.policy.Jwt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads who may use a route and what browsers are told, and writes it. */
public final class AccessReader {
    /** Each is looked at for every request. */
    private static final int MOST_KEYS = 1_000;

    private static final Pattern ORIGIN =
            Pattern.compile("\\*|[a-z][a-z0-9+.-]*://(?:[a-z0-9_.-]+|\\[[0-9a-f:.]+])(?::[1-9][0-9]{0,4})?");
    private static final Map<String, List<Header>> PRESETS = Map.of(
            "none",
            List.of(),
            "standard",
            List.of(
                    new Header("X-Content-Type-Options", "nosniff"),
                    new Header("X-Frame-Options", "SAMEORIGIN"),
                    new Header("Referrer-Policy", "strict-origin-when-cross-origin")));

    private AccessReader() {}

    /** What a mapping says. */
    public static Policies.Access read(Value value) {
        Section section = value.section("allow", "deny", "api_keys", "jwt", "cors", "security_headers");
        Value keys = section.key("api_keys");
        if (keys != null && section.has("jwt")) {
            keys.wrong("api_keys beside jwt", "one of the two: a client shows a key or a token");
        }
        return new Policies.Access(
                section.get("allow", List.of(), Networks::list),
                section.get("deny", List.of(), Networks::list),
                section.find("api_keys", AccessReader::keys),
                section.find("jwt", JwtReader::read),
                section.find("cors", AccessReader::cors),
                section.get("security_headers", List.of(), AccessReader::security));
    }

    /** A wrong key is left out and complained about; what is read then is never used. */
    private static Policies.ApiKeys keys(Value value) {
        Section section = value.section("header", "pass_on", "keys");
        String expected = "1 to " + MOST_KEYS + " keys by name, each as the SHA-256 of the key in hex";
        Map<String, String> keys = new TreeMap<>();
        Value list = section.required("keys", expected);
        List<Value.Member> members = list == null ? List.of() : list.someMembers(expected);
        if (list != null && members.size() > MOST_KEYS) {
            list.wrong(members.size() + " keys", expected);
        }
        for (Value.Member member : members) {
            member.checkName();
            String digest = member.value()
                    .secret(Syntax.SHA256, "the SHA-256 of the key in 64 hex digits (printf %s KEY | sha256sum)");
            if (digest != null) {
                keys.put(member.name(), digest.toLowerCase(Locale.ROOT));
            }
        }
        return new Policies.ApiKeys(
                section.get("header", Policies.ApiKeys.DEFAULT_HEADER, v -> HeadersReader.name(v, new HashSet<>())),
                section.get("pass_on", false, Value::flag),
                keys);
    }

    private static Policies.Cors cors(Value value) {
        Section section = value.section("origins", "methods", "headers", "expose", "credentials", "max_age");
        Policies.Cors plain = Policies.Cors.DEFAULT;
        String expected = "origins as browsers write them, such as https://app.example.org, or \"*\" for every one";
        Value list = section.required("origins", expected);
        List<String> origins = list == null ? List.of() : texts(list, ORIGIN, expected);
        boolean credentials = section.get("credentials", plain.credentials(), Value::flag);
        boolean any = origins.contains(Policies.Cors.ANY);
        if (list != null && any && origins.size() > 1) {
            list.wrong("\"*\" among other origins", "\"*\" alone, or the origins without it");
        }
        if (list != null && any && credentials) {
            list.wrong("\"*\" with credentials", "the origins that may send credentials, one by one");
        }
        return new Policies.Cors(
                origins,
                section.get("methods", plain.methods(), v -> texts(v, Syntax.TOKEN, "methods, such as [GET, POST]")),
                section.get("headers", plain.headers(), v -> texts(v, Syntax.TOKEN, "names of headers of a request")),
                section.get("expose", plain.expose(), v -> texts(v, Syntax.TOKEN, "names of headers of an answer")),
                credentials,
                section.get("max_age", plain.maxAge(), v -> v.duration(Duration.ofSeconds(1), Duration.ofDays(1))));
    }

    private static List<String> texts(Value value, Pattern pattern, String expected) {
        List<String> texts = new ArrayList<>();
        for (Value item : value.oneOrMore(expected)) {
            String text = item.text(pattern, expected);
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }

    /** The preset, then what {@code set} says in its stead or beside it. */
    private static List<Header> security(Value value) {
        Section section = value.section("preset", "set");
        List<Header> fields = new ArrayList<>(
                section.get("preset", PRESETS.getOrDefault("standard", List.of()), v -> v.choice(PRESETS)));
        List<Header> set = section.get("set", List.of(), HeadersReader::fields);
        fields.removeIf(field -> set.stream().anyMatch(other -> other.name().equalsIgnoreCase(field.name())));
        fields.addAll(set);
        return fields;
    }

    /** The canonical form. */
    public static Tree tree(Policies.Access access) {
        Tree tree = new Tree().putSome("allow", words(access.allow())).putSome("deny", words(access.deny()));
        Policies.ApiKeys keys = access.apiKeys();
        if (keys != null) {
            tree.putSome(
                    "api_keys",
                    new Tree()
                            .put("header", keys.header(), Policies.ApiKeys.DEFAULT_HEADER)
                            .put("pass_on", keys.passOn(), false)
                            .put("keys", new LinkedHashMap<>(keys.keys())));
        }
        Jwt jwt = access.jwt();
        if (jwt != null) {
            tree.putSome("jwt", JwtReader.tree(jwt));
        }
        Policies.Cors cors = access.cors();
        Policies.Cors plain = Policies.Cors.DEFAULT;
        if (cors != null) {
            tree.putSome(
                    "cors",
                    new Tree()
                            .put("origins", cors.origins())
                            .put("methods", cors.methods(), plain.methods())
                            .put("headers", cors.headers(), plain.headers())
                            .put("expose", cors.expose(), plain.expose())
                            .put("credentials", cors.credentials(), plain.credentials())
                            .put("max_age", cors.maxAge(), plain.maxAge()));
        }
        if (!access.securityHeaders().isEmpty()) {
            tree.putSome(
                    "security_headers",
                    new Tree().put("preset", "none").putSome("set", Tree.of(access.securityHeaders())));
        }
        return tree;
    }

    private static List<String> words(List<Network> networks) {
        return networks.stream().map(Network::toString).toList();
    }
}
