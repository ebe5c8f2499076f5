package io.teal.admin.fleet;

import io.teal.admin.revision.Revisions;
import io.teal.gateway.redis.Redis;
import io.teal.gateway.redis.link.Script;
import io.teal.gateway.routing.release.Release;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which gateway drives the releases: a key in Redis that expires when its holder falls silent. Each time it changes hands, also to
 * the same gateway, it gets a greater number, by which what an earlier holder still does is known. Without a Redis nobody else could
 * have it. Used by one thread; blocks.
 */
public final class DriverLease {
    private static final Logger LOG = LoggerFactory.getLogger(DriverLease.class);
    private static final String KEY = "teal:{routing}:driver";
    private static final String MILLIS = "3000";
    private static final long PATIENCE_MILLIS = 1_000;

    /** Takes it, or holds it on; 0 when somebody else has it. A Redis that has lost the count goes on behind what is known. */
    private static final Script HOLD = new Script("""
            local held = redis.call('GET', KEYS[1])
            if held then
              local holder, number = string.match(held, '^(%S+) (%d+)$')
              if holder ~= ARGV[1] then return 0 end
              if tonumber(number) >= tonumber(ARGV[3]) then
                redis.call('PEXPIRE', KEYS[1], ARGV[2])
                return tonumber(number)
              end
            end
            local number = redis.call('INCR', KEYS[1] .. ':number')
            if number <= tonumber(ARGV[3]) then
              number = tonumber(ARGV[3]) + 1
              redis.call('SET', KEYS[1] .. ':number', string.format('%.0f', number))
            end
            redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. string.format('%.0f', number), 'PX', ARGV[2])
            return number
            """);

    private static final Script LEAVE = new Script("""
            local held = redis.call('GET', KEYS[1])
            if held and string.match(held, '^(%S+) ') == ARGV[1] then return redis.call('DEL', KEYS[1]) end
            return 0
            """);

    private final @Nullable Redis redis;
    private final String process;
    private final Revisions revisions;
    private volatile boolean left;

    /** Its number where nobody else could have it; 0 before it was asked for. */
    private long alone;

    DriverLease(@Nullable Redis redis, String process, Revisions revisions) {
        this.redis = redis;
        this.process = process;
        this.revisions = revisions;
    }

    /**
     * Takes the lease, or keeps it for three more seconds. At most one gateway has it at a time, as far as clocks can be trusted;
     * where they cannot, its number tells. Blocks for no longer than a second.
     *
     * @return its number, greater than any that was given before; 0 when another gateway has it, or nobody can be asked
     */
    public long hold() {
        long known = 0;
        for (Release release : revisions.current().releases().values()) {
            known = Math.max(known, release.driver());
        }
        Redis shared = redis;
        if (shared == null) {
            alone = alone == 0 ? known + 1 : alone;
            return alone;
        }
        return left || !shared.usable() ? 0 : hold(shared, known);
    }

    private long hold(Redis shared, long known) {
        try {
            return shared.number(HOLD, KEY, process, MILLIS, Long.toString(known))
                    .toCompletableFuture()
                    .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("Redis does not say who drives", e);
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** Gives it up for good, so that another need not wait. */
    public void leave() {
        left = true;
        Redis shared = redis;
        if (shared != null && shared.usable()) {
            var unused = shared.number(LEAVE, KEY, process);
        }
    }
}
