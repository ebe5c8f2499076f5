package io.teal.gateway.redis.link;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with Redis, in words for people, with what to do about it and without secrets.
 *
 * @param kind tells apart what has to be said again
 * @param words one sentence without its full stop
 */
public record Problem(Kind kind, String words) {
    private static final int LONGEST_REPLY = 200;
    private static final int DEEPEST = 16;
    private static final Pattern STOPPED_SCRIPT =
            Pattern.compile("ERR Error running script .*@user_script: \\d+: -?([A-Z]+ .*)", Pattern.DOTALL);

    /** Kinds of problems. Another kind is worth telling, other words are not. */
    public enum Kind {
        /** Nobody there, or somebody who hung up. */
        UNREACHABLE,
        /** Somebody there, who says nothing. */
        SILENT,
        /** A password is wanted, or another one. */
        PASSWORD,
        /** No common understanding about TLS. */
        TLS,
        /** Not yet. */
        LOADING,
        /** One that is not what the configuration says. */
        SETUP,
        /** This and that is not done. */
        REFUSAL
    }

    /** Nobody there, or somebody who hung up. */
    public static Problem unreachable(RedisAddress address, String why) {
        return new Problem(
                Kind.UNREACHABLE,
                "redis cannot be reached at " + address.where() + ": " + why
                        + "; answers are kept in memory only until it can");
    }

    /** Somebody there, who says nothing. */
    public static Problem silent(RedisAddress address, long millis) {
        return new Problem(
                Kind.SILENT,
                "redis does not answer within " + millis + " ms at " + address.where()
                        + "; answers are kept in memory only until it does");
    }

    static Problem setup(RedisAddress address, String what, String advice) {
        return new Problem(Kind.SETUP, "redis at " + address.where() + " " + what + "; " + advice);
    }

    /** One that only follows another. */
    public static Problem replica(RedisAddress address, String said) {
        return setup(
                address,
                "is a replica and takes no writes (" + said + ")",
                "set redis.url to the master, or to sentinels that know it");
    }

    /** What an error says, whatever it is wrapped in. */
    public static Problem of(RedisAddress address, Throwable error, long patienceMillis) {
        if (find(error, Sentinels.UnknownMaster.class, 0) != null) {
            return setup(
                    address,
                    "is not found: the sentinels know no master named " + address.master(),
                    "set the name after # in redis.url");
        }
        String reply = reply(error);
        if (reply != null) {
            return ofReply(address, reply);
        }
        SSLException tls = find(error, SSLException.class, 0);
        // A handshake that is not answered is a silence as well; which clock sees it first is chance.
        boolean unanswered =
                tls != null && String.valueOf(root(tls).getMessage()).startsWith("handshake timed out");
        if (tls != null && !unanswered) {
            return ofTls(address, tls);
        }
        if (unanswered
                || find(error, TimeoutException.class, 0) != null
                || find(error, RedisCommandTimeoutException.class, 0) != null) {
            return address.tls()
                    ? new Problem(
                            Kind.SILENT,
                            "redis does not answer within " + patienceMillis + " ms at " + address.where()
                                    + ", as one does that speaks no TLS (redis:// in redis.url); answers are kept in"
                                    + " memory only until it does")
                    : silent(address, patienceMillis);
        }
        UnknownHostException unknown = find(error, UnknownHostException.class, 0);
        if (unknown != null) {
            return unreachable(address, "the name of a host is not known");
        }
        Throwable root = root(error);
        // What the runtime says when a channel is closed has no words.
        String text = root.getMessage() == null ? "the connection was closed" : root.getMessage();
        if (text.startsWith("DENIED")) {
            return ofReply(address, text);
        }
        if (text.contains("ertificate")) {
            return certificates(text);
        }
        if (text.contains("closed prematurely")) {
            return unreachable(
                    address,
                    "it closes the connection at once"
                            + (address.tls() ? "" : ", as one does that wants TLS (rediss:// in redis.url)"));
        }
        if (text.contains("not connected")) {
            return unreachable(address, "the connection was closed");
        }
        if (text.contains("timed out")) {
            return unreachable(address, "no connection comes about in time");
        }
        return unreachable(address, root instanceof ConnectException ? "the connection is refused" : shortened(text));
    }

    private static Problem certificates(String why) {
        return new Problem(
                Kind.TLS,
                "the certificates in the file that redis.ca names cannot be read: " + shortened(why)
                        + "; answers are kept in memory only until they can");
    }

    private static Problem ofTls(RedisAddress address, SSLException error) {
        String text = String.valueOf(root(error).getMessage());
        if (text.contains("not an SSL/TLS record")) {
            return new Problem(
                    Kind.TLS, "redis at " + address.where() + " speaks no TLS; begin redis.url with redis:// instead");
        }
        if (text.contains("subject alternative") || text.startsWith("No name matching")) {
            return new Problem(
                    Kind.TLS,
                    "redis at " + address.where() + " shows a certificate for another name: " + shortened(text)
                            + "; name the host in redis.url as its certificate does");
        }
        return new Problem(
                Kind.TLS,
                "redis at " + address.where() + " shows a certificate that is not trusted: " + shortened(text)
                        + "; set redis.ca to the certificate of who signed it");
    }

    /** What an error reply of the server says. */
    private static Problem ofReply(RedisAddress address, String reply) {
        // What an unknown command was sent with may be a password.
        int arguments = reply.indexOf(", with args");
        String said = shortened(arguments < 0 ? reply : reply.substring(0, arguments));
        return switch (code(reply)) {
            case "WRONGPASS" -> password(address, said);
            case "NOAUTH" ->
                address.password() == null
                        ? new Problem(
                                Kind.PASSWORD, "redis wants a password at " + address.where() + "; set it in redis.url")
                        : password(address, "NOAUTH");
            case "NOPERM" ->
                setup(address, "does not allow what is asked of it (" + said + ")", "give the user the rights");
            case "DENIED" -> setup(address, "is in protected mode", "give it a password, and set it in redis.url");
            case "LOADING" ->
                new Problem(
                        Kind.LOADING,
                        "redis is loading its data at " + address.where()
                                + "; answers are kept in memory only until it has");
            case "READONLY", "MASTERDOWN" -> replica(address, said);
            case "CLUSTERDOWN" ->
                new Problem(
                        Kind.UNREACHABLE,
                        "the redis cluster at " + address.where() + " is down (" + said
                                + "); answers are kept in memory only until it is back");
            case "MOVED", "ASK" -> setup(address, "is a node of a cluster", "set redis.cluster: true");
            case "OOM" ->
                new Problem(
                        Kind.REFUSAL,
                        "redis is full at " + address.where() + " (" + said
                                + "); raise its maxmemory, or set its maxmemory-policy to allkeys-lru");
            default -> ofPlainError(address, said);
        };
    }

    private static Problem ofPlainError(RedisAddress address, String said) {
        if (said.contains("invalid password") || said.contains("AUTH")) {
            return password(address, said);
        }
        if (said.contains("cluster support disabled")) {
            return setup(address, "is no cluster", "set redis.cluster: false");
        }
        if (said.contains("max number of clients")) {
            return unreachable(address, "it has too many clients; raise its maxclients");
        }
        return new Problem(Kind.REFUSAL, "redis at " + address.where() + " refuses: " + said);
    }

    private static Problem password(RedisAddress address, String said) {
        return new Problem(
                Kind.PASSWORD,
                "redis refuses the password at " + address.where() + " (" + said + "); set it in redis.url");
    }

    /** The error reply of a server behind an error, or null when the server did not reply. */
    public static @Nullable String reply(Throwable error) {
        RedisCommandExecutionException reply = find(error, RedisCommandExecutionException.class, 0);
        return reply == null ? null : unwrapped(String.valueOf(reply.getMessage()));
    }

    /** Before version 7, what stops a script is told at the end of a story about the script. */
    private static String unwrapped(String reply) {
        Matcher matcher = STOPPED_SCRIPT.matcher(reply);
        return matcher.matches() ? matcher.group(1) : reply;
    }

    /** The first word of an error reply. */
    public static String code(String reply) {
        int space = reply.indexOf(' ');
        return space < 0 ? reply : reply.substring(0, space);
    }

    /** Whether the server says by it that nobody will get anything from it, or from this connection. */
    public static boolean isEnd(String reply) {
        return switch (code(reply)) {
            case "LOADING", "MASTERDOWN", "CLUSTERDOWN", "READONLY", "NOAUTH" -> true;
            default -> false;
        };
    }

    private static <T extends Throwable> @Nullable T find(Throwable error, Class<T> wanted, int depth) {
        if (wanted.isInstance(error)) {
            return wanted.cast(error);
        }
        if (depth == DEEPEST) {
            return null;
        }
        Throwable cause = error.getCause();
        T found = cause == null ? null : find(cause, wanted, depth + 1);
        for (Throwable beside : error.getSuppressed()) {
            if (found == null) {
                found = find(beside, wanted, depth + 1);
            }
        }
        return found;
    }

    private static Throwable root(Throwable error) {
        Throwable root = error;
        for (int depth = 0; depth < DEEPEST; depth++) {
            Throwable cause = root.getCause();
            if (cause == null && root.getSuppressed().length > 0) {
                cause = root.getSuppressed()[0];
            }
            if (cause == null) {
                return root;
            }
            root = cause;
        }
        return root;
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        if (line.endsWith(".")) {
            line = line.substring(0, line.length() - 1);
        }
        return line.length() <= LONGEST_REPLY ? line : line.substring(0, LONGEST_REPLY) + "…";
    }
}
