package io.teal.gateway.redis.link;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.Base16;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** What Redis does in one step though it has no command for it. The server is sent the text only when it does not know it. */
public final class Script {
    /** Numbers in a hash that only grow. The sign is a mark, and counts for nothing. */
    public static final Script RAISE = new Script("""
            local old = redis.call('HGET', KEYS[1], ARGV[1])
            local number = old and tonumber(old)
            if number and math.abs(number) >= math.abs(tonumber(ARGV[2])) then return 0 end
            redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
            return 1
            """);

    /** Deletes a value that is this one. */
    public static final Script DELETE_IF_EQUAL = new Script("""
            if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
            return 0
            """);

    /** A set lives as long as the member that was promised the longest life. */
    public static final Script ADD = new Script("""
            local added = redis.call('SADD', KEYS[1], ARGV[1])
            if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
            return added
            """);

    private final byte[] text;
    private final String digest;

    /** A script from its text in Lua, which finds its one key in {@code KEYS[1]} and everything else in {@code ARGV}. */
    public Script(String text) {
        this.text = text.getBytes(StandardCharsets.UTF_8);
        this.digest = Base16.digest(this.text);
    }

    /** Runs it on one key, and says whether the number it returned is 1. */
    public CompletionStage<Boolean> run(
            RedisClusterAsyncCommands<String, byte[]> commands, String key, byte[]... arguments) {
        return number(commands, key, arguments).thenApply(number -> number == 1);
    }

    /** Runs it on one key, and gives the number it returned. */
    public CompletionStage<Long> number(
            RedisClusterAsyncCommands<String, byte[]> commands, String key, byte[]... arguments) {
        return run(ScriptOutputType.INTEGER, commands, key, arguments);
    }

    /** Runs it on one key, and gives the bytes it returned. */
    public CompletionStage<byte[]> bytes(
            RedisClusterAsyncCommands<String, byte[]> commands, String key, byte[]... arguments) {
        return run(ScriptOutputType.VALUE, commands, key, arguments);
    }

    private <T> CompletionStage<T> run(
            ScriptOutputType type,
            RedisClusterAsyncCommands<String, byte[]> commands,
            String key,
            byte[]... arguments) {
        String[] keys = {key};
        CompletionStage<T> first = commands.evalsha(digest, type, keys, arguments);
        return first.exceptionallyCompose(error ->
                isUnknown(error) ? commands.eval(text, type, keys, arguments) : CompletableFuture.failedFuture(error));
    }

    private static boolean isUnknown(Throwable error) {
        return error instanceof RedisNoScriptException
                || (error instanceof CompletionException && error.getCause() instanceof RedisNoScriptException);
    }
}
