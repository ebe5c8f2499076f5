package io.teal.gateway.explain;

import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would become of a request.
 *
 * @param request the request as it was understood
 * @param revision the routing it would live on
 * @param route the route it would take, with its policies; null when it would take none
 * @param fate what would become of it
 */
public record Explanation(
        Understood request, Revision revision, @Nullable Route route, Fate fate) {

    /**
     * A request as decisions see it, without anything that may be secret.
     *
     * @param path the normalised path; null when the target has none that can be read
     * @param host lower case, no port; empty for none
     * @param clientIp who the client is taken for
     * @param headers the names of its fields, lower case, each once, in alphabetical order
     */
    public record Understood(String method, @Nullable String path, String host, String clientIp, List<String> headers) {
        public Understood {
            headers = List.copyOf(headers);
        }
    }

    /** What would become of that request. */
    public static Explanation of(Supposed request, Revision revision, @Nullable Route route, Fate fate) {
        return new Explanation(request.understood(), revision, route, fate);
    }
}
