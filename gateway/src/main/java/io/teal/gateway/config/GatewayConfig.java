package io.teal.gateway.config;

import io.teal.gateway.address.RealIp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway is told once, at its start.
 *
 * @param listeners where requests are accepted; at least one
 * @param admin where the admin API is served and to whom
 * @param store where revisions are kept
 * @param cache the answer cache in memory
 * @param redis what is shared with other gateways, or null for nothing
 * @param eventLoops threads that do the work of requests
 * @param limits what one client connection may ask for
 * @param drain longest time that running requests get when the gateway stops
 * @param realIp whose word about a client's address is taken
 * @param watchedTexts what operators want to know of when it stands in an error of a server: texts by the name they are
 *     counted under, in the order of the file
 */
public record GatewayConfig(
        List<Listener> listeners,
        Admin admin,
        Store store,
        Cache cache,
        @Nullable Redis redis,
        int eventLoops,
        Limits limits,
        Duration drain,
        RealIp realIp,
        Map<String, String> watchedTexts) {

    /** 15 minutes: the longest an answer may take by default. */
    public static final Duration DEFAULT_DRAIN = Duration.ofMinutes(15);

    /** What goes wrong on a GPU, behind a timeout and at a port where nobody listens. */
    public static final Map<String, String> DEFAULT_WATCHED_TEXTS = inOrder(
            "cuda_out_of_memory", "CUDA out of memory",
            "read_timed_out", "Read timed out",
            "connection_refused", "Connection refused");

    public GatewayConfig {
        listeners = List.copyOf(listeners);
        watchedTexts = Collections.unmodifiableMap(new LinkedHashMap<>(watchedTexts));
    }

    private static Map<String, String> inOrder(String... namesAndTexts) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            texts.put(namesAndTexts[i], namesAndTexts[i + 1]);
        }
        return Collections.unmodifiableMap(texts);
    }

    /** With the default drain and texts; no proxy is trusted. */
    public GatewayConfig(
            List<Listener> listeners,
            Admin admin,
            Store store,
            Cache cache,
            @Nullable Redis redis,
            int eventLoops,
            Limits limits) {
        this(
                listeners,
                admin,
                store,
                cache,
                redis,
                eventLoops,
                limits,
                DEFAULT_DRAIN,
                RealIp.NONE,
                DEFAULT_WATCHED_TEXTS);
    }

    /**
     * An address and port that accepts requests.
     *
     * @param name unique among the listeners
     * @param host an IP literal or a name; {@code 0.0.0.0} for every IPv4 interface
     * @param port 0 to 65535; 0 takes a free one
     * @param tls null for cleartext
     */
    public record Listener(
            String name, String host, int port, @Nullable Tls tls) {}

    /**
     * The identity of a listener.
     *
     * @param certificate absolute path of the certificate chain, PEM
     * @param key absolute path of the private key, PEM
     */
    public record Tls(Path certificate, Path key) {}

    /**
     * The admin API.
     *
     * @param host an IP literal or a name; a loopback address unless there are tokens
     * @param port 0 to 65535; 0 takes a free one
     * @param tokens who may do what; empty leaves it open
     */
    public record Admin(String host, int port, List<Token> tokens) {
        /** Open, on 127.0.0.1:9080. */
        public static final Admin DEFAULT = new Admin("127.0.0.1", 9080, List.of());

        public Admin {
            tokens = List.copyOf(tokens);
        }
    }

    /**
     * A bearer token of the admin API.
     *
     * @param name whom the audit names
     * @param role what it may do
     * @param sha256 SHA-256 sum of the token, lower-case hex
     */
    public record Token(String name, Role role, String sha256) {}

    /** What a caller of the admin API may do; each role includes the ones before it. */
    public enum Role {
        /** Reads. */
        VIEWER,
        /** Switches, rolls back, drains and ejects. */
        OPERATOR,
        /** Changes the routing. */
        ADMIN
    }

    /**
     * Where revisions are kept.
     *
     * @param directory absolute
     */
    public record Store(Path directory) {}

    /**
     * The answer cache in memory.
     *
     * @param memory most bytes
     */
    public record Cache(long memory) {
        /** 256 MiB. */
        public static final Cache DEFAULT = new Cache(256L << 20);
    }

    /**
     * What is shared with other gateways.
     *
     * @param url {@code redis://}, {@code rediss://} with TLS, or {@code redis-sentinel://} and {@code rediss-sentinel://} with
     *     the sentinels as hosts and {@code #} before the name of the master; user and password in it
     * @param cluster whether the hosts of the URL are nodes of a Redis cluster
     * @param ca absolute path of the certificates that are trusted, PEM; null trusts those of the Java runtime
     * @param commandTimeout the longest one command may take; 1 ms to 10 s
     */
    public record Redis(
            String url, boolean cluster, @Nullable Path ca, Duration commandTimeout) {
        /** 50 ms. */
        public static final Duration DEFAULT_COMMAND_TIMEOUT = Duration.ofMillis(50);

        /** A single Redis, or one found by sentinels, with what is trusted and waited for by default. */
        public Redis(String url) {
            this(url, false, null, DEFAULT_COMMAND_TIMEOUT);
        }

        /** Without user and password. */
        @Override
        public String toString() {
            return "Redis[" + url.replaceFirst("//[^/]*@", "//…@") + (cluster ? ", cluster]" : "]");
        }
    }

    /**
     * What one client connection may ask for.
     *
     * @param requestLine most bytes of a request line
     * @param headerBytes most bytes of all header fields
     * @param headerCount most header fields
     * @param headerTimeout for the head of a request to arrive
     * @param bodyTimeout longest silence inside a request body
     * @param keepaliveTimeout longest time between two requests
     * @param http2Streams most concurrent streams of an HTTP/2 connection
     */
    public record Limits(
            int requestLine,
            int headerBytes,
            int headerCount,
            Duration headerTimeout,
            Duration bodyTimeout,
            Duration keepaliveTimeout,
            int http2Streams) {
        /** 8 KiB, 32 KiB, 100 fields, 10 s, 60 s, 75 s, 128 streams. */
        public static final Limits DEFAULT = new Limits(
                8 << 10, 32 << 10, 100, Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(75), 128);
    }
}
