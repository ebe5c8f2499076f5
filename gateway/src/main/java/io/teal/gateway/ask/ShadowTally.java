package io.teal.gateway.ask;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.teal.gateway.ask.Shadowed.Mean;
import io.teal.gateway.ask.Shadowed.Measure;
import io.teal.gateway.ask.Shadowed.Pair;
import io.teal.gateway.ask.Shadowed.Skip;
import io.teal.gateway.stats.Distribution;
import io.teal.gateway.stats.Scale;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is counted of the shadows of one upstream: since the start, and by the minute for a day. Thread-safe; what is done under
 * the lock is little, and only for requests that were drawn.
 */
final class ShadowTally {
    /** How far the minutes go back. */
    static final Duration LONGEST = Duration.ofDays(1);

    private static final int MINUTES = (int) LONGEST.toMinutes();

    private final String service;
    private final String upstream;
    private final LongSupplier epochMillis;
    private final Object lock = new Object();

    @GuardedBy("lock") private final Sum all = new Sum(0);

    @GuardedBy("lock") private final @Nullable Sum[] minutes = new @Nullable Sum[MINUTES];

    /** @param epochMillis the time of day, milliseconds since 1970 */
    ShadowTally(String service, String upstream, LongSupplier epochMillis) {
        this.service = service;
        this.upstream = upstream;
        this.epochMillis = epochMillis;
    }

    void sent() {
        synchronized (lock) {
            all.sent++;
            now().sent++;
        }
    }

    void skipped(Skip why) {
        synchronized (lock) {
            long unused = all.skipped.merge(why, 1L, Long::sum);
            long unusedToo = now().skipped.merge(why, 1L, Long::sum);
        }
    }

    /**
     * A pair is complete.
     *
     * @param measures what both compare to; without what cannot be said
     */
    void compared(Heard given, Heard shadow, Map<Measure, Double> measures) {
        Pair pair = new Pair(given.outcome(), shadow.outcome());
        synchronized (lock) {
            all.add(pair, given.firstTokenNanos(), shadow.firstTokenNanos(), measures);
            now().add(pair, given.firstTokenNanos(), shadow.firstTokenNanos(), measures);
        }
    }

    /**
     * The numbers of this moment.
     *
     * @param window how far back, in whole minutes of which the present one has just begun; zero for all
     */
    Shadowed read(Duration window) {
        synchronized (lock) {
            if (window.isZero()) {
                return all.read(service, upstream, window);
            }
            long last = minute();
            long first = last - Math.min(MINUTES - 1, Math.max(0, window.toMinutes()));
            Sum sum = new Sum(0);
            for (Sum one : minutes) {
                if (one != null && one.minute >= first && one.minute <= last) {
                    sum.plus(one);
                }
            }
            return sum.read(service, upstream, window);
        }
    }

    private long minute() {
        return TimeUnit.MILLISECONDS.toMinutes(epochMillis.getAsLong());
    }

    @GuardedBy("lock") private Sum now() {
        long minute = minute();
        int place = (int) Math.floorMod(minute, (long) MINUTES);
        Sum there = minutes[place];
        if (there == null || there.minute != minute) {
            there = new Sum(minute);
            minutes[place] = there;
        }
        return there;
    }

    /** Of a time. */
    private static final class Sum {
        private final long minute;
        private final Map<Skip, Long> skipped = new EnumMap<>(Skip.class);
        private final Map<Pair, Long> pairs = new HashMap<>();
        private final Map<Measure, Mean> measures = new EnumMap<>(Measure.class);
        private final Times shadow = new Times();
        private final Times given = new Times();
        private long sent;

        Sum(long minute) {
            this.minute = minute;
        }

        void add(Pair pair, long givenToken, long shadowToken, Map<Measure, Double> values) {
            long unused = pairs.merge(pair, 1L, Long::sum);
            shadow.add(shadowToken);
            given.add(givenToken);
            values.forEach((measure, value) -> {
                Mean unusedMean = measures.merge(measure, Mean.NONE.with(value), Mean::plus);
            });
        }

        void plus(Sum other) {
            sent += other.sent;
            other.skipped.forEach((why, count) -> {
                long unused = skipped.merge(why, count, Long::sum);
            });
            other.pairs.forEach((pair, count) -> {
                long unused = pairs.merge(pair, count, Long::sum);
            });
            other.measures.forEach((measure, mean) -> {
                Mean unused = measures.merge(measure, mean, Mean::plus);
            });
            shadow.plus(other.shadow);
            given.plus(other.given);
        }

        Shadowed read(String service, String upstream, Duration window) {
            return new Shadowed(service, upstream, window, sent, skipped, pairs, measures, shadow.read(), given.read());
        }
    }

    /** Times in buckets; those below zero did not happen. */
    private static final class Times {
        private static final Scale SCALE = Scale.REQUEST;

        private final long[] counts = new long[SCALE.size() + 1];
        private long sum;

        void add(long nanos) {
            if (nanos >= 0) {
                counts[SCALE.bucket(nanos)]++;
                sum += nanos;
            }
        }

        void plus(Times other) {
            for (int i = 0; i < counts.length; i++) {
                counts[i] += other.counts[i];
            }
            sum += other.sum;
        }

        Distribution read() {
            return new Distribution(SCALE, counts.clone(), sum);
        }
    }
}
