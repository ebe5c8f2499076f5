package io.teal.gateway.config;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.teal.gateway.address.RealIp;
import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Syntax;
import io.teal.gateway.config.text.Value;
import io.teal.gateway.config.tracing.TracingReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code gateway.yaml}. */
final class GatewayReader {
    private static final String HOST = "an IP address or a host name, such as 127.0.0.1; 0.0.0.0 for every interface";
    private static final Pattern WATCHED = Pattern.compile("(?=.*\\S)[^\\p{Cntrl}]{1,200}");
    private static final String WATCHED_WORDS = "a text of 1 to 200 characters on one line";

    private final PathReader paths;

    /** Reads configurations whose relative paths begin in a directory. */
    GatewayReader(Path directory) {
        this.paths = new PathReader(directory);
    }

    /** The configuration of a tree; not to be used when there was an error. */
    GatewayConfig read(Value root) {
        Section section = root.section(
                "listeners",
                "admin",
                "store",
                "cache",
                "redis",
                "event_loops",
                "limits",
                "drain",
                "real_ip",
                "watched_texts",
                "recent_requests",
                "access_log",
                "tracing");
        Addresses addresses = new Addresses();
        List<GatewayConfig.Listener> listeners =
                section.get("listeners", List.of(), value -> new ListenerReader(paths).read(value, addresses::add));
        if (!section.has("listeners")) {
            listeners = List.of(new GatewayConfig.Listener("public", "0.0.0.0", 8080, null));
            addresses.add("0.0.0.0", 8080);
        }
        GatewayConfig.Admin admin = new AdminReader(paths).read(section, addresses::add);
        Section store = section.section("store", "directory", "keep_revisions", "keep_audit");
        Section cache = section.section("cache", "memory");
        return new GatewayConfig(
                listeners,
                admin,
                new GatewayConfig.Store(
                        store.get("directory", paths.under("data"), paths::path),
                        store.get("keep_revisions", 0, v -> v.whole(0, 1_000_000_000)),
                        store.get("keep_audit", 0, v -> v.whole(0, 1_000_000_000))),
                new GatewayConfig.Cache(
                        cache.get("memory", GatewayConfig.Cache.DEFAULT.memory(), v -> v.size(0, 1L << 40))),
                section.find("redis", new RedisReader(paths)::read),
                section.get("event_loops", Runtime.getRuntime().availableProcessors(), v -> v.whole(1, 1_024)),
                limits(section),
                section.get("drain", GatewayConfig.DEFAULT_DRAIN, v -> v.duration(Duration.ZERO, Duration.ofDays(1))),
                section.get("real_ip", RealIp.NONE, RealIpReader::read),
                section.get("watched_texts", GatewayConfig.DEFAULT_WATCHED_TEXTS, GatewayReader::watchedTexts),
                section.get("recent_requests", GatewayConfig.DEFAULT_RECENT_REQUESTS, v -> v.whole(0, 100_000)),
                section.find("access_log", new AccessLogReader(paths)::read),
                section.find("tracing", TracingReader::read));
    }

    static String name(Section section, Set<String> names) {
        Value value = section.required("name", Syntax.NAME_WORDS);
        String name = value == null ? null : value.text(Syntax.NAME, Syntax.NAME_WORDS);
        if (value != null && name != null && !names.add(name)) {
            value.wrong("the name " + name + " again", "each name once");
        }
        return name == null ? "" : name;
    }

    /** An IPv6 literal may stand in brackets. */
    static @Nullable String host(Value value) {
        String text = value.text(HOST);
        if (text == null) {
            return null;
        }
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        if (!(bare.length() == text.length() ? Syntax.isHost(bare) : Syntax.isIpv6(bare))) {
            value.wrong(HOST);
            return null;
        }
        return bare;
    }

    /** An empty mapping watches nothing. */
    private static Map<String, String> watchedTexts(Value value) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Value.Member member :
                value.members("names and the texts they stand for, such as {cuda_out_of_memory: CUDA out of memory}")) {
            member.checkName();
            String text = member.value().text(WATCHED, WATCHED_WORDS);
            if (text != null) {
                texts.put(member.name(), text);
            }
        }
        return texts;
    }

    private static GatewayConfig.Limits limits(Section root) {
        Section section = root.section(
                "limits",
                "request_line",
                "header_bytes",
                "header_count",
                "header_timeout",
                "body_timeout",
                "keepalive_timeout",
                "http2_streams");
        GatewayConfig.Limits plain = GatewayConfig.Limits.DEFAULT;
        return new GatewayConfig.Limits(
                bytes(section, "request_line", plain.requestLine()),
                bytes(section, "header_bytes", plain.headerBytes()),
                section.get("header_count", plain.headerCount(), v -> v.whole(1, 10_000)),
                clock(section, "header_timeout", plain.headerTimeout()),
                clock(section, "body_timeout", plain.bodyTimeout()),
                clock(section, "keepalive_timeout", plain.keepaliveTimeout()),
                section.get("http2_streams", plain.http2Streams(), v -> v.whole(1, 100_000)));
    }

    private static int bytes(Section section, String key, int plain) {
        return section.get(key, (long) plain, v -> v.size(256, 1 << 20)).intValue();
    }

    private static Duration clock(Section section, String key, Duration plain) {
        return section.get(key, plain, v -> v.duration(Duration.ofMillis(1), Duration.ofDays(1)));
    }

    /** The addresses bound so far. */
    private static final class Addresses {
        private final List<String> hosts = new ArrayList<>();
        private final List<Integer> ports = new ArrayList<>();

        /** Whether the address can be bound beside the others. */
        @CanIgnoreReturnValue
        boolean add(String host, int port) {
            boolean free = true;
            for (int i = 0; i < ports.size(); i++) {
                free &= port == 0 || ports.get(i) != port || !overlap(hosts.get(i), host);
            }
            hosts.add(host);
            ports.add(port);
            return free;
        }

        private static boolean overlap(String one, String other) {
            Set<String> wildcards = Set.of("0.0.0.0", "::");
            return one.equalsIgnoreCase(other) || wildcards.contains(one) || wildcards.contains(other);
        }
    }
}
