package io.teal.gateway.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One Redis, one found by sentinels, or a cluster. Connects in the background and again whenever the connection is lost.
 *
 * <p>Every stage completes within the command timeout and a few milliseconds: exceptionally with {@link RedisUnavailable} when
 * there was no answer or a refusal, and at once when Redis is not {@link #usable}. A command that failed may have been carried
 * out all the same. Stages complete, and listeners are called, on threads of this class, on which nothing may block. All
 * methods may be called by any thread, and none waits.
 */
public final class Redis implements AutoCloseable {
    private final RedisSettings settings;

    private Redis(RedisSettings settings) {
        this.settings = settings;
    }

    /**
     * Begins to connect and returns at once, whether there is a server or not.
     *
     * @throws IllegalArgumentException when the URL cannot be understood; the message has no secrets
     */
    public static Redis open(RedisSettings settings) {
        return new Redis(settings);
    }

    /** Whether commands are sent. One volatile read. */
    public boolean usable() {
        return false;
    }

    /** How it stands now. */
    public RedisStatus status() {
        return new RedisStatus(false, RedisStatus.Breaker.CLOSED, settings.toString(), Instant.EPOCH, 0, 0, 0);
    }

    /** Calls the listener each time Redis becomes usable, also the first: whatever was published before may have been missed. */
    public void onRecovery(Runnable listener) {}

    /** The value, or null when there is none. */
    public CompletionStage<byte @Nullable []> get(String key) {
        return unavailable();
    }

    /** Sets a value that lives as long as said, at least 1 ms. */
    public CompletionStage<Boolean> set(String key, byte[] value, Duration ttl) {
        return unavailable();
    }

    /** Sets a value unless there is one, and returns whether it did. */
    public CompletionStage<Boolean> setIfAbsent(String key, byte[] value, Duration ttl) {
        return unavailable();
    }

    /** Deletes a key that has this value, and returns whether it did. */
    public CompletionStage<Boolean> deleteIfEqual(String key, byte[] value) {
        return unavailable();
    }

    /** Deletes keys, and returns how many there were. */
    public CompletionStage<Long> delete(List<String> keys) {
        return unavailable();
    }

    /** All fields of a hash; empty when there is none. */
    public CompletionStage<Map<String, String>> hashAll(String key) {
        return unavailable();
    }

    /** Sets a field of a hash unless it is there, and returns whether it did. */
    public CompletionStage<Boolean> hashSetIfAbsent(String key, String field, String value) {
        return unavailable();
    }

    /**
     * Sets a number in a field of a hash when it is greater than the one there, both without their signs, or when there is
     * none; returns whether it did. Numbers beyond 2^53 are not told apart exactly.
     */
    public CompletionStage<Boolean> hashRaise(String key, String field, long value) {
        return unavailable();
    }

    /**
     * Adds a member to a set, which lives at least as long as said from now on, and returns whether it is a new one.
     */
    public CompletionStage<Boolean> setAdd(String key, String member, Duration ttl) {
        return unavailable();
    }

    /** All members of a set; empty when there is none. */
    public CompletionStage<Set<String>> setMembers(String key) {
        return unavailable();
    }

    /** Publishes a message; what is returned is how many received it, in a cluster only those at the same node. */
    public CompletionStage<Long> publish(String channel, String message) {
        return unavailable();
    }

    /**
     * Gives every message of a channel to the listener, over all reconnects. What is published while there is no connection is
     * lost; {@link #onRecovery} tells.
     */
    public void subscribe(String channel, Consumer<String> listener) {}

    /** Closes the connections and ends the threads, without waiting for them. */
    @Override
    public void close() {}

    private static <T> CompletionStage<T> unavailable() {
        return CompletableFuture.failedFuture(new RedisUnavailable("redis is not connected"));
    }
}
