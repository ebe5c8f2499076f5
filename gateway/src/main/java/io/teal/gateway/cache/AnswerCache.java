package io.teal.gateway.cache;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.teal.gateway.redis.Redis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers by their {@linkplain CacheKey keys}: in memory first, and in Redis if there is one. Thread-safe. Nothing waits; stages
 * complete on threads of their own, or of {@link Redis}, and never fail.
 */
public final class AnswerCache implements AutoCloseable {
    private static final String CHANNEL = "teal:purge";
    private static final long UPKEEP_MILLIS = 10;
    private static final Comparator<CachedAnswer> NEWEST_FIRST =
            Comparator.comparing(CachedAnswer::storedAt).reversed();

    private final @Nullable MemoryLevel memory;
    private final @Nullable RedisLevel level;
    private final @Nullable Redis redis;
    private final LongSupplier epochMillis;
    private final ThreadPoolExecutor upkeep;
    private final TopQuestions top;
    private final ConcurrentHashMap<Name, Tally> tallies = new ConcurrentHashMap<>();
    /** Who this is among the gateways that share a Redis. */
    private final String name = UUID.randomUUID().toString();

    private record Name(String route, String service, String upstream) implements Comparable<Name> {
        private static final Comparator<Name> ORDER =
                Comparator.comparing(Name::route).thenComparing(Name::service).thenComparing(Name::upstream);

        @Override
        public int compareTo(Name other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * An empty cache, but for what Redis has.
     *
     * @param memory most bytes of heap for answers; 0 keeps none in memory
     * @param redis what is shared through, or null for nothing; not closed with this
     * @param epochMillis the time
     */
    public AnswerCache(long memory, @Nullable Redis redis, LongSupplier epochMillis) {
        this.redis = redis;
        this.epochMillis = epochMillis;
        // What is due after a write, when thousands of answers reach their end at a time, is more than an event loop
        // should do.
        this.upkeep = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("cache-upkeep").factory(),
                (task, executor) -> task.run());
        // What is due after reads may wait a moment: to wake a thread for every few of them costs more than the reads.
        Executor soon = CompletableFuture.delayedExecutor(UPKEEP_MILLIS, TimeUnit.MILLISECONDS, upkeep);
        this.memory = memory <= 0 ? null : new MemoryLevel(memory, epochMillis, soon);
        this.level = redis == null ? null : new RedisLevel(redis, epochMillis);
        this.top = new TopQuestions(epochMillis, soon);
        if (redis != null) {
            redis.subscribe(CHANNEL, this::heard);
        }
    }

    /** The answer in memory; null when there is none. */
    public @Nullable Entry inMemory(CacheKey key) {
        return memory == null ? null : memory.get(key);
    }

    /** The same for one who does not ask: the answer is worth no more for having been looked at. */
    public @Nullable Entry peek(CacheKey key) {
        return memory == null ? null : memory.peek(key);
    }

    /** Whether Redis can be asked. */
    public boolean remote() {
        return level != null && level.usable();
    }

    /**
     * What Redis was found to have.
     *
     * @param entry null when it has none
     * @param answered whether it said so, and not its silence
     */
    public record Look(@Nullable Entry entry, boolean answered) {
        static final Look UNANSWERED = new Look(null, false);
    }

    /** Looks into Redis; the stage does not fail. An answer that is found is kept in memory from then on. */
    public CompletionStage<Look> inRedis(CacheKey key) {
        if (level == null) {
            return CompletableFuture.completedFuture(Look.UNANSWERED);
        }
        return level.read(key).thenApply(read -> {
            RedisLevel.Found found = read.found();
            if (found == null) {
                return new Look(null, read.answered());
            }
            if (memory != null) {
                memory.putNewer(key, found.entry(), found.remaining());
            }
            return new Look(found.entry(), true);
        });
    }

    /**
     * Keeps an answer.
     *
     * @param kept for how long, from now on; at least 1 ms
     * @return completes once other gateways can find it, or will not; never fails
     */
    @CanIgnoreReturnValue
    public CompletionStage<Void> put(CacheKey key, Entry entry, Duration kept) {
        if (memory != null) {
            memory.put(key, entry, kept);
        }
        return level == null ? CompletableFuture.completedFuture(null) : level.write(key, entry, kept);
    }

    /** Takes the right to compute an answer; null when another gateway has it. */
    public CompletionStage<@Nullable SharedLock> lock(CacheKey key) {
        return level == null
                ? CompletableFuture.<@Nullable SharedLock>completedFuture(SharedLock.none())
                : level.lock(key);
    }

    /** The counters of a route and an upstream: the same ones for the same names. */
    public Tally tally(String route, String service, String upstream) {
        return tallies.computeIfAbsent(new Name(route, service, upstream), first -> new Tally());
    }

    /** What is asked most. */
    public TopQuestions top() {
        return top;
    }

    /** The kept answers to a question, as anybody would type it; the newest first, of those in Redis at most 100. */
    public CompletionStage<List<CachedAnswer>> lookUp(String service, String question) {
        CompletableFuture<Map<CacheKey, Entry>> here = CompletableFuture.supplyAsync(
                () -> memory == null ? Map.of() : memory.find(new Purge.Question(service, question)), upkeep);
        return here.thenCompose(found -> {
            List<CachedAnswer> answers = new ArrayList<>();
            Set<String> known = new HashSet<>();
            long now = epochMillis.getAsLong();
            found.forEach((key, entry) -> {
                known.add(key.hex());
                answers.add(CachedAnswer.of(entry, "memory", now));
            });
            CompletionStage<List<Entry>> there = level == null
                    ? CompletableFuture.completedFuture(List.of())
                    : level.lookUp(service, question, known);
            return there.thenApplyAsync(
                    entries -> {
                        entries.forEach(entry -> answers.add(CachedAnswer.of(entry, "redis", now)));
                        answers.sort(NEWEST_FIRST);
                        return List.copyOf(answers);
                    },
                    upkeep);
        });
    }

    /**
     * Drops answers, and tells other gateways to do the same. Those in Redis are dropped when it is about one question; all else
     * is for the epochs, which whoever calls this has raised: what is dropped then is memory.
     *
     * @return how many were dropped from the memory of this gateway
     */
    public CompletionStage<Integer> purge(Purge purge) {
        CompletionStage<Integer> here = drop(purge);
        if (redis == null || level == null) {
            return here;
        }
        CompletionStage<?> there = purge instanceof Purge.Question(String service, String text)
                ? level.drop(service, text)
                : CompletableFuture.completedFuture(null);
        // Others look into Redis as soon as they have dropped what they had.
        return there.thenCompose(dropped -> redis.publish(CHANNEL, new PurgeMessage(name, purge).text())
                        .exceptionally(problem -> 0L))
                .thenCombine(here, (told, count) -> count);
    }

    private CompletionStage<Integer> drop(Purge purge) {
        return CompletableFuture.supplyAsync(() -> memory == null ? 0 : memory.drop(purge), upkeep);
    }

    private void heard(String message) {
        PurgeMessage heard = PurgeMessage.parse(message);
        if (heard != null && !heard.sender().equals(name)) {
            var unused = drop(heard.purge());
        }
    }

    /** The numbers of this moment. */
    public CacheStats stats() {
        List<CacheStats.Row> rows = new ArrayList<>();
        new TreeMap<>(tallies).forEach((key, tally) -> {
            CacheStats.Counts counts = tally.counts();
            if (!counts.equals(CacheStats.Counts.NONE)) {
                rows.add(new CacheStats.Row(key.route(), key.service(), key.upstream(), counts));
            }
        });
        return CacheStats.of(
                rows,
                memory == null ? new CacheStats.Memory(0, 0, 0, 0) : memory.stats(),
                level == null ? null : level.stats());
    }

    /** Ends the threads once nothing waits for them; what waits to be kept in Redis is, if that is there long enough. */
    @Override
    public void close() {
        upkeep.shutdown();
        if (level != null) {
            level.close();
        }
    }
}
