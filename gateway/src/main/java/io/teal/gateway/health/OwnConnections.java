package io.teal.gateway.health;

import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.Upstream;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Connections for what the gateway itself asks servers, apart from those of requests. Each question opens one and closes it, so
 * that it also proves that the server accepts. None comes from the client's pool: that would give out a connection of HTTP/2 which
 * is just being closed. Every method may be called on any thread.
 */
public final class OwnConnections implements AutoCloseable {
    private final Vertx vertx;
    private final String name;
    private @Nullable HttpClientAgent http1;
    private @Nullable HttpClientAgent h2c;

    /**
     * Opens nothing before it is asked to.
     *
     * @param name what it is called where connections are counted
     */
    public OwnConnections(Vertx vertx, String name) {
        this.vertx = vertx;
        this.name = name;
    }

    /**
     * A new connection, to be closed by the caller.
     *
     * @param timeout milliseconds it may take to stand
     */
    public Future<HttpClientConnection> open(Address address, Upstream.Protocol protocol, long timeout) {
        return client(protocol)
                .connect(new HttpConnectOptions()
                        .setServer(SocketAddress.inetSocketAddress(address.port(), address.host()))
                        .setHost(host(address))
                        .setPort(address.port())
                        .setConnectTimeout(timeout));
    }

    /** What is asked of a server on such a connection. */
    public static RequestOptions request(Address address, HttpMethod method, String uri) {
        return new RequestOptions()
                .setHost(host(address))
                .setPort(address.port())
                .setMethod(method)
                .setURI(uri);
    }

    /** An address of IPv6 stands in brackets where a host does (RFC 3986 3.2.2). */
    private static String host(Address address) {
        return address.host().indexOf(':') >= 0 ? "[" + address.host() + "]" : address.host();
    }

    /** Closes what is open; questions that still run fail. */
    @Override
    public synchronized void close() {
        if (http1 != null) {
            http1.close();
            http1 = null;
        }
        if (h2c != null) {
            h2c.close();
            h2c = null;
        }
    }

    private synchronized HttpClientAgent client(Upstream.Protocol protocol) {
        return switch (protocol) {
            case HTTP_1_1 -> {
                if (http1 == null) {
                    http1 = vertx.createHttpClient(
                            new HttpClientOptions().setKeepAlive(false).setName(name));
                }
                yield http1;
            }
            case H2C -> {
                if (h2c == null) {
                    h2c = vertx.createHttpClient(new HttpClientOptions()
                            .setProtocolVersion(HttpVersion.HTTP_2)
                            .setHttp2ClearTextUpgrade(false)
                            .setName(name));
                }
                yield h2c;
            }
        };
    }
}
