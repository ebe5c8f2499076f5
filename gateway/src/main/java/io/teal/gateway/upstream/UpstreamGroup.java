package io.teal.gateway.upstream;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.teal.gateway.health.HealthChecks;
import io.teal.gateway.health.HealthWatch;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.Balance;
import io.teal.gateway.routing.HealthCheck;
import io.teal.gateway.routing.RequestAttribute;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.Upstream;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One upstream of one service with the state of its servers and the line of requests that wait for one. A stable handle:
 * it stays the same over all revisions that name the upstream. Every method may be called on any thread; one short lock
 * guards all state, and nobody is called back under it.
 *
 * <p>Primaries serve first, backups when no primary is usable, and with {@link Upstream.WhenNoneUsable#LAST_RESORT} the
 * least bad server when no other is. A server whose places are all taken is usable still: then the request waits rather
 * than spill over to a backup.
 */
public final class UpstreamGroup {
    private static final Logger log = LoggerFactory.getLogger(UpstreamGroup.class);

    private final Vertx vertx;
    private final LongSupplier nanoTime;
    private final String service;
    private final HealthWatch health;
    private final Object lock = new Object();
    private volatile Upstream spec;

    @GuardedBy("lock") private final Map<Address, ServerState> states = new HashMap<>();

    @GuardedBy("lock") private Pool pool;

    @GuardedBy("lock") private final WaitingLine line;

    @GuardedBy("lock") private boolean retired;

    /** When the earliest wake-up of the line is due; {@link Long#MAX_VALUE} for none. */
    @GuardedBy("lock") private long alarm = Long.MAX_VALUE;

    /** What is left to do once the lock is released; null for nothing. */
    @GuardedBy("lock") private @Nullable List<Runnable> afterwards;

    UpstreamGroup(Vertx vertx, LongSupplier nanoTime, HealthChecks checks, String service, Upstream spec) {
        this.vertx = vertx;
        this.health = checks.watch(this::health);
        this.nanoTime = nanoTime;
        this.service = service;
        this.spec = spec;
        synchronized (lock) {
            line = new WaitingLine(nanoTime.getAsLong());
            pool = Pool.of(service, spec, states, nanoTime.getAsLong());
        }
    }

    /** The upstream as of the latest revision that named it. */
    public Upstream spec() {
        return spec;
    }

    /** What {@code hash} of {@link #acquire} is made from; null when the balance does not hash. */
    public @Nullable RequestAttribute attribute() {
        return spec.balance() instanceof Balance.Hash hash ? hash.by() : null;
    }

    public boolean admits() {
        return true;
    }

    public long firstTokenLimit(long bytes) {
        return 60_000_000_000L;
    }
    /** Whether a request would find a usable server, be it full; one that is only a last resort does not count. */
    public boolean usable() {
        synchronized (lock) {
            return pool.usable(nanoTime.getAsLong());
        }
    }

    /**
     * Takes a place. Calls exactly one of the asker's methods: at once on the calling thread when decided at once, else
     * later on {@code loop}.
     *
     * @param loop where the asker is called later; best the calling one
     * @param hash what stands for the sender (see {@link #attribute}); 0 when there is nothing, then the fewest leases decide
     * @param tried servers this request was with already; none of them is granted, and when no other is usable the request
     *     is refused with {@link Outcome#NO_SERVER}, so that the caller reports what failed first
     * @return null when decided at once, else what to leave the line with
     */
    public @Nullable Ticket acquire(Context loop, long hash, List<Server> tried, Asker asker) {
        Lease lease = null;
        Refusal refusal = null;
        WaitingLine.Waiter waiter = null;
        List<Runnable> after;
        synchronized (lock) {
            long now = nanoTime.getAsLong();
            serveLine(now);
            ServerState server = pool.pick(hash, tried, now);
            if (server != null) {
                lease = grant(server, now);
            } else if (!pool.full()) {
                refusal = new Refusal(Outcome.NO_SERVER, secondsToRecovery(now));
            } else if (line.size() >= spec.queue().size()) {
                refusal = new Refusal(Outcome.QUEUE_FULL, line.secondsToDrain(now));
            } else {
                waiter = new WaitingLine.Waiter(this, vertx, loop, hash, tried, asker);
                line.add(waiter);
                setAlarm(now);
            }
            after = takeAfterwards();
        }
        run(after);
        if (lease != null) {
            asker.granted(lease);
        } else if (refusal != null) {
            asker.refused(refusal);
        } else if (waiter != null) {
            waiter.startClock(spec.queue().longestWait().toNanos());
        }
        return waiter;
    }

    void learn(ServerState server, long nanos) {
        synchronized (lock) {
            server.learn(nanos, nanoTime.getAsLong());
        }
    }

    void ended(Lease lease, Lease.Verdict verdict, String why) {
        List<Runnable> after;
        synchronized (lock) {
            long now = nanoTime.getAsLong();
            ServerState server = lease.state();
            tell(server.ended(lease, verdict, why, now, !pool.othersSound(server)), server);
            line.placeFreed(now);
            if (!server.listed() && server.idle()) {
                states.remove(server.key().address(), server);
            }
            after = settle(now);
        }
        run(after);
    }

    void left(WaitingLine.Waiter waiter) {
        synchronized (lock) {
            line.remove(waiter);
        }
    }

    void timedOut(WaitingLine.Waiter waiter) {
        int retryAfter;
        synchronized (lock) {
            if (!line.remove(waiter)) {
                return;
            }
            retryAfter = secondsToRecovery(nanoTime.getAsLong());
        }
        waiter.refuse(Outcome.QUEUE_TIMEOUT, retryAfter);
    }

    /** Takes what a routing says; what it does not change stays as it is. */
    void apply(Upstream next) {
        List<Runnable> after;
        synchronized (lock) {
            if (!retired && next.equals(spec)) {
                return;
            }
            long now = nanoTime.getAsLong();
            retired = false;
            spec = next;
            pool = Pool.of(service, next, states, now);
            after = settle(now);
        }
        run(after);
    }

    /** Checks the servers as the upstream says; one that did not change goes on undisturbed. */
    void watch() {
        health.apply(spec);
    }

    /** No routing names it any more: nobody checks its servers. Requests of older revisions are served as before. */
    void retire() {
        health.stop();
        List<Runnable> after;
        synchronized (lock) {
            retired = true;
            for (ServerState server : pool.servers()) {
                server.unchecked();
            }
            after = settle(nanoTime.getAsLong());
        }
        run(after);
    }

    /** Sends everyone away who waits. */
    void refuseWaiting() {
        List<Runnable> after;
        synchronized (lock) {
            int retryAfter = secondsToRecovery(nanoTime.getAsLong());
            for (WaitingLine.Waiter waiter = line.head(); waiter != null; waiter = line.head()) {
                WaitingLine.Waiter refused = waiter;
                line.remove(refused);
                afterwards(() -> refused.refuse(Outcome.NO_SERVER, retryAfter));
            }
            after = takeAfterwards();
        }
        run(after);
    }

    /** Whether no routing names it, nobody waits and nothing is left to end. */
    boolean over() {
        synchronized (lock) {
            return retired && line.size() == 0 && states.values().stream().allMatch(ServerState::idle);
        }
    }

    void status(List<ServerStatus> into) {
        synchronized (lock) {
            long now = nanoTime.getAsLong();
            for (ServerState server : pool.servers()) {
                into.add(server.status(now, line.size()));
            }
        }
    }

    boolean drain(Address address, boolean drain) {
        return change(address, (server, now) -> server.drain(drain));
    }

    /** Puts a server out, the last usable one included: the operator knows best. */
    boolean eject(Address address, Duration time) {
        return change(address, (server, now) -> server.eject(now, time));
    }

    boolean restore(Address address) {
        return change(address, ServerState::restore);
    }

    /** Takes the word of the active check. A passed one does not undo an ejection. */
    void health(Address address, boolean healthy, String reason) {
        change(address, (server, now) -> server.health(healthy, reason, now));
    }

    @CanIgnoreReturnValue
    private boolean change(Address address, Change what) {
        List<Runnable> after;
        synchronized (lock) {
            ServerState server = states.get(address);
            if (server == null || !server.listed() || retired) {
                return false;
            }
            long now = nanoTime.getAsLong();
            tell(what.on(server, now), server);
            after = settle(now);
        }
        run(after);
        return true;
    }

    @GuardedBy("lock") private Lease grant(ServerState server, long now) {
        Lease lease = new Lease(this, server, now);
        server.granted(lease, now);
        return lease;
    }

    /** After any change: whoever waits and can be served is, and the rest of the work is handed to the caller. */
    @GuardedBy("lock") private List<Runnable> settle(long now) {
        serveLine(now);
        setAlarm(now);
        return takeAfterwards();
    }

    @GuardedBy("lock") private void serveLine(long now) {
        WaitingLine.Waiter waiter = line.head();
        while (waiter != null) {
            WaitingLine.Waiter served = waiter;
            waiter = waiter.behind();
            ServerState server = pool.pick(served.hash(), served.tried(), now);
            if (server != null) {
                line.remove(served);
                Lease lease = grant(server, now);
                afterwards(() -> served.grant(lease));
            } else if (served.tried().isEmpty()) {
                return;
            }
        }
    }

    /** Sees to it that the line is served when time alone makes a place: an ejection ends, a share grows. */
    @GuardedBy("lock") private void setAlarm(long now) {
        if (line.size() == 0) {
            return;
        }
        long wait = pool.untilMore(now);
        if (wait == Long.MAX_VALUE || (alarm != Long.MAX_VALUE && alarm - (now + wait) <= 0)) {
            return;
        }
        long due = now + wait;
        alarm = due;
        afterwards(() -> vertx.setTimer(WaitingLine.millis(wait), id -> wake(due)));
    }

    private void wake(long due) {
        List<Runnable> after;
        synchronized (lock) {
            if (alarm == due) {
                alarm = Long.MAX_VALUE;
            }
            after = settle(nanoTime.getAsLong());
        }
        run(after);
    }

    @GuardedBy("lock") private int secondsToRecovery(long now) {
        HealthCheck check = spec.health();
        long wait = pool.untilRecovery(now, check == null ? 0 : check.interval().toNanos());
        if (wait != Long.MAX_VALUE) {
            return WaitingLine.seconds((double) wait);
        }
        return pool.usable(now) ? line.secondsToDrain(now) : WaitingLine.MOST_SECONDS;
    }

    @GuardedBy("lock") private void tell(ServerState.Event event, ServerState server) {
        if (event == ServerState.Event.NONE) {
            return;
        }
        String reason = event.reason(server);
        afterwards(() -> log.atLevel(event.level())
                .log(
                        "{} service={} upstream={} server={} reason=\"{}\"",
                        event.phrase(),
                        service,
                        server.key().upstream(),
                        server.key().address(),
                        reason));
    }

    @GuardedBy("lock") private void afterwards(Runnable what) {
        if (afterwards == null) {
            afterwards = new ArrayList<>(2);
        }
        afterwards.add(what);
    }

    @GuardedBy("lock") private List<Runnable> takeAfterwards() {
        List<Runnable> taken = afterwards;
        afterwards = null;
        return taken == null ? List.of() : taken;
    }

    private static void run(List<Runnable> after) {
        for (int i = 0; i < after.size(); i++) {
            after.get(i).run();
        }
    }

    private interface Change {
        ServerState.Event on(ServerState server, long now);
    }

    /** Who asks for a place. */
    public interface Asker {
        /** A place was given; the lease must be ended. */
        void granted(Lease lease);

        /** There is none. */
        void refused(Refusal refusal);
    }

    /**
     * Why there is no place.
     *
     * @param outcome {@link Outcome#QUEUE_FULL}, {@link Outcome#QUEUE_TIMEOUT} or {@link Outcome#NO_SERVER}
     * @param retryAfterSeconds when another request may do better, 1 to 60
     */
    public record Refusal(Outcome outcome, int retryAfterSeconds) {}

    /** A place in the line. */
    public interface Ticket {
        /** The client left: the asker is not called any more. Idempotent. */
        void leave();
    }
}
