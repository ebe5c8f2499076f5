package io.teal.gateway.origin;

import io.netty.channel.Channel;
import io.teal.gateway.listener.Listeners;
import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.Upstream.Protocol;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
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
    private static final int LARGEST_HEAD = 256 << 10;

    /** Bytes of a body that are passed on at once. Up to 16 pieces are read ahead of a client that does not keep up. */
    private static final int LARGEST_PIECE = 16 << 10;

    private final Vertx vertx;
    private final LongSupplier nanoTime;
    private final Map<ClientKey, HttpClientAgent> clients = new HashMap<>();
    private final Map<OriginKey, Origin> origins = new HashMap<>();

    private record OriginKey(Address address, Protocol protocol) {}

    /** The HTTP client knows one connect time for all its connections, so there is one for each that routes name. */
    private record ClientKey(Protocol protocol, Duration connectTimeout) {}

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
        this.vertx = vertx;
        this.nanoTime = nanoTime;
        long unused = vertx.setPeriodic(SWEEP_MILLIS, id -> sweep());
    }

    private HttpClientAgent client(ClientKey key) {
        HttpClientOptions options = new HttpClientOptions()
                .setKeepAlive(true)
                .setPipelining(false)
                .setDecompressionSupported(false)
                .setTcpNoDelay(true)
                .setConnectTimeout(Math.clamp(key.connectTimeout().toMillis(), 1, Integer.MAX_VALUE))
                .setMaxInitialLineLength(8 << 10)
                .setMaxHeaderSize(LARGEST_HEAD)
                .setMaxChunkSize(LARGEST_PIECE)
                .setShared(false);
        return switch (key.protocol()) {
            case HTTP_1_1 -> vertx.createHttpClient(options);
            case H2C ->
                vertx.createHttpClient(options.setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false)
                        .setInitialSettings(new Http2Settings().setInitialWindowSize(256 << 10)));
        };
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
        Origin origin = origins.computeIfAbsent(new OriginKey(address, protocol), key -> new Origin());
        origin.idleLimit = idleLimit.toNanos();
        OriginConnection kept = fresh ? null : origin.takeIdle(nanoTime.getAsLong());
        if (kept != null) {
            receiver.connected(kept);
            return Opening.NONE;
        }
        HttpConnectOptions options =
                new HttpConnectOptions().setHost(address.host()).setPort(address.port());
        HttpClientAgent client = clients.computeIfAbsent(new ClientKey(protocol, connectTimeout), this::client);
        origin.connecting++;
        return new Opening(Listeners.opening(vertx, () -> {
            var unused = client.connect(options).onComplete(result -> {
                origin.connecting--;
                if (result.succeeded()) {
                    receiver.connected(new OriginConnection(origin, result.result()));
                } else {
                    receiver.notConnected(result.cause());
                }
            });
        }));
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
        private final ArrayDeque<OriginConnection> idle = new ArrayDeque<>();
        private long idleLimit;
        private int open;
        private int connecting;

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
