package io.teal.gateway.origin;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.teal.gateway.listener.Listeners;
import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.Upstream.Protocol;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
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
    private final Map<Duration, HttpClientAgent> clients = new HashMap<>();

    private final Map<OriginKey, Origin> origins = new HashMap<>();

    private record OriginKey(Address address, Protocol protocol) {}

    /** A connection that is being opened. */
    public static final class Opening {
        private static final Opening NONE = new Opening(null);

        private final @Nullable Channel channel;

        private Opening(@Nullable Channel channel) {
            this.channel = channel;
        }

        /** Nobody wants it any more: closes it unless it stands already. The receiver is told as of any that fails. */
        public void cancel() {
            if (channel != null && !channel.isActive()) {
                var unused = channel.close();
            }
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
    OriginPool(Vertx vertx, LongSupplier nanoTime) {
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

    private HttpClientAgent client(Duration connectTimeout) {
        return vertx.createHttpClient(new HttpClientOptions()
                .setDecompressionSupported(false)
                .setTcpNoDelay(true)
                .setConnectTimeout(millis(connectTimeout))
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
     * @param idleLimit longest time a kept connection may have been idle
     * @param connectTimeout longest time a new one may take to stand
     * @param fresh whether a kept one will not do
     * @return what to take it back with, as long as it is being opened
     */
    public Opening connect(
            Address address,
            Protocol protocol,
            Duration idleLimit,
            Duration connectTimeout,
            boolean fresh,
            Receiver receiver) {
        Origin origin = origins.computeIfAbsent(new OriginKey(address, protocol), key -> new Origin(names));
        origin.idleLimit = idleLimit.toNanos();
        OriginConnection kept = fresh ? null : origin.takeIdle(nanoTime.getAsLong());
        if (kept != null) {
            receiver.connected(kept);
            return Opening.NONE;
        }
        origin.connecting++;
        return switch (protocol) {
            case HTTP_1_1 -> openHttp1(origin, address, connectTimeout, receiver);
            case H2C -> openHttp2(origin, address, connectTimeout, receiver);
        };
    }

    private Opening openHttp1(Origin origin, Address address, Duration connectTimeout, Receiver receiver) {
        ChannelFuture opening = bootstrap
                .clone()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis(connectTimeout))
                .handler(new Nobody())
                .connect(InetSocketAddress.createUnresolved(address.host(), address.port()));
        var unused = opening.addListener(done -> {
            origin.connecting--;
            ContextInternal before = context.beginDispatch();
            try {
                if (done.isSuccess()) {
                    receiver.connected(new Http1Connection(origin, context, opening.channel()));
                } else {
                    receiver.notConnected(done.cause());
                }
            } finally {
                context.endDispatch(before);
            }
        });
        return new Opening(opening.channel());
    }

    private Opening openHttp2(Origin origin, Address address, Duration connectTimeout, Receiver receiver) {
        HttpConnectOptions options =
                new HttpConnectOptions().setHost(address.host()).setPort(address.port());
        HttpClientAgent client = clients.computeIfAbsent(connectTimeout, this::client);
        return new Opening(Listeners.opening(vertx, () -> {
            var unused = client.connect(options).onComplete(result -> {
                origin.connecting--;
                if (result.succeeded()) {
                    receiver.connected(new Http2Connection(origin, context, result.result()));
                } else {
                    receiver.notConnected(result.cause());
                }
            });
        }));
    }

    /** Stands in a channel until the connection does. */
    private static final class Nobody extends ChannelHandlerAdapter {}

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
