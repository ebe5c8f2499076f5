package io.teal.gateway.upstream;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.teal.gateway.health.HealthWatch;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.recent.Choice;
import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.Balance;
import io.teal.gateway.routing.RequestAttribute;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.stats.UpstreamStats;
import io.teal.gateway.upstream.learned.AnswerTimes;
import io.teal.gateway.upstream.shared.GroupLoad;
import io.teal.gateway.upstream.shared.Round;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One upstream of one service with the state of its servers and the line of requests that wait for one. A stable handle:
 * it stays the same over all revisions that name the upstream. Every method may be called on any thread; one short lock
 * guards all state, and nobody is called back under it.
 *
 * <p>Primaries serve first, backups when no primary is usable, and with {@link Upstream.WhenNoneUsable#LAST_RESORT} the
 * least bad server when no other is. A server whose places are all taken is usable still: then the request waits rather
 * than spill over to a backup.
 */
public final class UpstreamGroup implements Places {
    private final Upstreams.Shared shared;
    private final LongSupplier nanoTime;
    private final String service;
    private final HealthWatch health;
    private final UpstreamStats stats;
    private final Object lock = new Object();
    private volatile Upstream spec;

    @GuardedBy("lock") private final Map<Address, ServerState> states = new HashMap<>();

    @GuardedBy("lock") private Pool pool;

    @GuardedBy("lock") private final WaitingLine line;

    @GuardedBy("lock") private boolean retired;

    /** What its answers taught; guarded by the lock but for the limit. */
    private final AnswerTimes times = new AnswerTimes();

    @GuardedBy("lock") private @Nullable Breaker breaker;

    @GuardedBy("lock") private final Afterwards afterwards;

    @GuardedBy("lock") private final Alarm alarm;

    UpstreamGroup(Upstreams.Shared shared, String service, Upstream spec) {
        this.shared = shared;
        this.health = shared.checks().watch(this::health);
        this.nanoTime = shared.nanoTime();
        this.stats = shared.stats().upstream(service, spec.name());
        this.service = service;
        this.spec = spec;
        synchronized (lock) {
            afterwards = new Afterwards(shared.events(), stats);
            line = new WaitingLine(stats, nanoTime);
            alarm = new Alarm(shared.vertx(), afterwards);
            breaker = Breaker.of(service, spec, null, nanoTime, afterwards);
            pool = Pool.of(service, spec, states, nanoTime.getAsLong());
        }
    }

    /** The upstream as of the latest revision that named it. */
    public Upstream spec() {
        return spec;
    }

    /** Where is counted what becomes of requests here. */
    public UpstreamStats stats() {
        return stats;
    }

    /** What {@code hash} of {@link #acquire} is made from; null when the balance does not hash. */
    public @Nullable RequestAttribute attribute() {
        return spec.balance() instanceof Balance.Hash hash ? hash.by() : null;
    }

    /** Whether a request would find a usable server, be it full; one that is only a last resort does not count. */
    public boolean usable() {
        synchronized (lock) {
            return pool.usable(nanoTime.getAsLong());
        }
    }

    /**
     * Whether a request would get past the circuit breaker now; true when there is none. Nothing is taken: by the time the
     * request asks for its place the answer may be another, and then it is refused.
     */
    public boolean admits() {
        synchronized (lock) {
            return breaker == null || breaker.admits(nanoTime.getAsLong());
        }
    }

    /** What the circuit breaker is doing; null when there is none. */
    public @Nullable BreakerStatus breaker() {
        synchronized (lock) {
            return breaker == null ? null : breaker.status(nanoTime.getAsLong());
        }
    }

    /**
     * How long the first token of an answer may take, as far as the answers so far tell: twice the 99th percentile of the last
     * 512 of the upstream, for a request of that size, and 10 s at least. The time grows with the size by 1 + bytes / 4096; 60 s
     * times that while fewer than 20 are known. Takes no lock.
     *
     * @param requestBytes length of the request's body
     * @return nanoseconds, at most a day; the caller's own limit of the whole request is the other bound
     */
    public long firstTokenLimit(long requestBytes) {
        return times.firstTokenLimit(requestBytes);
    }

    @Override
    public @Nullable Ticket acquire(Context loop, long hash, List<Server> tried, Asker asker) {
        Lease lease = null;
        Refusal refusal = null;
        WaitingLine.Waiter waiter = null;
        List<Runnable> after;
        synchronized (lock) {
            long now = nanoTime.getAsLong();
            serveLine(now);
            Breaker denying = denying(now);
            ServerState server = denying == null ? pool.pick(hash, tried, now) : null;
            if (server != null) {
                lease = grant(server, tried, now);
            } else {
                refusal = pool.refusal(denying, line, spec.queue(), now);
                if (refusal == null) {
                    waiter = new WaitingLine.Waiter(this, shared.vertx(), loop, hash, tried, asker);
                    line.add(waiter);
                    alarm.set(now, pool.untilMore(now), this::wake);
                }
            }
            after = afterwards.take();
        }
        Afterwards.run(after);
        if (lease != null) {
            asker.granted(lease);
        } else if (refusal != null) {
            asker.refused(refusal);
        } else if (waiter != null) {
            waiter.startClock(spec.queue().longestWait().toNanos());
        }
        return waiter;
    }

    /**
     * What a request would find that was with no server yet and asked for a place now. Takes nothing: no lease, no place in the
     * line, nobody's turn, no trial.
     *
     * @param hash as in {@link #acquire}
     */
    public Prospect look(long hash) {
        synchronized (lock) {
            long now = nanoTime.getAsLong();
            Breaker denying = denying(now);
            List<ServerState> best = denying == null ? pool.look(hash, now) : List.of();
            Refusal refusal = best.isEmpty() ? pool.refusal(denying, line, spec.queue(), now) : null;
            return Prospect.of(spec, pool.servers(), best, refusal, line.size(), now);
        }
    }

    void firstByte(Lease lease, long nanos) {
        synchronized (lock) {
            lease.quickness = Math.max(1, nanos);
            lease.state().times().firstByte().add(nanos, nanoTime.getAsLong());
        }
    }

    void firstToken(Lease lease, long nanos, long bytes, boolean came) {
        synchronized (lock) {
            lease.quickness = Math.max(1, nanos);
            lease.state().times().firstToken().add(nanos, nanoTime.getAsLong());
            times.firstToken(nanos, bytes, came);
        }
    }

    void ended(Lease lease, Lease.Verdict verdict, String why, Lease.Work work) {
        List<Runnable> after;
        synchronized (lock) {
            long now = nanoTime.getAsLong();
            long held = now - lease.since();
            ServerState server = lease.state();
            afterwards.tell(server.ended(lease, verdict, why, now, !pool.othersSound(server)), server);
            if (breaker != null && breaker == lease.breaker()) {
                breaker.ended(lease, verdict, now);
            }
            if (verdict == Lease.Verdict.SUCCESS && work == Lease.Work.ANSWERED) {
                times.whole(held, now);
            }
            if (work.leavesGhost(spec.cancels())) {
                server.haunted(now, times.rest(held));
            }
            line.placeFreed(now);
            if (!server.listed() && server.idle()) {
                states.remove(server.key().address(), server);
            }
            after = settle(now);
        }
        Afterwards.run(after);
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
            retryAfter = pool.secondsToPlace(line, nanoTime.getAsLong());
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
            breaker = Breaker.of(service, next, breaker, nanoTime, afterwards);
            pool = Pool.of(service, next, states, now);
            after = settle(now);
        }
        Afterwards.run(after);
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
        Afterwards.run(after);
    }

    /** Sends everyone away who waits. */
    void refuseWaiting() {
        List<Runnable> after;
        synchronized (lock) {
            line.refuseAll(Outcome.NO_SERVER, pool.secondsToPlace(line, nanoTime.getAsLong()), afterwards);
            after = afterwards.take();
        }
        Afterwards.run(after);
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

    /** Takes down what other gateways have here, serves whoever can be served then, and says what this one has. */
    GroupLoad share(Round round) {
        List<Runnable> after;
        GroupLoad own;
        synchronized (lock) {
            long now = nanoTime.getAsLong();
            pool.hear(round, line, now);
            after = settle(now);
            own = new GroupLoad(service, spec.name(), line.granted(), line.size(), Pool.told(states.values(), now));
        }
        Afterwards.run(after);
        return own;
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
    private boolean change(Address address, ServerEvent.Cause what) {
        List<Runnable> after;
        synchronized (lock) {
            ServerState server = states.get(address);
            if (server == null || !server.listed() || retired) {
                return false;
            }
            long now = nanoTime.getAsLong();
            afterwards.tell(what.on(server, now), server);
            after = settle(now);
        }
        Afterwards.run(after);
        return true;
    }

    @GuardedBy("lock") private Lease grant(ServerState server, List<Server> tried, long now) {
        Breaker admitting = breaker;
        if (admitting != null) {
            admitting.take(now);
        }
        line.placeTaken(now);
        Choice choice = shared.noted() ? pool.choice(server, tried, now) : null;
        Lease lease = new Lease(this, server, now, admitting, choice);
        server.granted(lease, now);
        return lease;
    }

    /** After any change: whoever waits and can be served is, and the rest of the work is handed to the caller. */
    @GuardedBy("lock") private List<Runnable> settle(long now) {
        serveLine(now);
        if (line.size() > 0) {
            alarm.set(now, pool.untilMore(now), this::wake);
        }
        return afterwards.take();
    }

    @GuardedBy("lock") private void serveLine(long now) {
        WaitingLine.Waiter waiter = line.head();
        while (waiter != null) {
            Breaker denying = denying(now);
            if (denying != null) {
                line.refuseAll(Outcome.CIRCUIT_OPEN, denying.retryAfter(now), afterwards);
                return;
            }
            WaitingLine.Waiter served = waiter;
            waiter = waiter.behind();
            ServerState server = pool.pick(served.hash(), served.tried(), now);
            if (server != null) {
                line.remove(served);
                Lease lease = grant(server, served.tried(), now);
                afterwards.add(() -> served.grant(lease));
            } else if (served.tried().isEmpty()) {
                return;
            }
        }
    }

    /** The breaker that lets nobody past now; null when there is none or it does. */
    @GuardedBy("lock") private @Nullable Breaker denying(long now) {
        return breaker == null || breaker.admits(now) ? null : breaker;
    }

    private void wake(long due) {
        List<Runnable> after;
        synchronized (lock) {
            alarm.rang(due);
            after = settle(nanoTime.getAsLong());
        }
        Afterwards.run(after);
    }
}
