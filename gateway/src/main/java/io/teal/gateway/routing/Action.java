package io.teal.gateway.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a route does with a request. */
public sealed interface Action {

    /**
     * Sends it to a service.
     *
     * @param service name of the service
     * @param policies how it is sent and watched over
     */
    record Forward(String service, Policies policies) implements Action {}

    /**
     * Answers it at once.
     *
     * @param status 200 to 599
     * @param body the static body, UTF-8; empty for none
     * @param contentType media type of the body
     * @param headers further header fields
     */
    record Respond(int status, String body, String contentType, List<HeaderChanges.Header> headers) implements Action {
        public Respond {
            headers = List.copyOf(headers);
        }
    }

    /**
     * Sends the client elsewhere; a part that is null stays as it was in the request.
     *
     * @param status 301, 302, 303, 307 or 308
     * @param scheme http or https
     * @param host host name
     * @param port port; null leaves out the port when the scheme or host changes
     * @param path the new path
     * @param pathPrefix what replaces the prefix the route matched
     */
    record Redirect(
            int status,
            @Nullable String scheme,
            @Nullable String host,
            @Nullable Integer port,
            @Nullable String path,
            @Nullable String pathPrefix)
            implements Action {}
}
