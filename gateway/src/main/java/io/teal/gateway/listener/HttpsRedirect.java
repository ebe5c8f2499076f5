package io.teal.gateway.listener;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;

/**
 * Sends each request on to https, with its path and query as they came. The status is 308: a client repeats the same method
 * with the same body (RFC 9110, 15.4.9). A connection of HTTP/1.1 is closed: there is nothing more to say on it, and a body
 * that follows is not read.
 */
final class HttpsRedirect implements Handler<HttpServerRequest> {
    private static final int PERMANENT_REDIRECT = 308;
    private static final int BAD_REQUEST = 400;
    private static final int HTTPS = 443;

    private final String port;

    HttpsRedirect(int port) {
        this.port = port == HTTPS ? "" : ":" + port;
    }

    @Override
    public void handle(HttpServerRequest request) {
        HostAndPort authority = request.authority();
        request.response().setStatusCode(BAD_REQUEST).putHeader(HttpHeaders.CONTENT_LENGTH, "0");
        if (authority != null && !authority.host().isEmpty()) {
            request.response()
                    .setStatusCode(PERMANENT_REDIRECT)
                    .putHeader(HttpHeaders.LOCATION, "https://" + authority.host() + port + target(request));
        }
        if (request.version() != HttpVersion.HTTP_2) {
            request.response()
                    .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                    .endHandler(done -> {
                        var unused = request.connection().close();
                    });
        }
        var unused = request.response().end();
    }

    /** Path and query; {@code *} has none. */
    private static String target(HttpServerRequest request) {
        String uri = request.uri();
        int scheme = uri.startsWith("/") ? -1 : uri.indexOf("://");
        if (scheme < 0) {
            return uri.startsWith("/") ? uri : "/";
        }
        int start = scheme + "://".length();
        int path = uri.indexOf('/', start);
        int query = uri.indexOf('?', start);
        if (query >= 0 && (path < 0 || query < path)) {
            return "/" + uri.substring(query);
        }
        return path < 0 ? "/" : uri.substring(path);
    }
}
