package io.teal.gateway.redis;

import io.teal.gateway.redis.link.Connector;
import io.teal.gateway.redis.link.Link;
import io.teal.gateway.redis.link.Problem;
import io.teal.gateway.redis.link.RedisAddress;
import io.teal.gateway.redis.link.Subscriptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a link to Redis: opens it, pings on it every second, ends the {@link Period} of its use when the breaker opens, throws
 * the link away when it is lost or three pings in a row failed, and opens another. One thread does all this; commands tell
 * from theirs how they fared.
 */
final class Watch {
    private static final Logger log = LoggerFactory.getLogger(Redis.class);
    private static final long BEAT_MILLIS = 1000;
    /** So soon a server that cannot be reached is tried again: gateways that were cut off are back within a second. */
    private static final long AGAIN_MILLIS = 350;

    private static final long JITTER_MILLIS = 100;
    private static final long HANDSHAKE_MILLIS = Connector.HANDSHAKE.toMillis();
    private static final int MOST_MISSED = 3;

    private final RedisSettings settings;
    private final RedisAddress address;
    private final ScheduledThreadPoolExecutor thread;
    private final Standing standing;
    private final Problem silent;
    private final Subscriptions subscriptions = new Subscriptions();
    private final AtomicReference<@Nullable Period> period = new AtomicReference<>();
    private final LongAdder failures = new LongAdder();
    private final LongAdder timeouts = new LongAdder();
    private volatile @Nullable Link link;

    // Of the thread alone.
    private final List<Runnable> recoveries = new ArrayList<>();
    private final Probation probation = new Probation();
    private @Nullable Connector connector;
    private boolean closed;
    private boolean pinging;
    private int missed;
    private long linkedAt;

    Watch(RedisSettings settings, RedisAddress address, ScheduledThreadPoolExecutor thread) {
        this.settings = settings;
        this.address = address;
        this.thread = thread;
        this.standing = new Standing(address, InstantSource.system());
        this.silent = Problem.silent(address, settings.commandTimeout().toMillis());
    }

    /** Begins. Even loading the library is left to the thread: it takes its time. */
    void start() {
        thread.execute(this::connect);
        var unused = thread.scheduleWithFixedDelay(this::beat, BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The time in which Redis is usable, or null. Any thread. */
    @Nullable Period period() {
        return period.get();
    }

    /** Why a command is not sent. Any thread. */
    RedisUnavailable unavailable() {
        return standing.unavailable();
    }

    /** Any thread. */
    RedisStatus status(long commands) {
        boolean connected = link != null;
        return new RedisStatus(
                connected,
                connected && period.get() == null ? RedisStatus.Breaker.OPEN : RedisStatus.Breaker.CLOSED,
                standing.problem(),
                standing.since(),
                commands,
                failures.sum(),
                timeouts.sum());
    }

    /** Any thread. The listener is called at once when Redis is usable already. */
    void onRecovery(Runnable listener) {
        thread.execute(() -> {
            recoveries.add(listener);
            if (period.get() != null) {
                call(listener);
            }
        });
    }

    /** Any thread. */
    void subscribe(String channel, Consumer<String> listener) {
        if (subscriptions.add(channel, listener)) {
            thread.execute(() -> {
                Link present = link;
                if (present != null) {
                    var unused = within(HANDSHAKE_MILLIS, () -> present.subscribe(subscriptions, List.of(channel)))
                            .whenCompleteAsync(
                                    (subscribed, error) -> {
                                        if (error != null) {
                                            leave(present, Problem.of(address, error, HANDSHAKE_MILLIS));
                                        }
                                    },
                                    thread);
                }
            });
        }
    }

    // How commands fared, on any thread. Each returns what the caller of the command hears.

    RedisUnavailable timedOut(Period during) {
        timeouts.increment();
        failures.increment();
        return missed(during, silent);
    }

    RedisUnavailable failed(Period during, Throwable error) {
        failures.increment();
        Problem problem = Problem.of(address, error, HANDSHAKE_MILLIS);
        String reply = Problem.reply(error);
        if (reply == null) {
            return missed(during, problem);
        }
        during.answered();
        if (Problem.isEnd(reply)) {
            end(during, problem);
            thread.execute(() -> leave(during.link(), problem));
        } else if (during.isNewRefusal(Problem.code(reply))) {
            thread.execute(() -> standing.refused(problem));
        }
        return new RedisUnavailable(problem.words());
    }

    private RedisUnavailable missed(Period during, Problem problem) {
        if (during.failed()) {
            end(during, problem);
        }
        return new RedisUnavailable(problem.words());
    }

    private void end(Period over, Problem problem) {
        if (period.compareAndSet(over, null)) {
            thread.execute(() -> {
                // Not when a new one has begun meanwhile.
                if (period.get() == null && !closed) {
                    probation.ended(System.nanoTime());
                    standing.troubled(problem);
                }
            });
        }
    }

    // From here on the thread alone.

    private void connect() {
        if (closed) {
            return;
        }
        CompletableFuture<Link> opened = new CompletableFuture<>();
        Duration patience = Connector.HANDSHAKE;
        try {
            Connector opener = connector;
            if (opener == null) {
                opener = new Connector(address, settings.ca(), settings.commandTimeout());
                connector = opener;
            }
            patience = opener.patience();
            var unused = opener.open().whenComplete((fresh, error) -> {
                if (error != null) {
                    opened.completeExceptionally(error);
                } else if (!opened.complete(fresh)) {
                    fresh.close();
                }
            });
        } catch (RuntimeException | LinkageError e) {
            opened.completeExceptionally(e);
        }
        var unused = within(patience.toMillis(), () -> opened)
                .whenCompleteAsync(
                        (fresh, error) -> {
                            if (error == null) {
                                prove(fresh);
                            } else {
                                // Whatever comes later is closed.
                                opened.completeExceptionally(error);
                                notConnected(Problem.of(address, error, HANDSHAKE_MILLIS));
                            }
                        },
                        thread);
    }

    /** A new link counts only when it hears messages again and is one to a master. */
    private void prove(Link fresh) {
        List<String> channels = subscriptions.channels();
        var unused = within(HANDSHAKE_MILLIS, () -> fresh.subscribe(subscriptions, channels)
                        .thenCompose(agreed -> fresh.isMaster()))
                .whenCompleteAsync(
                        (master, error) -> {
                            if (error != null) {
                                notProven(fresh, Problem.of(address, error, HANDSHAKE_MILLIS));
                            } else if (!master) {
                                notProven(fresh, Problem.replica(address, "it says so itself"));
                            } else if (channels.size()
                                    < subscriptions.channels().size()) {
                                prove(fresh);
                            } else {
                                take(fresh);
                            }
                        },
                        thread);
    }

    private void notProven(Link fresh, Problem problem) {
        notConnected(problem);
        fresh.close();
    }

    private void notConnected(Problem problem) {
        if (!closed) {
            standing.troubled(problem);
            connectLater(AGAIN_MILLIS);
        }
    }

    private void take(Link fresh) {
        link = fresh;
        linkedAt = System.nanoTime();
        missed = 0;
        pinging = false;
        fresh.onLost(() -> {
            Problem problem = Problem.unreachable(address, "the connection was closed");
            Period now = period.get();
            if (now != null && now.link() == fresh) {
                end(now, problem);
            }
            thread.execute(() -> leave(fresh, problem));
        });
        beat();
    }

    private void beat() {
        Link asked = link;
        if (asked == null || pinging) {
            return;
        }
        pinging = true;
        long patience = Math.min(settings.commandTimeout().toMillis(), BEAT_MILLIS);
        var unused = within(patience, asked::ping)
                .whenCompleteAsync(
                        (pong, error) -> {
                            if (asked == link) {
                                pinging = false;
                                if (error == null) {
                                    alive(asked);
                                } else {
                                    notAlive(asked, error);
                                }
                            }
                        },
                        thread);
    }

    private void alive(Link asked) {
        missed = 0;
        Period present = period.get();
        if (present != null) {
            present.answered();
            return;
        }
        long now = System.nanoTime();
        if (probation.isOver(now)) {
            probation.began(now);
            standing.recovered();
            period.set(new Period(asked));
            recoveries.forEach(Watch::call);
        }
    }

    private void notAlive(Link asked, Throwable error) {
        missed++;
        Problem problem = error instanceof TimeoutException ? silent : Problem.of(address, error, BEAT_MILLIS);
        String reply = Problem.reply(error);
        Period now = period.get();
        if (missed >= MOST_MISSED || (reply != null && Problem.isEnd(reply))) {
            leave(asked, problem);
        } else if (now == null) {
            standing.troubled(problem);
        } else {
            var unused = missed(now, problem);
        }
    }

    private void leave(Link left, Problem problem) {
        if (left != link) {
            return;
        }
        link = null;
        Period now = period.get();
        if (now != null) {
            end(now, problem);
        }
        standing.troubled(problem);
        // A server that restarts, or hands over to another, is back at once; one that hangs up at once can wait.
        boolean lasted = System.nanoTime() - linkedAt > TimeUnit.MILLISECONDS.toNanos(BEAT_MILLIS);
        connectLater(lasted ? 0 : AGAIN_MILLIS);
        left.close();
    }

    private void connectLater(long millis) {
        long jitter = ThreadLocalRandom.current().nextLong(JITTER_MILLIS);
        var unused = thread.schedule(this::connect, millis + jitter, TimeUnit.MILLISECONDS);
    }

    private static void call(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            log.error("A listener that waits for redis failed", e);
        }
    }

    /** What is asked for, or a failure: at once when asking fails, and when it takes longer than that. */
    private <T extends @Nullable Object> CompletableFuture<T> within(
            long millis, Supplier<? extends CompletionStage<? extends T>> asked) {
        CompletableFuture<T> timed = new CompletableFuture<>();
        ScheduledFuture<?> alarm = thread.schedule(
                () -> timed.completeExceptionally(new TimeoutException()), millis, TimeUnit.MILLISECONDS);
        CompletionStage<? extends T> stage;
        try {
            stage = asked.get();
        } catch (RuntimeException e) {
            stage = CompletableFuture.failedFuture(e);
        }
        var unused = stage.whenComplete((value, error) -> {
            var unused2 = alarm.cancel(false);
            if (error == null) {
                timed.complete(value);
            } else {
                timed.completeExceptionally(error);
            }
        });
        return timed;
    }

    /** The last thing the thread does. */
    void close() {
        closed = true;
        link = null;
        period.set(null);
        standing.closed();
        if (connector != null) {
            connector.close();
        }
    }
}
