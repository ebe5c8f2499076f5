package io.teal.gateway.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a route does with a request. */
public sealed interface Action {
    /** Who may have that done, and what browsers are told. */
    Policies.Access access();

    /**
     * Sends it to a service.
     *
     * @param service name of the service
     * @param policies how it is sent and watched over
     */
    record Forward(String service, Policies policies) implements Action {
        @Override
        public Policies.Access access() {
            return policies.access();
        }
    }

    /**
     * Answers it at once.
     *
     * @param status 200 to 599
     * @param body the static body, UTF-8; empty for none
     * @param contentType media type of the body
     * @param headers further header fields
     * @param access who may have that answer, and what browsers are told
     */
    record Respond(
            int status, String body, String contentType, List<HeaderChanges.Header> headers, Policies.Access access)
            implements Action {
        public Respond {
            headers = List.copyOf(headers);
        }

        /** Open to everybody. */
        public Respond(int status, String body, String contentType, List<HeaderChanges.Header> headers) {
            this(status, body, contentType, headers, Policies.Access.OPEN);
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
     * @param access who is told, and what browsers are told
     */
    record Redirect(
            int status,
            @Nullable String scheme,
            @Nullable String host,
            @Nullable Integer port,
            @Nullable String path,
            @Nullable String pathPrefix,
            Policies.Access access)
            implements Action {
        /** Open to everybody. */
        public Redirect(
                int status,
                @Nullable String scheme,
                @Nullable String host,
                @Nullable Integer port,
                @Nullable String path,
                @Nullable String pathPrefix) {
            this(status, scheme, host, port, path, pathPrefix, Policies.Access.OPEN);
        }
    }
}
