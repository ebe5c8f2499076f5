package io.teal.gateway.fleet;

import io.teal.gateway.limit.SharedRates;
import io.teal.gateway.redis.Redis;
import io.teal.gateway.redis.link.Script;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The rates of clients, counted in Redis: one number for each client, which lives for its period. */
final class RedisRates implements SharedRates {
    static final String SECRET = "teal:secret:rates";
    static final String PREFIX = "teal:rate:";

    /** Gives 0, or the milliseconds until the next period. */
    private static final Script TAKE = new Script("""
            local left = redis.call('PTTL', KEYS[1])
            if left <= 0 then
              redis.call('SET', KEYS[1], 1, 'PX', ARGV[2])
              return 0
            end
            if tonumber(redis.call('GET', KEYS[1])) >= tonumber(ARGV[1]) then return left end
            redis.call('INCR', KEYS[1])
            return 0
            """);

    /** Sets a value unless there is one, and gives the one there is then. */
    private static final Script AGREE = new Script("""
            if redis.call('SETNX', KEYS[1], ARGV[1]) == 1 then return ARGV[1] end
            return redis.call('GET', KEYS[1])
            """);

    private static final int SECRET_BYTES = 32;

    private final Redis redis;
    private final LongAdder granted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder alone = new LongAdder();
    private final byte[] offered = new byte[SECRET_BYTES];
    private volatile byte @Nullable [] agreed;

    RedisRates(Redis redis) {
        this.redis = redis;
        new SecureRandom().nextBytes(offered);
        redis.onRecovery(this::agree);
    }

    /** Finds the secret of all gateways. A Redis that has lost it is given the one that was agreed on before. */
    void agree() {
        byte[] known = agreed;
        byte[] own = known == null ? offered : known;
        var unused = redis.text(AGREE, SECRET, HexFormat.of().formatHex(own)).thenAccept(text -> {
            byte[] told = HexFormat.of().parseHex(text);
            byte[] before = agreed;
            if (before == null || !Arrays.equals(before, told)) {
                agreed = told;
            }
        });
    }

    /** Whether {@link #agree} is still to be done. */
    boolean disagrees() {
        return agreed == null;
    }

    @Override
    public byte @Nullable [] secret() {
        return redis.usable() ? agreed : null;
    }

    @Override
    public CompletionStage<Long> take(String client, int requests, Duration per) {
        return redis.number(
                        TAKE, PREFIX + client, Integer.toString(requests), Long.toString(Math.max(1, per.toMillis())))
                .thenApply(wait -> {
                    (wait == 0 ? granted : refused).increment();
                    return wait;
                });
    }

    @Override
    public void tookAlone() {
        alone.increment();
    }

    /** How many requests were let through by what all gateways counted, since the start. */
    long granted() {
        return granted.sum();
    }

    /** How many were refused by it. */
    long refused() {
        return refused.sum();
    }

    /** How many this gateway had to decide alone although Redis had been asked. */
    long alone() {
        return alone.sum();
    }
}
