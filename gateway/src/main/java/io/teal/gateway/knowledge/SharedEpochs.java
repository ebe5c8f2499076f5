package io.teal.gateway.knowledge;

import io.teal.gateway.redis.Redis;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the epochs of this gateway and those in Redis the same: tells each raise, listens to those of others, and compares all
 * of them every second and whenever Redis becomes usable.
 */
final class SharedEpochs implements AutoCloseable {
    static final String KEY = "teal:epochs";
    static final String CHANNEL = "teal:epochs";

    private static final Logger log = LoggerFactory.getLogger(SharedEpochs.class);
    private static final long PERIOD_MILLIS = 1000;
    /** How long what was read counts as what others have: a few periods, so that one lost answer changes nothing. */
    private static final long CURRENT_NANOS = TimeUnit.SECONDS.toNanos(4);

    private static final long RENEW_MILLIS = Scope.LONGEST_CHANGE_MILLIS / 4;
    /** Most numbers told in one round: a Redis that lost everything must not get thousands of commands at a time. */
    private static final int MOST_TOLD = 500;
    /** With more fields than this reading all of them takes too long; what nobody needs any more is got rid of. */
    private static final int MOST_FIELDS = 2 * EpochTree.MOST_BASES;

    private static final long PURGE_NANOS = TimeUnit.HOURS.toNanos(1);

    private final Redis redis;
    private final EpochTree tree;
    private final LongSupplier epochMillis;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "teal-epochs");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicBoolean reading = new AtomicBoolean();
    /** When the last reading of all numbers began; null when not since Redis became usable. */
    private volatile @Nullable Long read;

    /** When the hash was last given up for its length; touched by the one reading alone. */
    private @Nullable Long purged;

    private SharedEpochs(Redis redis, EpochTree tree, LongSupplier epochMillis) {
        this.redis = redis;
        this.tree = tree;
        this.epochMillis = epochMillis;
    }

    static SharedEpochs start(Redis redis, EpochTree tree, LongSupplier epochMillis) {
        SharedEpochs sharing = new SharedEpochs(redis, tree, epochMillis);
        redis.subscribe(CHANNEL, sharing::heard);
        redis.onRecovery(sharing::recovered);
        var unused = sharing.timer.scheduleWithFixedDelay(
                sharing::compare, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        return sharing;
    }

    /** Whether all numbers were read lately. */
    boolean current() {
        Long at = read;
        return at != null && System.nanoTime() - at < CURRENT_NANOS && redis.usable();
    }

    /** Tells others of a number, if Redis can be told now. */
    void tell(Scope scope) {
        if (redis.usable()) {
            long number = scope.number();
            // What fails here is found when the numbers are compared.
            var unusedRaised = redis.hashRaise(KEY, scope.field, number);
            var unusedPublished = redis.publish(CHANNEL, scope.field + " " + number);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private void heard(String message) {
        int space = message.indexOf(' ');
        if (space > 0) {
            merge(message.substring(0, space), message.substring(space + 1));
        }
    }

    private void merge(String field, String value) {
        Scope raised = tree.merge(field, number(value));
        if (raised != null) {
            tell(raised);
        }
    }

    private void recovered() {
        read = null;
        compare();
    }

    private void compare() {
        try {
            renew();
            if (redis.usable() && reading.compareAndSet(false, true)) {
                long begun = System.nanoTime();
                var unused = redis.hashAll(KEY).whenComplete((fields, problem) -> {
                    reading.set(false);
                    if (problem == null) {
                        compareWith(fields, begun);
                    }
                });
            }
        } catch (RuntimeException e) {
            // An exception would end the timer.
            log.error("knowledge epochs were not compared", e);
        }
    }

    private void renew() {
        long now = epochMillis.getAsLong();
        for (Scope scope : tree.scopes()) {
            if (scope.open() && now - Math.abs(scope.number()) > RENEW_MILLIS && tree.renew(scope)) {
                tell(scope);
            }
        }
    }

    private void compareWith(Map<String, String> fields, long begun) {
        fields.forEach(this::merge);
        if (!fields.containsKey(EpochName.ALL)) {
            begin();
            return;
        }
        read = begun;
        int told = 0;
        for (Scope scope : tree.scopes()) {
            long there = Math.abs(number(fields.getOrDefault(scope.field, "0")));
            if (Math.abs(scope.number()) > there && ++told <= MOST_TOLD) {
                tell(scope);
            }
        }
        if (fields.size() > MOST_FIELDS) {
            purge(fields.size());
        }
    }

    /**
     * Redis has no numbers, or has lost them. Answers may have outlived them, made from knowledge that nobody knows of any
     * more: the number of everything becomes one that they cannot have.
     */
    private void begin() {
        long number = Math.max(epochMillis.getAsLong(), Math.abs(tree.all().number()) + 1);
        var unused =
                redis.hashSetIfAbsent(KEY, EpochName.ALL, Long.toString(number)).thenAccept(set -> compare());
    }

    private void purge(int fields) {
        long now = System.nanoTime();
        Long before = purged;
        if (before == null || now - before > PURGE_NANOS) {
            purged = now;
            log.warn("{} knowledge epochs are in Redis, too many: all begin anew", fields);
            var unused = redis.delete(List.of(KEY));
        }
    }

    private static long number(String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
