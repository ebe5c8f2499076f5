package io.teal.gateway.redis.link;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Opens links, with the threads and options all of them share. */
public final class Connector {
    /** For the connection and the first words on it. */
    public static final Duration HANDSHAKE = Duration.ofSeconds(2);

    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration RECONNECT = Duration.ofSeconds(1);

    private static final int THREADS = 2;
    /** So many commands wait for answers at most. At 50 ms that is 80 000 a second. */
    private static final int MOST_WAITING = 4096;

    private static final Duration KEEPALIVE_IDLE = Duration.ofSeconds(5);
    private static final Duration KEEPALIVE_INTERVAL = Duration.ofSeconds(2);
    private static final int KEEPALIVE_COUNT = 3;
    private static final Duration TOPOLOGY_PERIOD = Duration.ofSeconds(10);
    private static final Duration TOPOLOGY_PAUSE = Duration.ofSeconds(1);
    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private final RedisAddress address;
    private final ClientResources resources;
    private final AbstractRedisClient client;
    private final Opener opener;

    /** Opens the two connections one after the other. */
    @FunctionalInterface
    private interface Opener {
        CompletionStage<Link> open();
    }

    /**
     * Makes threads, but connects to nobody yet.
     *
     * @param ca certificates to trust, null for those of the runtime
     * @param commandTimeout how long commands are waited for
     * @throws IllegalArgumentException when the certificates cannot be read
     */
    public Connector(RedisAddress address, @Nullable Path ca, Duration commandTimeout) {
        this.address = address;
        // First, since it may fail: the others have threads.
        ClusterClientOptions options = options(address.cluster(), ca, commandTimeout);
        resources = ClientResources.builder()
                .ioThreadPoolSize(THREADS)
                .computationThreadPoolSize(THREADS)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .reconnectDelay(Delay.constant(RECONNECT))
                .build();
        if (address.cluster()) {
            RedisClusterClient cluster = RedisClusterClient.create(resources, address.uris());
            cluster.setOptions(options);
            client = cluster;
            opener = () -> openCluster(cluster);
        } else {
            RedisClient server = RedisClient.create(resources);
            server.setOptions(options);
            client = server;
            opener = opener(server, address);
        }
    }

    private static Opener opener(RedisClient client, RedisAddress address) {
        String master = address.master();
        if (master == null) {
            RedisURI server = address.uris().get(0);
            return () -> openServer(client, server);
        }
        Sentinels sentinels = new Sentinels(client, address, master);
        return () -> sentinels.master().thenCompose(server -> openServer(client, server));
    }

    /** How long opening a link may take in all: each host may have to be tried, and be silent. */
    public Duration patience() {
        return HANDSHAKE.multipliedBy(2L + 2L * address.hosts().size());
    }

    /** Opens a link. Fails with what the library says. */
    public CompletionStage<Link> open() {
        return opener.open()
                .toCompletableFuture()
                .exceptionallyCompose(
                        error -> saysNothing(error) ? opener.open() : CompletableFuture.failedStage(error));
    }

    /**
     * Whether a connection was over before the library looked for its handshake: it then forgets what the server said, such as
     * that the password is wrong.
     */
    private static boolean saysNothing(Throwable error) {
        Throwable cause =
                error instanceof CompletionException wrapped && wrapped.getCause() != null ? wrapped.getCause() : error;
        return String.valueOf(cause.getMessage()).contains("HandshakeHandler not registered");
    }

    private static CompletionStage<Link> openServer(RedisClient client, RedisURI uri) {
        return client.connectAsync(CODEC, uri)
                .thenCompose(data -> both(data, client.connectPubSubAsync(StringCodec.UTF8, uri), Link::toServer));
    }

    private static CompletionStage<Link> openCluster(RedisClusterClient client) {
        return client.refreshPartitionsAsync()
                .thenCompose(known -> client.connectAsync(CODEC))
                .thenCompose(data -> both(data, client.connectPubSubAsync(StringCodec.UTF8), Link::toCluster));
    }

    private static <D extends StatefulConnection<String, byte[]>, M> CompletionStage<Link> both(
            D data, CompletionStage<? extends M> messages, BiFunction<D, M, Link> link) {
        return messages.<Link>thenApply(opened -> link.apply(data, opened)).whenComplete((opened, error) -> {
            if (error != null) {
                var unused = data.closeAsync();
            }
        });
    }

    /** For a single server, too, which does not look at what is for clusters. */
    private static ClusterClientOptions options(boolean cluster, @Nullable Path ca, Duration commandTimeout) {
        SslOptions.Builder ssl = SslOptions.builder().jdkSslProvider().handshakeTimeout(HANDSHAKE);
        if (ca != null) {
            ssl = ssl.trustManager(ca.toFile());
            // The file is read for every connection, and now, so that one that cannot be read is not found out there.
            try {
                var unused = ssl.build().createSslContextBuilder();
            } catch (IOException | GeneralSecurityException e) {
                throw new IllegalArgumentException(e);
            }
        }
        ClusterClientOptions.Builder options = ClusterClientOptions.builder();
        // On its own line because it forgets that it builds options of a cluster.
        var unused = options.maintNotificationsConfig(MaintNotificationsConfig.disabled());
        return options
                // In a cluster single nodes come and go. A server that has gone may have another address when it is
                // back.
                .autoReconnect(cluster)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(MOST_WAITING)
                // A net below: commands have a deadline of their own, which is kept to the millisecond.
                .timeoutOptions(TimeoutOptions.enabled(HANDSHAKE.plus(commandTimeout)))
                .sslOptions(ssl.build())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT)
                        .keepAlive(SocketOptions.KeepAliveOptions.builder()
                                .enable()
                                .idle(KEEPALIVE_IDLE)
                                .interval(KEEPALIVE_INTERVAL)
                                .count(KEEPALIVE_COUNT)
                                .build())
                        .build())
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .enablePeriodicRefresh(TOPOLOGY_PERIOD)
                        .adaptiveRefreshTriggersTimeout(TOPOLOGY_PAUSE)
                        .build())
                .build();
    }

    /** Closes what is open and ends the threads, without waiting. */
    public void close() {
        CompletableFuture<Void> closing = client.shutdownAsync(0, 1, TimeUnit.SECONDS);
        var unused = closing.whenComplete((nothing, error) -> {
            var unused2 = resources.shutdown(0, 1, TimeUnit.SECONDS);
        });
    }
}
