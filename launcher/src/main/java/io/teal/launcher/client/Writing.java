package io.teal.launcher.client;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a change of the routing is asked for.
 *
 * @param seen number of the revision it was decided on
 * @param reason why, for the history; may be empty
 * @param key by which a repeated request is known; the same change with the same key is made once
 * @param dryRun whether it is only to be said what would become of it
 * @param patience how long to wait for all gateways to show that they serve it; zero for not at all, null for as long as the admin
 *     API does by itself
 */
public record Writing(
        long seen,
        String reason,
        String key,
        boolean dryRun,
        @Nullable Duration patience) {
    /** How long the admin API waits by itself, at most. */
    private static final Duration UNASKED = Duration.ofSeconds(5);

    /** A change that is made, with a key that nobody else has. */
    public static Writing of(long seen, String reason) {
        return new Writing(seen, reason, UUID.randomUUID().toString(), false, Duration.ZERO);
    }

    /** The query parameters, each with {@code &} in front. */
    String query() {
        StringBuilder query = new StringBuilder();
        if (dryRun) {
            query.append("&dry_run=true");
        }
        if (patience != null && !dryRun) {
            query.append(patience.isZero() ? "&wait=none" : "&wait=all&timeout=" + patience.toMillis() + "ms");
        }
        return query.toString();
    }

    /** How long the answer may be waited for by the admin API. */
    Duration longest() {
        return patience == null ? UNASKED : patience;
    }
}
