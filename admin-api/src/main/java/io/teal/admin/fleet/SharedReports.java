package io.teal.admin.fleet;

import io.teal.admin.store.GateReports;
import io.teal.admin.store.StoreException;
import io.teal.gateway.redis.Redis;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What gates have found out, to be had at every gateway: on the disk of the one that asked, and in Redis, where there is one, for
 * whoever is asked for it. Thread-safe; blocks.
 */
public final class SharedReports {
    private static final Logger LOG = LoggerFactory.getLogger(SharedReports.class);

    /** Where they stand, each behind it by the id of its release. */
    static final String KEY = "teal:{routing}:report:";

    /** So long Redis keeps one. */
    static final Duration KEPT = Duration.ofDays(30);

    /** A longer one is kept by the gateway that asked alone: Redis does nothing else while it takes it in. */
    static final int LONGEST = 4 << 20;

    private final GateReports files;
    private final @Nullable Redis redis;

    /** What Redis has not taken yet; it may have an older one. */
    private final Map<String, byte[]> unsent = new ConcurrentHashMap<>();

    SharedReports(GateReports files, @Nullable Redis redis) {
        this.files = files;
        this.redis = redis;
        if (redis != null) {
            redis.onRecovery(() -> unsent.forEach((id, json) -> offer(redis, id, json)));
        }
    }

    /**
     * What was found.
     *
     * @param json null for nothing
     * @param problem why there may be one all the same; null when there is none
     */
    public record Lookup(@Nullable String json, @Nullable String problem) {}

    /**
     * Keeps a report. It is on disk on return, and in Redis, or will be when that is there again, unless this gateway ends before.
     *
     * @param id of the release
     * @throws StoreException when it cannot be written to the disk
     */
    public void keep(String id, String json) throws StoreException {
        files.keep(id, json);
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        if (redis == null) {
            return;
        }
        if (bytes.length > LONGEST) {
            LOG.warn("the report of {} has {} bytes, too many for Redis: only this gateway has it", id, bytes.length);
            var unused = unsent.remove(id);
            forget(redis, id);
            return;
        }
        unsent.put(id, bytes);
        send(redis, id, bytes).toCompletableFuture().join();
    }

    /** Sends what could not be sent before, unless another gateway has asked since. */
    private void offer(Redis shared, String id, byte[] json) {
        var unused = shared.get(KEY + id).whenComplete((there, failure) -> {
            if (failure != null) {
                LOG.warn("the report of {} is not in Redis yet: {}", id, failure.getMessage());
            } else if (there == null || at(there).isBefore(at(json))) {
                var unusedToo = send(shared, id, json);
            } else {
                boolean unusedThree = unsent.remove(id, json);
            }
        });
    }

    /** An older one must not be taken for the one that is too long. */
    private static void forget(Redis shared, String id) {
        try {
            Long unused = shared.delete(List.of(KEY + id)).toCompletableFuture().join();
        } catch (CompletionException e) {
            LOG.warn("an older report of {} may still be in Redis: {}", id, cause(e));
        }
    }

    /** When it was asked; long ago when it does not say so. */
    private static Instant at(byte[] json) {
        try {
            return new JsonObject(Buffer.buffer(json)).getInstant("at", Instant.EPOCH);
        } catch (DecodeException | DateTimeException | ClassCastException e) {
            return Instant.EPOCH;
        }
    }

    /** Never fails. */
    private CompletionStage<@Nullable Void> send(Redis shared, String id, byte[] json) {
        return shared.set(KEY + id, json, KEPT).handle((kept, failure) -> {
            if (failure == null) {
                boolean unused = unsent.remove(id, json);
            } else {
                LOG.warn("the report of {} is not in Redis yet: {}", id, failure.getMessage());
            }
            return null;
        });
    }

    /**
     * The report of a release: the one in Redis, which is the newest whoever asked, or the one on this disk.
     *
     * @throws StoreException when it cannot be read from the disk
     */
    public Lookup find(String id) throws StoreException {
        String problem = null;
        if (redis != null && !unsent.containsKey(id)) {
            try {
                byte[] there = redis.get(KEY + id).toCompletableFuture().join();
                if (there != null) {
                    return new Lookup(new String(there, StandardCharsets.UTF_8), null);
                }
            } catch (CompletionException e) {
                problem = "Redis cannot be asked for it (" + cause(e) + "), and this gateway did not ask the questions";
            }
        }
        String here = files.find(id);
        return new Lookup(here, here == null ? problem : null);
    }

    private static String cause(CompletionException e) {
        return String.valueOf(
                e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
    }
}
