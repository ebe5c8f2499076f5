package io.teal.gateway.origin;

import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Context;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.impl.ConnectionBase;
import org.jspecify.annotations.Nullable;

/** A connection of HTTP/2, by the client of Vert.x. Its frames leave nothing to interpretation. Confined to the event loop. */
final class Http2Connection extends OriginConnection {
    private final Context context;
    private final HttpClientConnection connection;
    private final HttpConnection channel;
    private @Nullable Http2Exchange exchange;

    Http2Connection(OriginPool.Origin origin, Context context, HttpClientConnection connection) {
        super(origin);
        this.context = context;
        this.connection = connection;
        // Whoever uses the connection is told by the request; a connection nobody uses may break without a word.
        // What the client hands out wraps the connection; its setters return the one inside.
        this.channel = connection.exceptionHandler(broken -> {});
        connection.closeHandler(closing -> gone());
    }

    /** Whether a connection inside of TLS has become one of HTTP/2: the client would be content with HTTP/1.1. */
    static boolean agreed(HttpClientConnection connection) {
        if (connection.exceptionHandler(broken -> {}) instanceof ConnectionBase under) {
            SslHandler handler = under.channel().pipeline().get(SslHandler.class);
            return handler != null && "h2".equals(handler.applicationProtocol());
        }
        return false;
    }

    @Override
    public void request(HttpMethod method, String target, boolean upgrade, OriginListener listener) {
        RequestOptions options = new RequestOptions().setMethod(method).setURI(target);
        var unused = connection.request(options).onComplete(result -> {
            if (closed()) {
                return;
            }
            if (result.failed()) {
                listener.failed(result.cause());
                return;
            }
            Http2Exchange asked = new Http2Exchange(context, result.result(), listener);
            exchange = asked;
            asked.start();
        });
    }

    @Override
    public boolean heard() {
        return false;
    }

    @Override
    boolean reusable() {
        exchange = null;
        return true;
    }

    @Override
    void shut() {
        Http2Exchange open = exchange;
        exchange = null;
        HttpClientRequest request = open == null ? null : open.request();
        if (request != null) {
            var unused = request.reset();
            if (channel instanceof ConnectionBase under && under.channel().isOpen()) {
                // From below the handlers of HTTP/2 and of TLS, which would first write all that a slow server has not
                // taken yet.
                var unusedClosing = under.channel().pipeline().firstContext().close();
            }
        }
        var unused = connection.close();
    }
}
