package io.teal.gateway.redis;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which Redis is spoken to, and how long is waited for it.
 *
 * @param url {@code redis://}, {@code rediss://} with TLS, or {@code redis-sentinel://} and {@code rediss-sentinel://} with the
 *     sentinels as hosts and {@code #} before the name of the master; user and password in it, percent-encoded; several hosts
 *     are separated by commas
 * @param cluster whether the hosts of the URL are nodes of a Redis cluster
 * @param ca certificates that are trusted, PEM; null trusts those of the Java runtime
 * @param commandTimeout the longest one command may take; at least 1 ms
 */
public record RedisSettings(
        String url, boolean cluster, @Nullable Path ca, Duration commandTimeout) {
    /** Refuses a timeout that no command could keep. */
    public RedisSettings {
        if (commandTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("a command timeout of " + commandTimeout + " is less than 1 ms");
        }
    }

    /** Without user and password. */
    @Override
    public String toString() {
        return "RedisSettings[" + url.replaceFirst("//.*@", "//…@") + (cluster ? ", cluster, " : ", ") + commandTimeout
                + "]";
    }
}
