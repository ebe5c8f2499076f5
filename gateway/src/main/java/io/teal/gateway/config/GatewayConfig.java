package io.teal.gateway.config;

import io.teal.gateway.address.RealIp;
import io.teal.gateway.config.tracing.TracingConfig;
import io.teal.gateway.tls.CertificateFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * @param recentRequests how many of the last requests are kept to be told of, 0 to 100000
 * @param accessLog where a line for each request goes; null for nowhere
 * @param tracing where traces go; null for nowhere
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
        Map<String, String> watchedTexts,
        int recentRequests,
        @Nullable AccessLog accessLog,
        @Nullable TracingConfig tracing) {

    /** 15 minutes: the longest an answer may take by default. */
    public static final Duration DEFAULT_DRAIN = Duration.ofMinutes(15);

    /** 1000. */
    public static final int DEFAULT_RECENT_REQUESTS = 1_000;

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

    /** With the default drain, texts and requests kept; no proxy is trusted. */
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
                DEFAULT_WATCHED_TEXTS,
                DEFAULT_RECENT_REQUESTS,
                null,
                null);
    }

    /**
     * The access log.
     *
     * @param path absolute path of a file or a named pipe; null for the standard output
     * @param format what a line looks like
     * @param maxSize bytes after which a file is put aside
     * @param keep how many files that were put aside are kept, 1 to 1000
     * @param leaveOut paths of which requests are not logged
     * @param questions whether what was asked is logged
     * @param buffer bytes that may wait to be written
     */
    public record AccessLog(
            @Nullable Path path,
            Format format,
            long maxSize,
            int keep,
            Set<String> leaveOut,
            boolean questions,
            long buffer) {
        /** JSON on the standard output. */
        public static final AccessLog STDOUT =
                new AccessLog(null, Format.JSON, 128L << 20, 8, Set.of(), false, 8L << 20);

        public AccessLog {
            leaveOut = Set.copyOf(leaveOut);
        }

        /** What a line looks like. */
        public enum Format {
            /** One JSON object. */
            JSON,
            /** As nginx's format of that name. */
            COMBINED
        }
    }

    /**
     * An address and port that accepts requests.
     *
     * @param name unique among the listeners
     * @param host an IP literal or a name; {@code 0.0.0.0} for every IPv4 interface
     * @param port 0 to 65535; 0 takes a free one
     * @param tls null for cleartext
     * @param redirectPort every request is sent on to https on this port, 1 to 65535; null serves requests; not with TLS
     */
    public record Listener(
            String name,
            String host,
            int port,
            @Nullable Tls tls,
            @Nullable Integer redirectPort) {
        /** One that serves requests. */
        public Listener(String name, String host, int port, @Nullable Tls tls) {
            this(name, host, port, tls, null);
        }
    }

    /**
     * How a listener speaks TLS.
     *
     * @param certificates at least one, with absolute paths; the first is for who names no host or an unknown one
     * @param hsts what browsers are told about the future, or null for nothing
     */
    public record Tls(
            List<CertificateFiles> certificates, @Nullable Hsts hsts) {
        public Tls {
            certificates = List.copyOf(certificates);
        }
    }

    /**
     * For how long a browser must come by https only (RFC 6797).
     *
     * @param maxAge whole seconds; 0 takes back what was said before
     * @param includeSubdomains whether for every host below this one too
     * @param preload whether it may be put into the lists that browsers have built in
     */
    public record Hsts(Duration maxAge, boolean includeSubdomains, boolean preload) {
        /** One year. */
        public static final Duration DEFAULT_MAX_AGE = Duration.ofDays(365);
    }

    /**
     * The admin API.
     *
     * @param host an IP literal or a name; a loopback address where it is open
     * @param port 0 to 65535; 0 takes a free one
     * @param tokens who may do what
     * @param oidc whose tokens are accepted besides, or null for nobody's
     * @param ldap where names and passwords are known, or null for nowhere; without any of the three it is open
     * @param tls how it speaks TLS, or null for cleartext
     */
    public record Admin(
            String host,
            int port,
            List<Token> tokens,
            @Nullable Oidc oidc,
            @Nullable Ldap ldap,
            @Nullable AdminTls tls) {
        /** Open, on 127.0.0.1:9080. */
        public static final Admin DEFAULT = new Admin("127.0.0.1", 9080, List.of());

        public Admin {
            tokens = List.copyOf(tokens);
        }

        /** Known by tokens alone. */
        public Admin(String host, int port, List<Token> tokens) {
            this(host, port, tokens, null, null);
        }

        /** In cleartext. */
        public Admin(String host, int port, List<Token> tokens, @Nullable Oidc oidc, @Nullable Ldap ldap) {
            this(host, port, tokens, oidc, ldap, null);
        }
    }

    /**
     * How the admin API speaks TLS.
     *
     * @param certificate what it shows, with absolute paths
     * @param clientCa absolute path of those who sign the certificates that clients must show, PEM; null asks for none
     */
    public record AdminTls(
            CertificateFiles certificate, @Nullable Path clientCa) {}

    /**
     * An OpenID provider whose signed tokens (RFC 7519) the admin API accepts.
     *
     * @param issuer what its tokens have as {@code iss}, an absolute URL
     * @param jwks URL of its keys (RFC 7517); null asks {@code issuer/.well-known/openid-configuration}
     * @param ca absolute path of the certificates that are trusted, PEM; null trusts those of the Java runtime
     * @param audience what must be among {@code aud}
     * @param nameClaim the claim whom the audit names
     * @param roleClaim the claim with roles, a list or words; dots lead into objects
     * @param roles which of its roles give a role here
     * @param clockSkew how far the clocks may be apart; 0 to 5 min
     */
    public record Oidc(
            String issuer,
            @Nullable String jwks,
            @Nullable Path ca,
            String audience,
            String nameClaim,
            String roleClaim,
            Map<Role, List<String>> roles,
            Duration clockSkew) {
        /** 30 s. */
        public static final Duration DEFAULT_CLOCK_SKEW = Duration.ofSeconds(30);

        public Oidc {
            roles = Map.copyOf(roles);
        }
    }

    /**
     * A directory that knows the callers of the admin API by name and password.
     *
     * @param url {@code ldaps://} or {@code ldap://} with a host, with or without a port
     * @param ca absolute path of the certificates that are trusted, PEM; null trusts those of the Java runtime
     * @param userDn the distinguished name of a user, with <code>{0}</code> where the name given stands
     * @param groupBase below what groups are
     * @param groupFilter which groups somebody is in (RFC 4515): <code>{0}</code> is the distinguished name, <code>{1}</code>
     *     the name given
     * @param groupAttribute the attribute with the name of a group
     * @param roles which groups give a role
     * @param timeout the longest that a caller waits for it; 10 ms to 30 s
     * @param cache how long a success is remembered; 0 to 1 h
     */
    public record Ldap(
            String url,
            @Nullable Path ca,
            String userDn,
            String groupBase,
            String groupFilter,
            String groupAttribute,
            Map<Role, List<String>> roles,
            Duration timeout,
            Duration cache) {
        /** Groups that list their members by distinguished name. */
        public static final String DEFAULT_GROUP_FILTER = "(member={0})";

        /** 2 s. */
        public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

        /** 60 s. */
        public static final Duration DEFAULT_CACHE = Duration.ofSeconds(60);

        public Ldap {
            roles = Map.copyOf(roles);
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
     * Where revisions and the audit are kept.
     *
     * @param directory absolute
     * @param keepRevisions how many revisions are kept at least, older ones may be given up; 0 keeps all
     * @param keepAudit how many records of the audit are kept at least, older ones may be given up; 0 keeps all
     */
    public record Store(Path directory, int keepRevisions, int keepAudit) {
        /** All of it is kept. */
        public Store(Path directory) {
            this(directory, 0, 0);
        }
    }

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
