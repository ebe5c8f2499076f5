package io.teal.gateway.config;

import io.teal.gateway.config.GatewayConfig.Role;
import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Syntax;
import io.teal.gateway.config.text.Value;
import io.teal.gateway.tls.CertificateFiles;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.jspecify.annotations.Nullable;

/** Reads where the admin API is served and who is let in: by tokens, by an OpenID provider, by a directory. */
final class AdminReader {
    private static final String ROLES_WORDS = "viewer, operator or admin";
    private static final Map<String, Role> ROLES =
            Map.of("viewer", Role.VIEWER, "operator", Role.OPERATOR, "admin", Role.ADMIN);
    private static final String SUM = "the SHA-256 sum of the token, 64 hex digits (printf %s TOKEN | sha256sum)";
    private static final Pattern LINE = Pattern.compile("(?=.*\\S)[^\\p{Cntrl}]{1,1000}");
    private static final String ISSUER =
            "a URL such as https://login.example.org/realms/ops, as the tokens have it as iss";
    private static final String KEYS = "a URL such as https://login.example.org/realms/ops/keys";
    private static final String DIRECTORY = "a URL such as ldaps://ldap.example.org:636, or ldap:// without TLS";
    private static final String USER_DN =
            "a distinguished name with {0} once, where the name of a user stands, such as uid={0},ou=people,dc=example";
    private static final String FILTER =
            "a filter in parentheses (RFC 4515) with {0} for the distinguished name of the user"
                    + " or {1} for the name, such as (member={0})";
    private static final Pattern FILTER_SHAPE = Pattern.compile("\\(.*\\{[01]}.*\\)");
    private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,99}");

    private final PathReader paths;

    AdminReader(PathReader paths) {
        this.paths = paths;
    }

    /** What listens somewhere. */
    interface Binding {
        /** Whether the address can be bound beside the others. */
        boolean free(String host, int port);
    }

    GatewayConfig.Admin read(Section root, Binding others) {
        Section section = root.section("admin", "host", "port", "tokens", "oidc", "ldap", "tls");
        GatewayConfig.Admin plain = GatewayConfig.Admin.DEFAULT;
        Value where = section.value("host");
        String host = section.get("host", plain.host(), GatewayReader::host);
        int port = section.get("port", plain.port(), v -> v.whole(0, 65_535));
        if (!others.free(host, port)) {
            section.wrong("port", "the port " + port + " of a listener", "another port for the admin API");
        }
        List<GatewayConfig.Token> tokens = section.get("tokens", List.of(), AdminReader::tokens);
        Value list = section.value("tokens");
        boolean open = (list == null || list.isEmptyList())
                && section.present("oidc", "ldap").isEmpty();
        if (open && where != null && !Syntax.isLoopback(host)) {
            where.wrong("a loopback address such as 127.0.0.1, or tokens beside it: an open admin API is served on this"
                    + " machine only (TEAL_ADMIN_TOKEN sets one)");
        }
        GatewayConfig.Oidc oidc = section.find("oidc", this::oidc);
        GatewayConfig.Ldap ldap = section.find("ldap", this::ldap);
        Value directory = section.key("ldap");
        if (directory != null && !Syntax.isLoopback(host)) {
            directory.warn(
                    "passwords cross the network as they are, because the admin API has no TLS of its own: put it behind"
                            + " something that has");
        }
        return new GatewayConfig.Admin(host, port, tokens, oidc, ldap, section.find("tls", this::tls));
    }

    private GatewayConfig.@Nullable AdminTls tls(Value value) {
        Section section = value.section("certificate", "key", "client_ca");
        CertificateFiles certificate = new CertificateReader(paths).read(section);
        Path clientCa = section.find("client_ca", paths::file);
        return certificate == null ? null : new GatewayConfig.AdminTls(certificate, clientCa);
    }

    private static List<GatewayConfig.Token> tokens(Value value) {
        List<GatewayConfig.Token> tokens = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Value item : value.items("a list of tokens, such as [{name: ops, role: operator, sha256: …}]")) {
            Section section = item.section("name", "role", "sha256");
            String name = GatewayReader.name(section, names);
            Value role = section.required("role", ROLES_WORDS);
            Role read = role == null ? null : role.choice(ROLES);
            Value sum = section.required("sha256", SUM);
            String hex = sum == null ? null : sum.secret(Syntax.SHA256, SUM);
            if (read != null && hex != null) {
                tokens.add(new GatewayConfig.Token(name, read, hex.toLowerCase(Locale.ROOT)));
            }
        }
        return tokens;
    }

    private GatewayConfig.@Nullable Oidc oidc(Value value) {
        Section section =
                value.section("issuer", "jwks", "ca", "audience", "name_claim", "role_claim", "roles", "clock_skew");
        Value where = section.required("issuer", ISSUER);
        String issuer = where == null ? null : url(where, ISSUER, false, "http", "https");
        String jwks = section.find("jwks", v -> url(v, KEYS, true, "http", "https"));
        String asked = jwks == null ? issuer : jwks;
        warnOfHttp(section, jwks == null ? "issuer" : "jwks", asked);
        Path ca = section.find("ca", paths::file);
        refuseCaWithoutTls(section, asked, "https://");
        String audienceWords = "what the tokens for this gateway have among aud, such as teal";
        Value wanted = section.required("audience", audienceWords);
        String audience = wanted == null ? null : wanted.text(LINE, audienceWords);
        String claim = "the name of a claim; dots lead into objects, as in realm_access.roles";
        String nameClaim = section.get("name_claim", "sub", v -> v.text(LINE, claim));
        String roleClaim = section.get("role_claim", "roles", v -> v.text(LINE, claim));
        Map<Role, List<String>> roles = roles(section, "roles of the provider", "{admin: [teal-admin]}");
        Duration skew = section.get(
                "clock_skew",
                GatewayConfig.Oidc.DEFAULT_CLOCK_SKEW,
                v -> v.duration(Duration.ZERO, Duration.ofMinutes(5)));
        return issuer == null || audience == null
                ? null
                : new GatewayConfig.Oidc(issuer, jwks, ca, audience, nameClaim, roleClaim, roles, skew);
    }

    private GatewayConfig.@Nullable Ldap ldap(Value value) {
        Section section = value.section(
                "url", "ca", "user_dn", "group_base", "group_filter", "group_attribute", "roles", "timeout", "cache");
        Value where = section.required("url", DIRECTORY);
        String url = where == null ? null : directory(where);
        if (where != null && url != null && url.startsWith("ldap://") && !loopback(url)) {
            where.warn("passwords go to another machine without TLS; ldaps:// has it");
        }
        Path ca = section.find("ca", paths::file);
        refuseCaWithoutTls(section, url, "ldaps://");
        Value user = section.required("user_dn", USER_DN);
        String userDn = user == null ? null : userDn(user);
        String baseWords = "the distinguished name below which groups are, such as ou=groups,dc=example";
        Value base = section.required("group_base", baseWords);
        String groupBase = base == null ? null : dn(base, baseWords, "");
        String filter =
                section.get("group_filter", GatewayConfig.Ldap.DEFAULT_GROUP_FILTER, v -> v.text(FILTER_SHAPE, FILTER));
        String attribute =
                section.get("group_attribute", "cn", v -> v.text(ATTRIBUTE, "the name of an attribute, such as cn"));
        Map<Role, List<String>> roles = roles(section, "groups", "{admin: [teal-admins]}");
        Duration timeout = section.get(
                "timeout",
                GatewayConfig.Ldap.DEFAULT_TIMEOUT,
                v -> v.duration(Duration.ofMillis(10), Duration.ofSeconds(30)));
        Duration cache = section.get(
                "cache", GatewayConfig.Ldap.DEFAULT_CACHE, v -> v.duration(Duration.ZERO, Duration.ofHours(1)));
        return url == null || userDn == null || groupBase == null
                ? null
                : new GatewayConfig.Ldap(url, ca, userDn, groupBase, filter, attribute, roles, timeout, cache);
    }

    /** At least one role, each name under one of them: two roles for one name are a mistake. */
    private static Map<Role, List<String>> roles(Section section, String what, String example) {
        String expected = what + " by the role they give, such as " + example;
        Value value = section.required("roles", expected);
        Map<Role, List<String>> roles = new EnumMap<>(Role.class);
        if (value == null) {
            return roles;
        }
        Section byRole = value.section("viewer", "operator", "admin");
        if (byRole.present() && byRole.present("viewer", "operator", "admin").isEmpty()) {
            value.wrong("an empty mapping", expected);
        }
        Map<String, String> seen = new HashMap<>();
        for (Role role : Role.values()) {
            String key = role.name().toLowerCase(Locale.ROOT);
            Value list = byRole.value(key);
            List<String> names = new ArrayList<>();
            for (Value item : list == null ? List.<Value>of() : list.oneOrMore("a list of " + what)) {
                String name = item.text(LINE, "a text of 1 to 1000 characters on one line");
                String former = name == null ? null : seen.putIfAbsent(name, key);
                if (former != null) {
                    item.wrong(name + " again", "each once; it gives the role " + former + " already");
                } else if (name != null) {
                    names.add(name);
                }
            }
            if (!names.isEmpty()) {
                roles.put(role, List.copyOf(names));
            }
        }
        return roles;
    }

    private static void warnOfHttp(Section section, String key, @Nullable String url) {
        Value value = section.value(key);
        if (value != null && url != null && url.startsWith("http://") && !loopback(url)) {
            value.warn("the keys of the provider come from another machine without TLS: whoever is in between can give"
                    + " himself any role; https:// has it");
        }
    }

    private static void refuseCaWithoutTls(Section section, @Nullable String url, String scheme) {
        Value certificates = section.key("ca");
        if (certificates != null && url != null && !url.startsWith(scheme)) {
            certificates.wrong("ca without TLS", "no ca, or " + scheme + " in the URL");
        }
    }

    private static boolean loopback(String url) {
        String host = URI.create(url).getHost();
        return Syntax.isLoopback(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
    }

    /** A URL with a host and without user and fragment; what may be a password in it is not shown. */
    private static @Nullable String url(Value value, String expected, boolean query, String... schemes) {
        String text = value.text(LINE, expected);
        if (text == null) {
            return null;
        }
        try {
            URI uri = new URI(text);
            if (uri.getScheme() != null
                    && List.of(schemes).contains(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getPort() <= 65_535
                    && uri.getRawUserInfo() == null
                    && (query || uri.getRawQuery() == null)
                    && uri.getRawFragment() == null) {
                return text;
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        if (text.indexOf('@') >= 0) {
            value.wrong("a text of " + text.length() + " characters", expected);
        } else {
            value.wrong(expected);
        }
        return null;
    }

    private static @Nullable String directory(Value value) {
        String url = url(value, DIRECTORY, false, "ldap", "ldaps");
        if (url != null && !URI.create(url).getRawPath().isEmpty()) {
            value.wrong(
                    "a path in " + url,
                    "nothing behind the host and port: user_dn and group_base stand beside the URL");
            return null;
        }
        return url;
    }

    private static @Nullable String userDn(Value value) {
        String text = dn(value, USER_DN, "x");
        int first = text == null ? -1 : text.indexOf("{0}");
        if (text != null && (first < 0 || text.indexOf("{0}", first + 1) >= 0)) {
            value.wrong(USER_DN);
            return null;
        }
        return text;
    }

    private static @Nullable String dn(Value value, String expected, String user) {
        String text = value.text(LINE, expected);
        if (text == null) {
            return null;
        }
        try {
            var unused = new LdapName(text.replace("{0}", user));
            return text;
        } catch (InvalidNameException e) {
            value.wrong(expected);
            return null;
        }
    }
}
