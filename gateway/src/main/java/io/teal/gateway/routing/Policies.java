package io.teal.gateway.routing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the requests of a route are forwarded and watched over.
 *
 * @param timeouts the clocks
 * @param retry when another attempt is made
 * @param limits what a request may ask for
 * @param rewrite what the server sees instead of the client's target
 * @param requestHeaders changes on the way to the server
 * @param responseHeaders changes on the way to the client
 */
public record Policies(
        Timeouts timeouts,
        Retry retry,
        Limits limits,
        Rewrite rewrite,
        HeaderChanges requestHeaders,
        HeaderChanges responseHeaders) {
    /** What a route has when its entry says nothing of them. */
    public static final Policies DEFAULT = new Policies(
            Timeouts.DEFAULT, Retry.DEFAULT, Limits.DEFAULT, Rewrite.NONE, HeaderChanges.NONE, HeaderChanges.NONE);

    /**
     * The clocks of one request.
     *
     * @param connect for the connection to a server to stand
     * @param firstByte from the request's last byte sent to the response's head
     * @param idle longest silence inside a response body
     * @param total for the whole request, waiting and further attempts included
     */
    public record Timeouts(Duration connect, Duration firstByte, Duration idle, Duration total) {
        /** 2 s, 60 s, 30 s, 15 min. */
        public static final Timeouts DEFAULT = new Timeouts(
                Duration.ofSeconds(2), Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofMinutes(15));
    }

    /**
     * Further attempts, made only when nothing can have been done twice.
     *
     * @param attempts most further attempts for one request; 0 is none
     * @param budgetPercent share of recent requests that may be attempted again; three always may
     */
    public record Retry(int attempts, int budgetPercent) {
        /** One further attempt, 20 % of recent requests. */
        public static final Retry DEFAULT = new Retry(1, 20);
    }

    /**
     * What a request may ask for.
     *
     * @param body most bytes of its body; {@link #UNLIMITED} for no limit
     */
    public record Limits(long body) {
        /** No limit. */
        public static final long UNLIMITED = Long.MAX_VALUE;

        /** 8 MiB. */
        public static final Limits DEFAULT = new Limits(8L << 20);
    }

    /**
     * What the server sees instead of the client's target; a part that is null stays.
     *
     * @param path the whole new path
     * @param pathPrefix what replaces the prefix the route matched
     * @param host the Host field
     */
    public record Rewrite(
            @Nullable String path,
            @Nullable String pathPrefix,
            @Nullable String host) {
        /** Rewrites nothing. */
        public static final Rewrite NONE = new Rewrite(null, null, null);
    }
}
