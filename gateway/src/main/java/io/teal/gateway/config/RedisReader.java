package io.teal.gateway.config;

import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Syntax;
import io.teal.gateway.config.text.Value;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads which Redis is shared with other gateways. No complaint shows the URL, which may have a password in it. */
final class RedisReader {
    private static final String URL = "a URL such as redis://127.0.0.1:6379 (or rediss:// for TLS,"
            + " redis-sentinel://127.0.0.1:26379#MASTER for a Redis found by sentinels)";
    private static final Pattern PARTS = Pattern.compile("(?<scheme>redis|rediss|redis-sentinel|rediss-sentinel)://"
            + "(?:(?<user>.*)@)?(?<hosts>[^@/?#]+)(?:/(?<database>[^/?#]*))?(?<query>\\?[^#]*)?(?:#(?<master>.*))?");
    /** What RFC 3986 lets a user and password have, without commas, which stand between hosts. */
    private static final Pattern USER = Pattern.compile("(?:[A-Za-z0-9._~!$&'()*+;=:-]|%[0-9A-Fa-f]{2})*");

    private static final Pattern DATABASE = Pattern.compile("|0|[1-9][0-9]{0,3}");
    private static final Pattern ANY = Pattern.compile("(?s).{1,4000}");
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final PathReader paths;

    RedisReader(PathReader paths) {
        this.paths = paths;
    }

    GatewayConfig.@Nullable Redis read(Value value) {
        Section section = value.section("url", "cluster", "ca", "command_timeout");
        boolean cluster = section.get("cluster", false, Value::flag);
        Path ca = section.find("ca", paths::file);
        Duration timeout = section.get(
                "command_timeout",
                GatewayConfig.Redis.DEFAULT_COMMAND_TIMEOUT,
                v -> v.duration(Duration.ofMillis(1), LONGEST));
        Value where = section.required("url", URL);
        String url = where == null ? null : where.secret(ANY, URL);
        if (where == null || url == null) {
            return null;
        }
        Matcher parts = PARTS.matcher(url);
        String wrong = parts.matches() ? wrong(parts, cluster) : URL;
        if (wrong != null) {
            where.wrong("a text of " + url.length() + " characters", wrong);
            return null;
        }
        Value certificates = section.key("ca");
        if (certificates != null && !parts.group("scheme").startsWith("rediss")) {
            certificates.wrong("ca without TLS", "no ca, or rediss:// or rediss-sentinel:// in the URL");
        }
        return new GatewayConfig.Redis(url, cluster, ca, timeout);
    }

    /** What would have to be there instead, in words that show nothing of the URL; null when it is good. */
    private static @Nullable String wrong(Matcher url, boolean cluster) {
        String user = url.group("user");
        if (user != null && !USER.matcher(user).matches()) {
            return "user and password with anything but letters, digits and -._~ percent-encoded: %40 for @, %2F for /";
        }
        String[] hosts = url.group("hosts").split(",", -1);
        for (String host : hosts) {
            if (!Syntax.isAuthority(host)) {
                return "a host, with or without a port, behind :// or @; several are separated by commas";
            }
        }
        if (url.group("query") != null) {
            return "no ? and nothing behind it: cluster, ca and command_timeout stand beside the URL";
        }
        String database = url.group("database") == null ? "" : url.group("database");
        if (!DATABASE.matcher(database).matches()) {
            return "the number of a database behind the last slash, or nothing";
        }
        if (url.group("scheme").endsWith("-sentinel")) {
            return wrongSentinels(url.group("master"), cluster);
        }
        if (url.group("master") != null) {
            return "no #: only redis-sentinel:// and rediss-sentinel:// name a master";
        }
        if (hosts.length > 1 && !cluster) {
            return "one host; several are the nodes of a cluster (cluster: true beside the URL) or sentinels"
                    + " (redis-sentinel://HOST,HOST#MASTER)";
        }
        return cluster && !(database.isEmpty() || database.equals("0")) ? "no database: a cluster has only one" : null;
    }

    private static @Nullable String wrongSentinels(@Nullable String master, boolean cluster) {
        if (cluster) {
            return "redis:// or rediss:// for a cluster: its nodes find each other without sentinels";
        }
        return master == null || !Syntax.NAME.matcher(master).matches()
                ? "the name of the master at the end, as the sentinels have it, such as #mymaster"
                : null;
    }
}
