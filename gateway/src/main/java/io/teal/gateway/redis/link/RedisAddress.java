package io.teal.gateway.redis.link;

import io.lettuce.core.RedisURI;
import io.lettuce.core.StaticCredentialsProvider;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis is and who asks it: a URL that was understood. Messages about one that was not show nothing of it but hosts.
 *
 * @param hosts the server, the sentinels, or some nodes of the cluster; at least one
 * @param tls whether all of them are spoken to with TLS
 * @param user null for the default user
 * @param password null when none is asked for
 * @param database number of the database; 0 in a cluster
 * @param master the name the sentinels know; null without sentinels
 * @param cluster whether the hosts are nodes of a cluster
 */
public record RedisAddress(
        List<Host> hosts,
        boolean tls,
        @Nullable String user,
        @Nullable String password,
        int database,
        @Nullable String master,
        boolean cluster) {
    private static final int REDIS_PORT = 6379;
    private static final int SENTINEL_PORT = 26379;
    private static final int MOST_DATABASES = 1 << 20;

    /** One host; name or address without brackets. */
    public record Host(String name, int port) {
        @Override
        public String toString() {
            return (name.indexOf(':') < 0 ? name : "[" + name + "]") + ":" + port;
        }
    }

    /** What URLs begin with. */
    private enum Scheme {
        PLAIN("redis://", false, false),
        TLS("rediss://", true, false),
        SENTINEL("redis-sentinel://", false, true),
        SENTINEL_TLS("rediss-sentinel://", true, true);

        final String text;
        final boolean tls;
        final boolean sentinel;

        Scheme(String text, boolean tls, boolean sentinel) {
            this.text = text;
            this.tls = tls;
            this.sentinel = sentinel;
        }

        static Scheme of(String url) {
            for (Scheme scheme : values()) {
                if (url.startsWith(scheme.text)) {
                    return scheme;
                }
            }
            throw wrong("begins with none of redis://, rediss://, redis-sentinel:// and rediss-sentinel://");
        }
    }

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException when it cannot be understood; the message shows neither user nor password
     */
    public static RedisAddress of(String url, boolean cluster) {
        Scheme scheme = Scheme.of(url);
        String rest = url.substring(scheme.text.length());
        // The last one: a password that was not encoded may have others, and no host has one.
        int at = rest.lastIndexOf('@');
        String owner = at < 0 ? "" : rest.substring(0, at);
        rest = rest.substring(at + 1);
        String master = null;
        int hash = rest.indexOf('#');
        if (hash >= 0) {
            master = decoded(rest.substring(hash + 1));
            rest = rest.substring(0, hash);
        }
        if (rest.indexOf('?') >= 0) {
            throw wrong("has options after a question mark, of which there are none");
        }
        int slash = rest.indexOf('/');
        int database = slash < 0 ? 0 : database(rest.substring(slash + 1));
        List<Host> hosts =
                hosts(slash < 0 ? rest : rest.substring(0, slash), scheme.sentinel ? SENTINEL_PORT : REDIS_PORT);
        if (scheme.sentinel && (master == null || master.isEmpty())) {
            throw wrong("does not say after a # by which name the sentinels know the master");
        }
        if (!scheme.sentinel && master != null) {
            throw wrong("names a master after a #, which is for redis-sentinel:// and rediss-sentinel:// only");
        }
        if (cluster && scheme.sentinel) {
            throw wrong("has sentinels, and a cluster has none");
        }
        if (cluster && database != 0) {
            throw wrong("has a database, and a cluster has only the one with number 0");
        }
        if (!cluster && !scheme.sentinel && hosts.size() > 1) {
            throw wrong("has several hosts: that needs cluster: true, or redis-sentinel://");
        }
        int colon = owner.indexOf(':');
        // One word alone is the password, as everywhere with Redis: until version 6 there were no users.
        String user = colon <= 0 ? null : decoded(owner.substring(0, colon));
        String password = decoded(owner.substring(colon + 1));
        return new RedisAddress(
                hosts, scheme.tls, user, password.isEmpty() ? null : password, database, master, cluster);
    }

    private static List<Host> hosts(String text, int defaultPort) {
        List<Host> hosts = new ArrayList<>();
        for (String host : text.split(",", -1)) {
            hosts.add(host(host, defaultPort));
        }
        return List.copyOf(hosts);
    }

    private static Host host(String text, int defaultPort) {
        int bracket = text.lastIndexOf(']');
        int colon = text.indexOf(':', bracket + 1);
        String name = colon < 0 ? text : text.substring(0, colon);
        if (bracket >= 0) {
            if (!name.startsWith("[") || bracket != name.length() - 1) {
                throw wrong("has a host that is none: " + text);
            }
            name = name.substring(1, bracket);
        }
        int port = colon < 0 ? defaultPort : number(text.substring(colon + 1), 65_535);
        if (name.isBlank() || port < 1) {
            throw wrong("has a host that is none: \"" + text + "\"");
        }
        return new Host(name, port);
    }

    private static int database(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        int number = number(text, MOST_DATABASES);
        if (number < 0) {
            throw wrong("has something else than the number of a database after its hosts");
        }
        return number;
    }

    /** The number, or -1 when it is none or greater than that. */
    private static int number(String text, int most) {
        if (text.isEmpty() || text.length() > 9) {
            return -1;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return -1;
            }
        }
        int number = Integer.parseInt(text);
        return number > most ? -1 : number;
    }

    private static String decoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '%') {
                out.write(bytes[i]);
                continue;
            }
            int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw wrong("has a % that two hexadecimal digits do not follow; a % itself is written %25");
            }
            out.write(high << 4 | low);
            i += 2;
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("redis.url " + what);
    }

    /** For people: hosts and ports, and what is looked for there. */
    public String where() {
        StringBuilder text = new StringBuilder();
        for (Host host : hosts) {
            text.append(text.isEmpty() ? "" : ",").append(host);
        }
        return master == null ? text.toString() : text + " (sentinels of " + master + ")";
    }

    /** The hosts as the library wants to have them. */
    List<RedisURI> uris() {
        List<RedisURI> uris = new ArrayList<>();
        for (Host host : hosts) {
            uris.add(uri(host, database, true));
        }
        return uris;
    }

    /** One host as the library wants to have it, with user and password or without. */
    RedisURI uri(Host host, int ofDatabase, boolean identified) {
        RedisURI uri = RedisURI.builder()
                .withHost(host.name)
                .withPort(host.port)
                .withDatabase(ofDatabase)
                .withSsl(tls)
                .withTimeout(Connector.HANDSHAKE)
                .build();
        if (identified && password != null) {
            uri.setCredentialsProvider(new StaticCredentialsProvider(user, password.toCharArray()));
        }
        return uri;
    }

    /** Without user and password. */
    @Override
    public String toString() {
        return where();
    }
}
