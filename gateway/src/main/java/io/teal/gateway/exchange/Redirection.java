package io.teal.gateway.exchange;

import io.teal.gateway.explain.Fate;
import io.teal.gateway.explain.Supposed;
import io.teal.gateway.matching.RequestHead;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Action;
import io.teal.gateway.routing.RouteMatch;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import org.jspecify.annotations.Nullable;

/** Sends the client elsewhere (RFC 9110 15.4). */
final class Redirection implements RouteAction {
    private final Action.Redirect redirect;
    private final TargetRewrite rewrite;

    Redirection(Action.Redirect redirect, RouteMatch.Path matched) {
        this.redirect = redirect;
        this.rewrite = TargetRewrite.of(matched, redirect.path(), redirect.pathPrefix());
    }

    @Override
    public void handle(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        String location = location(
                request.isSSL(),
                request.authority(),
                exchange.target(),
                exchange.head().path());
        exchange.response().setStatusCode(redirect.status());
        exchange.response().putHeader(HttpHeaders.LOCATION, location);
        exchange.response().putHeader(HttpHeaders.CONTENT_LENGTH, "0");
        var unused = exchange.response().end();
        exchange.dropRestOfBody();
        exchange.end(Outcome.OK);
    }

    @Override
    public @Nullable Division divide(RequestHead head) {
        return null;
    }

    @Override
    public Fate explain(Supposed request) {
        HostAndPort authority = HostAndPort.parseAuthority(request.authority(), -1);
        return new Fate.Redirected(redirect.status(), location(false, authority, request.target(), request.path()));
    }

    private String location(boolean tls, @Nullable HostAndPort authority, String target, String path) {
        String scheme = redirect.scheme() != null ? redirect.scheme() : tls ? "https" : "http";
        String host = redirect.host() != null ? redirect.host() : authority == null ? "" : authority.host();
        boolean moved = redirect.scheme() != null || redirect.host() != null;
        int port = redirect.port() != null ? redirect.port() : moved || authority == null ? -1 : authority.port();
        StringBuilder location = new StringBuilder(scheme).append("://").append(host);
        if (port > 0 && port != ("https".equals(scheme) ? 443 : 80)) {
            location.append(':').append(port);
        }
        return location.append(rewrite.apply(target, path)).toString();
    }
}
