package io.teal.gateway.cache;

import io.teal.gateway.question.Wording;
import io.teal.gateway.redis.Redis;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answers in Redis, which all gateways share and which outlive them. Long ones are packed and unpacked on a thread of its
 * own, of which only so much is asked at a time. Thread-safe; nothing waits, and no stage fails.
 */
final class RedisLevel implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RedisLevel.class);

    private static final String ENTRY = "teal:a:";
    private static final String QUESTION = "teal:q:";
    private static final String LOCK = "teal:l:";
    private static final Duration LOCKED = Duration.ofSeconds(30);

    /** Values up to this length are unpacked where they arrive. */
    private static final int SHORT = 64 << 10;

    private static final int MOST_WAITING = 256;
    private static final long MOST_WAITING_BYTES = 64L << 20;
    private static final long COMPLAINT_NANOS = TimeUnit.MINUTES.toNanos(1);
    /** Most entries that are looked up for one question. */
    private static final int MOST_FOUND = 100;

    private final Redis redis;
    private final LongSupplier epochMillis;
    private final ThreadPoolExecutor packer;
    private final AtomicLong waitingBytes = new AtomicLong();
    private final LongAdder reads = new LongAdder();
    private final LongAdder hits = new LongAdder();
    private final LongAdder unreadable = new LongAdder();
    private final LongAdder writes = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private final AtomicLong complained = new AtomicLong(System.nanoTime() - COMPLAINT_NANOS);

    RedisLevel(Redis redis, LongSupplier epochMillis) {
        this.redis = redis;
        this.epochMillis = epochMillis;
        this.packer = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                Thread.ofPlatform().daemon().name("cache-packer").factory());
    }

    /**
     * An answer that was found.
     *
     * @param remaining how long it is still of use; positive
     */
    record Found(Entry entry, Duration remaining) {}

    boolean usable() {
        return redis.usable();
    }

    /**
     * What reading came to.
     *
     * @param answered whether Redis said anything in time
     */
    record Read(@Nullable Found found, boolean answered) {
        static final Read UNANSWERED = new Read(null, false);
    }

    CompletionStage<Read> read(CacheKey key) {
        if (!redis.usable()) {
            return CompletableFuture.completedFuture(Read.UNANSWERED);
        }
        reads.increment();
        return redis.get(ENTRY + key.hex()).thenCompose(this::found).handle((found, problem) -> {
            if (problem != null) {
                return Read.UNANSWERED;
            }
            if (found != null) {
                hits.increment();
            }
            return new Read(found, true);
        });
    }

    private CompletionStage<@Nullable Found> found(String hex) {
        return redis.get(ENTRY + hex).exceptionally(problem -> null).thenCompose(this::found);
    }

    private CompletionStage<@Nullable Found> found(byte @Nullable [] value) {
        if (value == null) {
            return CompletableFuture.completedFuture(null);
        }
        if (EntryCodec.work(value) <= SHORT) {
            return CompletableFuture.completedFuture(unpack(value));
        }
        try {
            return CompletableFuture.supplyAsync(() -> unpack(value), packer);
        } catch (RejectedExecutionException e) {
            skipped.increment();
            return CompletableFuture.completedFuture(null);
        }
    }

    private @Nullable Found unpack(byte[] value) {
        try {
            EntryCodec.Decoded decoded = EntryCodec.decode(value);
            long age = decoded.entry().age(epochMillis.getAsLong());
            Duration remaining = decoded.kept().minusMillis(age);
            return remaining.isPositive() ? new Found(decoded.entry(), remaining) : null;
        } catch (IOException | RuntimeException e) {
            unreadable.increment();
            complain(e);
            return null;
        }
    }

    private void complain(Exception problem) {
        long now = System.nanoTime();
        long before = complained.get();
        if (now - before >= COMPLAINT_NANOS && complained.compareAndSet(before, now)) {
            log.warn("answers in Redis cannot be read, {} so far, the last: {}", unreadable.sum(), problem.toString());
        }
    }

    /** Keeps an entry for so long; completes when that is done or will not be. When too much waits to be kept it is not. */
    CompletionStage<Void> write(CacheKey key, Entry entry, Duration kept) {
        if (!redis.usable()) {
            return CompletableFuture.completedFuture(null);
        }
        int weight = entry.weight();
        if (waitingBytes.addAndGet(weight) > MOST_WAITING_BYTES) {
            waitingBytes.addAndGet(-weight);
            skipped.increment();
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            packer.execute(() -> {
                try {
                    var unused = send(key.hex(), entry, kept).whenComplete((sent, problem) -> done.complete(null));
                } catch (RuntimeException bug) {
                    log.error("an answer cannot be packed for Redis", bug);
                    done.complete(null);
                } finally {
                    waitingBytes.addAndGet(-weight);
                }
            });
        } catch (RejectedExecutionException e) {
            waitingBytes.addAndGet(-weight);
            skipped.increment();
            done.complete(null);
        }
        return done;
    }

    private CompletionStage<?> send(String hex, Entry entry, Duration kept) {
        byte[] value = redis.usable() ? EntryCodec.encode(entry, kept) : null;
        if (value == null) {
            skipped.increment();
            return CompletableFuture.completedFuture(null);
        }
        writes.increment();
        Tag tag = entry.tag();
        CompletionStage<Boolean> set = redis.set(ENTRY + hex, value, kept);
        var unusedAdded = redis.setAdd(index(tag.service(), tag.question()), hex, kept);
        return set;
    }

    CompletionStage<@Nullable SharedLock> lock(CacheKey key) {
        if (!redis.usable()) {
            return CompletableFuture.completedFuture(SharedLock.none());
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        byte[] token = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(random.nextLong())
                .putLong(random.nextLong())
                .array();
        String name = LOCK + key.hex();
        SharedLock lock = new SharedLock(redis, name, token);
        // What failed may have been done all the same: then it is given back like any other.
        return redis.setIfAbsent(name, token, LOCKED)
                .handle((taken, problem) -> problem != null || taken ? lock : null);
    }

    /** The answers to a question, but for those that are known already. */
    CompletionStage<List<Entry>> lookUp(String service, String question, Set<String> known) {
        return members(service, question).thenCompose(keys -> {
            List<CompletableFuture<@Nullable Found>> all = new ArrayList<>();
            for (String hex : keys) {
                if (all.size() < MOST_FOUND && !known.contains(hex)) {
                    all.add(found(hex).toCompletableFuture());
                }
            }
            return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                    .thenApply(done -> {
                        List<Entry> entries = new ArrayList<>();
                        for (CompletableFuture<@Nullable Found> one : all) {
                            Found found = one.getNow(null);
                            if (found != null) {
                                entries.add(found.entry());
                            }
                        }
                        return entries;
                    });
        });
    }

    /** Drops the answers to a question. */
    CompletionStage<Void> drop(String service, String question) {
        return members(service, question).thenCompose(keys -> {
            List<String> names = keys.stream().map(hex -> ENTRY + hex).toList();
            return names.isEmpty()
                    ? CompletableFuture.completedFuture(null)
                    : redis.delete(names).handle((count, problem) -> null);
        });
    }

    private CompletionStage<Set<String>> members(String service, String question) {
        return redis.setMembers(index(service, Wording.normalise(question))).exceptionally(problem -> Set.of());
    }

    private static String index(String service, String question) {
        MessageDigest digest = CacheKey.sha256();
        byte[] name = service.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(name.length).array());
        digest.update(name);
        digest.update(question.getBytes(StandardCharsets.UTF_8));
        return QUESTION + HexFormat.of().formatHex(digest.digest());
    }

    CacheStats.Remote stats() {
        return new CacheStats.Remote(
                redis.status(), reads.sum(), hits.sum(), unreadable.sum(), writes.sum(), skipped.sum());
    }

    /** What waits is kept if Redis is there long enough. */
    @Override
    public void close() {
        packer.shutdown();
    }
}
