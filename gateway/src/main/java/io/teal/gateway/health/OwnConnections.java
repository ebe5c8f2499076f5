package io.teal.gateway.health;

import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.tls.HandshakeFailure;
import io.teal.gateway.tls.OriginTls;
import io.teal.gateway.tls.ServerTls;
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
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLException;

/**
 * Connections for what the gateway itself asks servers, apart from those of requests. Each question opens one and closes it, so
 * that it also proves that the server accepts. None comes from the client's pool: that would give out a connection of HTTP/2 which
 * is just being closed. Every method may be called on any thread.
 */
public final class OwnConnections implements AutoCloseable {
    private final Vertx vertx;
    private final String name;
    private final OriginTls tls;
    private final Map<ClientKey, HttpClientAgent> clients = new HashMap<>();

    /**
     * Which client.
     *
     * @param named whether servers are asked for by a name (SNI), which Vert.x says of a client as a whole
     */
    private record ClientKey(Upstream.Protocol protocol, boolean named) {}

    /**
     * Opens nothing before it is asked to.
     *
     * @param tls how TLS is spoken to servers
     * @param name what it is called where connections are counted
     */
    public OwnConnections(Vertx vertx, OriginTls tls, String name) {
        this.vertx = vertx;
        this.tls = tls;
        this.name = name;
    }

    /**
     * A new connection, to be closed by the caller.
     *
     * @param timeout milliseconds it may take to stand
     */
    public Future<HttpClientConnection> open(Address address, Upstream.Spoken spoken, long timeout) {
        HttpConnectOptions options = new HttpConnectOptions()
                .setServer(SocketAddress.inetSocketAddress(address.port(), address.host()))
                .setHost(host(address))
                .setPort(address.port())
                .setConnectTimeout(timeout);
        Upstream.Tls settings = spoken.tls();
        if (settings == null) {
            return client(new ClientKey(spoken.protocol(), false)).connect(options);
        }
        ServerTls secure = tls.of(settings);
        if (secure == null) {
            return Future.failedFuture("the settings of TLS are no longer known");
        }
        String peer = secure.name(address);
        options.setHost(peer).setSsl(true).setSslOptions(secure.options(spoken.protocol()));
        return client(new ClientKey(spoken.protocol(), ServerTls.isName(peer)))
                .connect(options)
                .recover(failure ->
                        Future.failedFuture(failure instanceof SSLException ? HandshakeFailure.of(failure) : failure));
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
        clients.values().forEach(HttpClientAgent::close);
        clients.clear();
    }

    private synchronized HttpClientAgent client(ClientKey key) {
        return clients.computeIfAbsent(key, this::make);
    }

    private HttpClientAgent make(ClientKey key) {
        HttpClientOptions options =
                new HttpClientOptions().setName(name).setUseAlpn(true).setForceSni(key.named());
        return vertx.createHttpClient(
                switch (key.protocol()) {
                    case HTTP_1_1 -> options.setKeepAlive(false);
                    case HTTP_2 ->
                        options.setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false);
                });
    }
}
