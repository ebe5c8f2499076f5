package io.teal.gateway.access;

import io.teal.gateway.matching.RequestHead;
import io.teal.gateway.routing.HeaderChanges.Header;
import io.teal.gateway.routing.Policies;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What browsers are told of a route that pages of other origins use (Fetch 3.2). Immutable. */
final class CrossOrigin {
    private final Set<String> origins;
    private final boolean any;
    private final boolean credentials;
    private final String expose;
    private final List<Header> allowed;

    CrossOrigin(Policies.Cors cors) {
        this.origins = Set.copyOf(cors.origins());
        this.any = origins.contains(Policies.Cors.ANY);
        this.credentials = cors.credentials();
        this.expose = String.join(", ", cors.expose());
        this.allowed = List.of(
                new Header("Access-Control-Allow-Methods", String.join(", ", cors.methods())),
                new Header("Access-Control-Allow-Headers", String.join(", ", cors.headers())),
                new Header("Access-Control-Max-Age", Long.toString(cors.maxAge().toSeconds())));
    }

    /** Whether a browser asks beforehand what it may send. */
    static boolean preflight(RequestHead head) {
        return head.method().equals("OPTIONS")
                && head.header("Origin") != null
                && head.header("Access-Control-Request-Method") != null;
    }

    /** What a preflight is told beyond the fields of every answer; nothing when its origin is not one that may ask. */
    List<Header> allowed(RequestHead head) {
        return known(head.header("Origin")) ? allowed : List.of();
    }

    /** The fields of every answer. */
    void fields(RequestHead head, BiConsumer<String, String> to) {
        String origin = head.header("Origin");
        if (!any) {
            // Also without an origin: a cache must not give that answer to a page (Fetch 3.2.5).
            to.accept("Vary", "Origin");
        }
        if (origin == null || !known(origin)) {
            return;
        }
        to.accept("Access-Control-Allow-Origin", any ? Policies.Cors.ANY : origin);
        if (credentials) {
            to.accept("Access-Control-Allow-Credentials", "true");
        }
        if (!expose.isEmpty() && !preflight(head)) {
            to.accept("Access-Control-Expose-Headers", expose);
        }
    }

    private boolean known(@Nullable String origin) {
        return origin != null && (any || origins.contains(origin));
    }
}
