package io.teal.gateway.redis.link;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * One connection for commands and one for messages, which live and end together: whoever learns that there is a new one
 * learns that messages may have been missed.
 */
public final class Link {
    private final StatefulConnection<String, byte[]> data;
    private final StatefulRedisPubSubConnection<String, String> messages;
    private final RedisClusterAsyncCommands<String, byte[]> commands;
    private final Supplier<CompletableFuture<?>> pings;
    private final boolean onlyMasters;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Link(
            StatefulConnection<String, byte[]> data,
            StatefulRedisPubSubConnection<String, String> messages,
            RedisClusterAsyncCommands<String, byte[]> commands,
            Supplier<CompletableFuture<?>> pings,
            boolean onlyMasters) {
        this.data = data;
        this.messages = messages;
        this.commands = commands;
        this.pings = pings;
        this.onlyMasters = onlyMasters;
    }

    /** To one server. */
    static Link toServer(
            StatefulRedisConnection<String, byte[]> data, StatefulRedisPubSubConnection<String, String> messages) {
        return new Link(data, messages, data.async(), () -> data.async().ping().toCompletableFuture(), false);
    }

    /** To a cluster, of which each master has to answer a ping. */
    static Link toCluster(
            StatefulRedisClusterConnection<String, byte[]> data,
            StatefulRedisPubSubConnection<String, String> messages) {
        return new Link(data, messages, data.async(), () -> pingMasters(data), true);
    }

    private static CompletableFuture<?> pingMasters(StatefulRedisClusterConnection<String, byte[]> data) {
        List<CompletableFuture<?>> pongs = new ArrayList<>();
        for (RedisClusterNode node : data.getPartitions()) {
            // One that failed and was replaced stays a master, but one without slots.
            if (node.is(RedisClusterNode.NodeFlag.UPSTREAM) && !node.hasNoSlots()) {
                // By address, as commands go: by number of the node it would be another connection.
                pongs.add(data.getConnectionAsync(
                                node.getUri().getHost(), node.getUri().getPort())
                        .thenCompose(one -> one.async().ping()));
            }
        }
        return CompletableFuture.allOf(pongs.toArray(CompletableFuture<?>[]::new));
    }

    /** What can be asked. */
    public RedisClusterAsyncCommands<String, byte[]> commands() {
        return commands;
    }

    /** Calls the listeners of these channels from now on; completes when the server has agreed to all. */
    public CompletionStage<?> subscribe(Subscriptions subscriptions, Collection<String> channels) {
        messages.removeListener(subscriptions);
        messages.addListener(subscriptions);
        List<CompletableFuture<?>> agreed = new ArrayList<>();
        for (String channel : channels) {
            // One by one: in the old protocol a second answer to one command could be taken for that to the next.
            agreed.add(messages.async().subscribe(channel).toCompletableFuture());
        }
        return CompletableFuture.allOf(agreed.toArray(CompletableFuture<?>[]::new));
    }

    /** Pings on both connections; completes when all were answered. */
    public CompletionStage<?> ping() {
        return CompletableFuture.allOf(pings.get(), messages.async().ping().toCompletableFuture());
    }

    /** Whether this is a master. Taken for one when the server does not say: not every user may ask. */
    public CompletionStage<Boolean> isMaster() {
        return onlyMasters
                ? CompletableFuture.completedFuture(true)
                : commands.role().handle((role, error) -> error != null || role.isEmpty() || !isReplica(role.get(0)));
    }

    private static boolean isReplica(Object role) {
        return "slave".equals(role instanceof byte[] bytes ? new String(bytes, StandardCharsets.US_ASCII) : role);
    }

    /** Calls the listener when a connection has ended, on any thread, at once when it has already. */
    public void onLost(Runnable listener) {
        RedisConnectionStateListener told = new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
                listener.run();
            }
        };
        messages.addListener(told);
        if (!onlyMasters) {
            data.addListener(told);
        }
        if (!messages.isOpen() || !data.isOpen()) {
            listener.run();
        }
    }

    /** Ends both connections without waiting. What is under way on them fails. */
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        var unused = messages.closeAsync();
        var unused2 = data.closeAsync();
    }
}
