package io.teal.gateway.message;

import io.teal.gateway.exchange.Exchange;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;

/**
 * How a request arrived.
 *
 * @param clientIp address of the client
 * @param peerIp the address it came from: the client's, or that of a trusted proxy
 * @param scheme http or https
 * @param authority the host, and port if any, that the client asked for
 * @param http2 whether it came over HTTP/2
 * @param requestId the request's identifier
 */
public record Arrival(
        String clientIp, String peerIp, String scheme, String authority, boolean http2, String requestId) {
    static Arrival of(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        HostAndPort authority = request.authority();
        return new Arrival(
                exchange.head().clientIp(),
                exchange.peerIp(),
                request.isSSL() ? "https" : "http",
                authority == null ? "" : authority.toString(),
                exchange.http2(),
                exchange.requestId());
    }
}
