package io.teal.gateway.origin;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.teal.gateway.listener.Listeners;
import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.routing.Upstream.Protocol;
import io.teal.gateway.tls.HandshakeFailure;
import io.teal.gateway.tls.OriginTls;
import io.teal.gateway.tls.ServerTls;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.SocketAddress;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to all servers. It has no limit and no queue of its own: a lease is the only permit to
 * connect, so that {@code least_conn} sees every request that waits. An idle connection is used last in, first out, and
 * dropped before the server's own keep-alive ends. Confined to the event loop.
 */
public final class OriginPool {
    private static final long SWEEP_MILLIS = 500;

    private final VertxInternal vertx;
    private final ContextInternal context;
    private final LongSupplier nanoTime;
    private final FieldNames names = new FieldNames();
    private final Bootstrap bootstrap;

    /** The HTTP client of Vert.x knows one connect time for all its connections, so there is one for each that routes name. */
    private final Map<ClientKey, HttpClientAgent> clients = new HashMap<>();

    private final Map<OriginKey, Origin> origins = new HashMap<>();

    private final OriginTls tls;

    private record OriginKey(Address address, Protocol protocol, Upstream.@Nullable Tls tls) {}

    /**
     * Which client.
     *
     * @param named whether servers are asked for by a name (SNI), which Vert.x says of a client as a whole
     */
    private record ClientKey(Duration connectTimeout, boolean named) {}

    /** A connection that is being opened. */
    public static final class Opening {
        private static final Opening NONE = new Opening();

        private @Nullable Channel channel;
        private boolean over;

        /** Nobody wants it any more: closes it unless it stands already. The receiver is told as of any that fails. */
        public void cancel() {
            Channel opened = channel;
            if (over || opened == null) {
                return;
            }
            ChannelHandlerContext first = opened.pipeline().firstContext();
            // From below TLS, which would say good-bye first.
            var unused = opened.isActive() && first != null ? first.close() : opened.close();
        }
    }

    /** Who wants a connection. */
    public interface Receiver {
        /** Here it is. */
        void connected(OriginConnection connection);

        /** It cannot be had. */
        void notConnected(Throwable cause);
    }

    /** A pool for the event loop this is called on. */
    OriginPool(Vertx vertx, LongSupplier nanoTime, OriginTls tls) {
        this.tls = tls;
        this.vertx = (VertxInternal) vertx;
        this.context = this.vertx.getOrCreateContext();
        this.nanoTime = nanoTime;
        this.bootstrap = new Bootstrap()
                .group(context.nettyEventLoop())
                .channelFactory(this.vertx.transport().channelFactory(false))
                .resolver(this.vertx.nameResolver().nettyAddressResolverGroup())
                .option(ChannelOption.TCP_NODELAY, true)
                // A server that has sent all may close before a slow client has taken it.
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true);
        long unused = vertx.setPeriodic(SWEEP_MILLIS, id -> sweep());
    }

    private HttpClientAgent client(ClientKey key) {
        return vertx.createHttpClient(new HttpClientOptions()
                .setDecompressionSupported(false)
                .setTcpNoDelay(true)
                .setConnectTimeout(millis(key.connectTimeout()))
                .setSslHandshakeTimeout(millis(key.connectTimeout()))
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setUseAlpn(true)
                .setForceSni(key.named())
                .setShared(false)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setInitialSettings(new Http2Settings().setInitialWindowSize(256 << 10)));
    }

    private static int millis(Duration connectTimeout) {
        return Math.clamp(connectTimeout.toMillis(), 1, Integer.MAX_VALUE);
    }

    /**
     * Gives a connection: an idle one, else a new one.
     *
     * @param upstream what is spoken, and how long a kept connection may have been idle
     * @param connectTimeout longest time a new one may take to stand
     * @param fresh whether a kept one will not do
     * @return what to take it back with, as long as it is being opened
     */
    public Opening connect(
            Address address, Upstream upstream, Duration connectTimeout, boolean fresh, Receiver receiver) {
        Upstream.Tls settings = upstream.tls();
        Origin origin = origins.computeIfAbsent(
                new OriginKey(address, upstream.protocol(), settings), key -> new Origin(names));
        origin.idleLimit = upstream.keepaliveTimeout().toNanos();
        OriginConnection kept = fresh ? null : origin.takeIdle(nanoTime.getAsLong());
        if (kept != null) {
            receiver.connected(kept);
            return Opening.NONE;
        }
        ServerTls secure = settings == null ? null : tls.of(settings);
        if (settings != null && secure == null) {
            // Two routings ago it was spoken otherwise, and this attempt slept meanwhile.
            receiver.notConnected(new ConnectException("the settings of TLS are no longer known"));
            return Opening.NONE;
        }
        origin.connecting++;
        return switch (upstream.protocol()) {
            case HTTP_1_1 -> openHttp1(origin, address, secure, connectTimeout, receiver);
            case HTTP_2 -> openHttp2(origin, address, secure, connectTimeout, receiver);
        };
    }

    private Opening openHttp1(
            Origin origin, Address address, @Nullable ServerTls secure, Duration connectTimeout, Receiver receiver) {
        Opening opening = new Opening();
        long begun = nanoTime.getAsLong();
        ChannelFuture connecting = bootstrap
                .clone()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis(connectTimeout))
                .handler(new Nobody())
                .connect(InetSocketAddress.createUnresolved(address.host(), address.port()));
        Channel channel = connecting.channel();
        opening.channel = channel;
        var unused = connecting.addListener(done -> {
            if (!done.isSuccess() || secure == null) {
                opened(origin, opening, channel, done.cause(), receiver);
                return;
            }
            SslHandler handler = secure.handler(channel.alloc(), address);
            long left = connectTimeout.toNanos() - (nanoTime.getAsLong() - begun);
            handler.setHandshakeTimeoutMillis(millis(Duration.ofNanos(left)));
            channel.pipeline().addFirst(handler);
            var unusedHandshake = handler.handshakeFuture()
                    .addListener(agreed -> opened(origin, opening, channel, failure(agreed.cause()), receiver));
        });
        return opening;
    }

    /** A connection of HTTP/1.1 stands, or cannot be had. */
    private void opened(
            Origin origin, Opening opening, Channel channel, @Nullable Throwable failure, Receiver receiver) {
        origin.connecting--;
        opening.over = true;
        ContextInternal before = context.beginDispatch();
        try {
            if (failure == null) {
                receiver.connected(new Http1Connection(origin, context, channel));
            } else {
                receiver.notConnected(failure);
            }
        } finally {
            context.endDispatch(before);
        }
    }

    private static @Nullable Throwable failure(@Nullable Throwable handshake) {
        if (handshake == null || handshake instanceof SslHandshakeTimeoutException) {
            return handshake == null ? null : new ConnectTimeoutException("no end of the TLS handshake in time");
        }
        return HandshakeFailure.of(handshake);
    }

    private Opening openHttp2(
            Origin origin, Address address, @Nullable ServerTls secure, Duration connectTimeout, Receiver receiver) {
        HttpConnectOptions options = new HttpConnectOptions()
                .setServer(SocketAddress.inetSocketAddress(address.port(), address.host()))
                .setHost(secure == null ? address.host() : secure.name(address))
                .setPort(address.port());
        if (secure != null) {
            options.setSsl(true).setSslOptions(secure.options(Protocol.HTTP_2));
        }
        boolean named = secure != null && ServerTls.isName(secure.name(address));
        HttpClientAgent client = clients.computeIfAbsent(new ClientKey(connectTimeout, named), this::client);
        Opening opening = new Opening();
        opening.channel = Listeners.opening(vertx, () -> {
            var unused = client.connect(options).onComplete(result -> {
                origin.connecting--;
                opening.over = true;
                if (result.failed()) {
                    receiver.notConnected(secure == null ? result.cause() : unconnected(result.cause()));
                } else if (secure != null && !Http2Connection.agreed(result.result())) {
                    var unusedClosing = result.result().close();
                    receiver.notConnected(HandshakeFailure.noHttp2());
                } else {
                    receiver.connected(new Http2Connection(origin, context, result.result()));
                }
            });
        });
        return opening;
    }

    /** Why there is no connection: the client of Vert.x does not say whether it came to the handshake. */
    private static Throwable unconnected(Throwable cause) {
        boolean beforeIt = cause instanceof ConnectException
                || cause instanceof UnknownHostException
                || cause instanceof ConnectTimeoutException;
        Throwable handshake = beforeIt ? cause : failure(cause);
        return handshake == null ? cause : handshake;
    }

    /** Stands in a channel until the connection does, and hears what a handshake fails with, which is told otherwise. */
    private static final class Nobody extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (ctx.pipeline().last() != this) {
                ctx.fireExceptionCaught(cause);
            }
        }
    }

    private void sweep() {
        long now = nanoTime.getAsLong();
        for (var entries = origins.values().iterator(); entries.hasNext(); ) {
            Origin origin = entries.next();
            origin.dropExpired(now);
            if (origin.open == 0 && origin.connecting == 0) {
                entries.remove();
            }
        }
    }

    /** The idle connections to one server. */
    static final class Origin {
        private final FieldNames names;
        private final ArrayDeque<OriginConnection> idle = new ArrayDeque<>();
        private long idleLimit;
        private int open;
        private int connecting;

        Origin(FieldNames names) {
            this.names = names;
        }

        /** The names that servers give to fields. */
        FieldNames names() {
            return names;
        }

        private @Nullable OriginConnection takeIdle(long now) {
            OriginConnection last = idle.pollLast();
            if (last != null && now - last.idleSince() >= idleLimit) {
                // The youngest is too old, so all are.
                last.close();
                dropExpired(now);
                return null;
            }
            return last;
        }

        private void dropExpired(long now) {
            OriginConnection oldest = idle.peekFirst();
            while (oldest != null && now - oldest.idleSince() >= idleLimit) {
                idle.pollFirst();
                oldest.close();
                oldest = idle.peekFirst();
            }
        }

        void keep(OriginConnection connection) {
            idle.addLast(connection);
        }

        void opened() {
            open++;
        }

        void forget(OriginConnection connection) {
            open--;
            boolean unused = idle.removeLastOccurrence(connection);
        }
    }
}
