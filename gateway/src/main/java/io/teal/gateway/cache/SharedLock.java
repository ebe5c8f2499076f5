package io.teal.gateway.cache;

import io.teal.gateway.redis.Redis;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The right to compute an answer that other gateways wait for meanwhile. It ends by itself after 30 s. Without a Redis that
 * answers it is granted to everybody: a question that is asked twice is better than one that is not. Thread-safe.
 */
public final class SharedLock {
    private final @Nullable Redis redis;
    private final String key;
    private final byte[] token;
    private final AtomicBoolean released = new AtomicBoolean();

    SharedLock(Redis redis, String key, byte[] token) {
        this.redis = redis;
        this.key = key;
        this.token = token;
    }

    private SharedLock() {
        this.redis = null;
        this.key = "";
        this.token = new byte[0];
    }

    /** One that keeps nobody away. */
    static SharedLock none() {
        return new SharedLock();
    }

    /** Gives it back; only the first call counts. Whoever has it by now, because it took too long here, keeps it. */
    public void release() {
        if (redis != null && released.compareAndSet(false, true)) {
            var unused = redis.deleteIfEqual(key, token);
        }
    }
}
