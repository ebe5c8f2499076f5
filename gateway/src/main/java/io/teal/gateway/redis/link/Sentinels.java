package io.teal.gateway.redis.link;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Asks one sentinel after the other who the master is. The library could, too, but asks again for each connection, and warns in
 * the log of each sentinel that is down, each time.
 */
final class Sentinels {
    private final RedisClient client;
    private final RedisAddress address;
    private final String master;

    Sentinels(RedisClient client, RedisAddress address, String master) {
        this.client = client;
        this.address = address;
        this.master = master;
    }

    /** The master as the first sentinel that answers knows it; fails with what each of them had to say. */
    CompletionStage<RedisURI> master() {
        CompletionStage<RedisURI> answer = askOne(address.hosts().get(0));
        for (RedisAddress.Host next : address.hosts().subList(1, address.hosts().size())) {
            answer = answer.exceptionallyCompose(error -> askOne(next).whenComplete((found, another) -> {
                if (another != null) {
                    another.addSuppressed(error);
                }
            }));
        }
        return answer;
    }

    private CompletionStage<RedisURI> askOne(RedisAddress.Host sentinel) {
        return ask(address.uri(sentinel, 0, false)).exceptionallyCompose(error -> {
            String reply = Problem.reply(error);
            // Few of them want a password, and the others refuse to be shown one.
            return reply != null && Problem.code(reply).equals("NOAUTH") && address.password() != null
                    ? ask(address.uri(sentinel, 0, true))
                    : CompletableFuture.failedFuture(error);
        });
    }

    private CompletionStage<RedisURI> ask(RedisURI sentinel) {
        // The future of the library does not know all methods of its class: those it does not know never complete.
        CompletableFuture<StatefulRedisConnection<String, String>> opened = new CompletableFuture<>();
        var unused = client.connectAsync(StringCodec.UTF8, sentinel).whenComplete((connection, error) -> {
            if (error == null) {
                opened.complete(connection);
            } else {
                opened.completeExceptionally(error);
            }
        });
        return opened.thenCompose(connection -> question(connection).whenComplete((answer, error) -> {
                    var unused2 = connection.closeAsync();
                }))
                .thenApply(this::known);
    }

    private CompletionStage<List<String>> question(StatefulRedisConnection<String, String> connection) {
        return connection
                .async()
                .dispatch(
                        CommandType.SENTINEL,
                        new ValueListOutput<>(StringCodec.UTF8),
                        new CommandArgs<>(StringCodec.UTF8)
                                .add("GET-MASTER-ADDR-BY-NAME")
                                .add(master));
    }

    private RedisURI known(List<String> answer) {
        if (answer.size() != 2) {
            throw new UnknownMaster(master);
        }
        return address.uri(
                new RedisAddress.Host(answer.get(0), Integer.parseInt(answer.get(1))), address.database(), true);
    }

    /** A sentinel answered, and knows no master of this name. */
    static final class UnknownMaster extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnknownMaster(String name) {
            super(name, null, true, false);
        }
    }
}
