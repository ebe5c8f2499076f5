package io.teal.gateway.ask;

import io.teal.gateway.exchange.EventLoop;
import io.teal.gateway.forward.Beside;
import io.teal.gateway.forward.Forwarder.Destination;
import io.teal.gateway.routing.Policies;
import io.teal.gateway.routing.policy.Shadow;
import io.teal.gateway.stats.Stats;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shadows of a gateway, over all revisions: how many may be under way, where they are compared, and what they showed.
 * Thread-safe.
 */
public final class Shadows implements AutoCloseable {
    /** Questions that are drawn and not done with, on one event loop; each keeps two answers of at most 512 KiB. */
    static final int AT_A_TIME = 32;

    private static final Logger log = LoggerFactory.getLogger(Shadows.class);

    private static final int MOST_WAITING = 256;

    private final Direct direct;
    private final Stats stats;
    private final Supplier<String> revision;
    private final AtomicIntegerArray underWay;
    private final ConcurrentSkipListMap<String, ShadowTally> tallies = new ConcurrentSkipListMap<>();
    private final ThreadPoolExecutor comparing;

    /**
     * Without any yet.
     *
     * @param direct asks without a client
     * @param stats count what is answered, second by second
     * @param loops how many event loops there are
     * @param revision the number of the revision in effect
     */
    public Shadows(Direct direct, Stats stats, int loops, Supplier<String> revision) {
        this.direct = direct;
        this.stats = stats;
        this.revision = revision;
        this.underWay = new AtomicIntegerArray(loops);
        this.comparing =
                new ThreadPoolExecutor(1, 1, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), work -> {
                    Thread thread = new Thread(work, "teal-shadows");
                    thread.setDaemon(true);
                    return thread;
                });
        comparing.allowCoreThreadTimeOut(true);
    }

    /**
     * Draws questions of a route.
     *
     * @param dialect how its answers are read
     * @param to where its requests to the upstream go that is asked in the shadow
     */
    public Beside of(String service, String route, Policies.Dialect dialect, Shadow shadow, Destination to) {
        ShadowTally tally = tallies.computeIfAbsent(
                service + '\n' + shadow.to(), key -> new ShadowTally(service, shadow.to(), System::currentTimeMillis));
        return dialect == Policies.Dialect.NONE || shadow.sharePercent() == 0
                ? Beside.NOBODY
                : new Shadowing(
                        this,
                        service,
                        route,
                        dialect,
                        shadow,
                        direct.counted(to, stats.shadow(service, shadow.to())),
                        tally);
    }

    /** What they showed since the start, by service and upstream. */
    public List<Shadowed> read() {
        return read(Duration.ZERO);
    }

    /**
     * What they showed of late.
     *
     * @param window how far back: minutes, at most a day
     */
    public List<Shadowed> read(Duration window) {
        Stream<ShadowTally> all = tallies.values().stream();
        return all.map(tally -> tally.read(window)).toList();
    }

    String revision() {
        return revision.get();
    }

    /** Takes one of the places of an event loop, if there is one. */
    boolean take(EventLoop loop) {
        if (underWay.get(loop.index()) >= AT_A_TIME) {
            return false;
        }
        int unused = underWay.incrementAndGet(loop.index());
        return true;
    }

    void giveBack(EventLoop loop) {
        int unused = underWay.decrementAndGet(loop.index());
    }

    /** Has something done off the event loops, one after the other; whether it will be. */
    boolean later(Runnable work) {
        try {
            comparing.execute(() -> {
                try {
                    work.run();
                } catch (RuntimeException bug) {
                    log.error("a shadow cannot be compared", bug);
                }
            });
            return true;
        } catch (RejectedExecutionException full) {
            return false;
        }
    }

    @Override
    public void close() {
        List<Runnable> unused = comparing.shutdownNow();
    }
}
