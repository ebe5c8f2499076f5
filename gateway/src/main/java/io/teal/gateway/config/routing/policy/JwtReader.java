package io.teal.gateway.config.routing.policy;

import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Syntax;
import io.teal.gateway.config.text.Value;
import io.teal.gateway.routing.policy.Jwt;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads which tokens a route takes, and writes it. */
final class JwtReader {
    /** Those of which the checking side knows nothing secret, so that whoever can check cannot sign. */
    private static final Map<String, String> ALGORITHMS = new TreeMap<>();

    static {
        Stream.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
                .forEach(name -> ALGORITHMS.put(name, name));
    }

    private static final String JWKS = "where the issuer's keys are: https://…, or the absolute path of a file";
    private static final String TEXTS = "a text or a list of texts";

    private JwtReader() {}

    static Jwt read(Value value) {
        Section section = value.section("issuer", "audience", "jwks", "header", "forward", "leeway", "algorithms");
        Value issuer = section.required("issuer", "what the claim iss must say, such as https://id.example.org/");
        Value audience = section.required("audience", "what the claim aud must say, such as teal");
        Value jwks = section.required("jwks", JWKS);
        String issuerText = issuer == null ? null : someText(issuer, "what the claim iss must say");
        String place = jwks == null ? null : place(jwks);
        return new Jwt(
                issuerText == null ? "" : issuerText,
                audience == null ? List.of() : texts(audience),
                place == null ? "" : place,
                section.get("header", Jwt.DEFAULT_HEADER, v -> HeadersReader.name(v, new HashSet<>())),
                section.get("forward", true, Value::flag),
                section.get("leeway", Jwt.DEFAULT_LEEWAY, v -> v.duration(Duration.ZERO, Duration.ofMinutes(5))),
                section.get("algorithms", Jwt.DEFAULT_ALGORITHMS, JwtReader::algorithms));
    }

    private static @Nullable String someText(Value value, String expected) {
        String text = value.text(expected);
        if (text != null && text.isEmpty()) {
            value.wrong(expected);
            return null;
        }
        return text;
    }

    private static List<String> texts(Value value) {
        List<String> texts = new ArrayList<>();
        for (Value item : value.oneOrMore(TEXTS)) {
            String text = someText(item, TEXTS);
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }

    private static List<String> algorithms(Value value) {
        List<String> names = new ArrayList<>();
        for (Value item : value.oneOrMore("one or more of " + String.join(", ", ALGORITHMS.keySet()))) {
            String name = item.choice(ALGORITHMS);
            if (name != null) {
                names.add(name);
            }
        }
        return names;
    }

    private static @Nullable String place(Value value) {
        String text = value.text(JWKS);
        if (text == null || text.startsWith("/")) {
            return text;
        }
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            value.wrong(JWKS);
            return null;
        }
        String host = uri.getHost();
        boolean plain = "http".equalsIgnoreCase(uri.getScheme());
        if (host == null || (!plain && !"https".equalsIgnoreCase(uri.getScheme()))) {
            value.wrong(JWKS);
            return null;
        }
        if (plain && !Syntax.isLoopback(host)) {
            value.warn("whoever can change what comes from there can sign tokens of his own; use https");
        }
        return text;
    }

    /** The canonical form. */
    static Tree tree(Jwt jwt) {
        return new Tree()
                .put("issuer", jwt.issuer())
                .put("audience", jwt.audience())
                .put("jwks", jwt.jwks())
                .put("header", jwt.header(), Jwt.DEFAULT_HEADER)
                .put("forward", jwt.forward(), true)
                .put("leeway", jwt.leeway(), Jwt.DEFAULT_LEEWAY)
                .put("algorithms", jwt.algorithms(), Jwt.DEFAULT_ALGORITHMS);
    }
}
