package io.teal.gateway.redis;

import io.lettuce.core.MapScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.SetArgs;
import io.teal.gateway.redis.link.RedisAddress;
import io.teal.gateway.redis.link.Script;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One Redis, one found by sentinels, or a cluster. Connects in the background, and again whenever the connection is lost.
 *
 * <p>Every stage completes within the command timeout and a few milliseconds: exceptionally with {@link RedisUnavailable} when
 * there was no answer or a refusal, and at once when Redis is not {@link #usable}. A command that failed may have been carried
 * out all the same. Stages complete, and listeners are called, on threads of this class, on which nothing may block. All
 * methods may be called by any thread, and none waits.
 */
public final class Redis implements AutoCloseable {
    private static final ScanArgs PIECE = ScanArgs.Builder.limit(1000);

    private final long timeoutNanos;
    private final ScheduledThreadPoolExecutor thread;
    private final Watch watch;
    private final Deadlines deadlines;
    private final LongAdder commands = new LongAdder();

    private Redis(RedisSettings settings) {
        timeoutNanos = settings.commandTimeout().toNanos();
        RedisAddress address = RedisAddress.of(settings.url(), settings.cluster());
        thread = new ScheduledThreadPoolExecutor(
                1,
                Thread.ofPlatform().daemon().name("redis-watch").factory(),
                // Once it is closed nothing has to be done any more.
                new ThreadPoolExecutor.DiscardPolicy());
        thread.setRemoveOnCancelPolicy(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        watch = new Watch(settings, address, thread);
        deadlines = new Deadlines(System::nanoTime, (call, nanos) -> {
            var unused = thread.schedule(call, nanos, TimeUnit.NANOSECONDS);
        });
    }

    /**
     * Begins to connect and returns at once, whether there is a server or not.
     *
     * @throws IllegalArgumentException when the URL cannot be understood; the message has no secrets
     */
    public static Redis open(RedisSettings settings) {
        Redis redis = new Redis(settings);
        redis.watch.start();
        return redis;
    }

    /** Whether commands are sent. One volatile read. */
    public boolean usable() {
        return watch.period() != null;
    }

    /** How it stands now. */
    public RedisStatus status() {
        return watch.status(commands.sum());
    }

    /**
     * Calls the listener each time Redis becomes usable, also the first, and now when it is already. Every such time it says
     * that messages of the channels subscribed to may have been missed, and that none will be from now on.
     */
    public void onRecovery(Runnable listener) {
        watch.onRecovery(listener);
    }

    /** The value, or null when there is none. */
    public CompletionStage<byte @Nullable []> get(String key) {
        return this.<byte @Nullable [], byte @Nullable []>send(redis -> redis.get(key), value -> value);
    }

    /** Sets a value that lives as long as said, 1 ms at least. True. */
    public CompletionStage<Boolean> set(String key, byte[] value, Duration ttl) {
        return send(redis -> redis.set(key, value, lives(ttl)), "OK"::equals);
    }

    /** Sets a value unless there is one, and returns whether it did. */
    public CompletionStage<Boolean> setIfAbsent(String key, byte[] value, Duration ttl) {
        return this.<@Nullable String, Boolean>send(
                redis -> redis.set(key, value, lives(ttl).nx()), "OK"::equals);
    }

    /** Deletes a key that has this value, and returns whether it did. */
    public CompletionStage<Boolean> deleteIfEqual(String key, byte[] value) {
        return send(redis -> Script.DELETE_IF_EQUAL.run(redis, key, value), done -> done);
    }

    /** Deletes keys, and returns how many there were. */
    public CompletionStage<Long> delete(List<String> keys) {
        if (keys.isEmpty()) {
            return CompletableFuture.completedFuture(0L);
        }
        return send(redis -> redis.unlink(keys.toArray(String[]::new)), count -> count);
    }

    /**
     * All fields of a hash; empty when there is none. Read in pieces, each within the command timeout, so that neither the server
     * nor this process is busy with a long one: a field that comes or goes meanwhile may be there or not.
     */
    public CompletionStage<Map<String, String>> hashAll(String key) {
        return hashFrom(key, ScanCursor.INITIAL, new HashMap<>());
    }

    private CompletionStage<Map<String, String>> hashFrom(String key, ScanCursor from, Map<String, String> texts) {
        return this.<MapScanCursor<String, byte[]>, ScanCursor>send(redis -> redis.hscan(key, from, PIECE), piece -> {
                    piece.getMap().forEach((field, value) -> texts.put(field, text(value)));
                    return piece;
                })
                .thenCompose(
                        to -> to.isFinished() ? CompletableFuture.completedFuture(texts) : hashFrom(key, to, texts));
    }

    /** Sets a field of a hash unless it is there, and returns whether it did. */
    public CompletionStage<Boolean> hashSetIfAbsent(String key, String field, String value) {
        return send(redis -> redis.hsetnx(key, field, bytes(value)), done -> done);
    }

    /**
     * Sets a number in a field of a hash when it is greater than the one there, both without their signs, or when there is
     * none; returns whether it did. Numbers beyond 2^53 are not told apart exactly.
     */
    public CompletionStage<Boolean> hashRaise(String key, String field, long value) {
        return send(redis -> Script.RAISE.run(redis, key, bytes(field), bytes(Long.toString(value))), done -> done);
    }

    /** Adds a member to a set, which lives from now on at least as long as said; returns whether it was not in it yet. */
    public CompletionStage<Boolean> setAdd(String key, String member, Duration ttl) {
        byte[] millis = bytes(Long.toString(Math.max(1, ttl.toMillis())));
        return send(redis -> Script.ADD.run(redis, key, bytes(member), millis), added -> added);
    }

    /** All members of a set; empty when there is none. */
    public CompletionStage<Set<String>> setMembers(String key) {
        return send(redis -> redis.smembers(key), members -> {
            Set<String> texts = HashSet.newHashSet(members.size());
            members.forEach(member -> texts.add(text(member)));
            return texts;
        });
    }

    /** Runs a script on one key, and gives the number it returns. */
    public CompletionStage<Long> number(Script script, String key, String... arguments) {
        return send(redis -> script.number(redis, key, bytes(arguments)), number -> number);
    }

    /** Runs a script on one key, and gives the text it returns. */
    public CompletionStage<String> text(Script script, String key, String... arguments) {
        return send(redis -> script.bytes(redis, key, bytes(arguments)), Redis::text);
    }

    /** Publishes a message; what is returned is how many receive it, in a cluster only those at the same node. */
    public CompletionStage<Long> publish(String channel, String message) {
        return send(redis -> redis.publish(channel, bytes(message)), count -> count);
    }

    /**
     * Gives every message of a channel to the listener from now on, over all reconnects. What is published while there is no
     * connection is lost, of which {@link #onRecovery} tells.
     */
    public void subscribe(String channel, Consumer<String> listener) {
        watch.subscribe(channel, listener);
    }

    /** Closes the connections and ends the threads, without waiting for them. What is under way fails. */
    @Override
    public void close() {
        thread.execute(() -> {
            watch.close();
            deadlines.end();
            thread.shutdown();
        });
    }

    private <R extends @Nullable Object, T extends @Nullable Object> CompletionStage<T> send(
            Command.Call<R> call, Function<? super R, ? extends T> result) {
        Period period = watch.period();
        if (period == null) {
            return CompletableFuture.failedFuture(watch.unavailable());
        }
        commands.increment();
        CompletableFuture<T> promised = new CompletableFuture<>();
        Command<T> command = new Command<>(watch, period, promised, System.nanoTime() + timeoutNanos);
        deadlines.add(command);
        command.send(call, result);
        return promised;
    }

    private static SetArgs lives(Duration ttl) {
        return new SetArgs().px(Math.max(1, ttl.toMillis()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[][] bytes(String... texts) {
        byte[][] all = new byte[texts.length][];
        Arrays.setAll(all, i -> bytes(texts[i]));
        return all;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
