package io.teal.gateway.upstream;

import io.teal.gateway.recent.Choice;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.ServerKey;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.stats.Ejection;
import io.teal.gateway.stats.OutcomeCounts;
import io.teal.gateway.upstream.balance.Candidate;
import io.teal.gateway.upstream.learned.ServerTimes;
import io.teal.gateway.upstream.shared.Elsewhere;
import io.teal.gateway.upstream.shared.GroupLoad;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The living state of one server: its leases, its standing, what was learned of it. Guarded by the lock of the group. It
 * outlives the routing that named it for as long as it has leases.
 */
final class ServerState implements Candidate {
    /** The whole of a share that grows, so that weights stay whole numbers while they ramp. */
    static final long FULL_SHARE = 1000;

    private static final long FIRST_SHARE = 100;
    private static final long NO_RAMP = Long.MIN_VALUE;

    private final ServerKey key;
    private final long seed;
    private final Ejector ejector = new Ejector();
    private Server spec;

    private boolean listed;
    private boolean draining;
    private boolean healthy = true;
    private String complaint = "";

    private int leases;
    private @Nullable Lease oldest;
    private @Nullable Lease newest;
    private long requests;
    private long failures;

    /** How attempts ended; the only thing here that the lock does not guard. */
    private final OutcomeCounts attempts = new OutcomeCounts();

    private long rampedFrom = NO_RAMP;
    private final ServerTimes times = new ServerTimes();

    private final Ghosts ghosts = new Ghosts();

    /** What it has to do for other gateways; null when none has anything there. */
    @Nullable Elsewhere elsewhere;

    private Turn turn = new Turn();

    ServerState(ServerKey key, Server spec) {
        this.key = key;
        this.spec = spec;
        this.seed = Candidate.seed(key.address());
    }

    ServerKey key() {
        return key;
    }

    @Override
    public long seed() {
        return seed;
    }

    @Override
    public Turn turn() {
        return turn;
    }

    @Override
    public int fullWeight() {
        return spec.weight();
    }

    Server spec() {
        return spec;
    }

    OutcomeCounts attempts() {
        return attempts;
    }

    Ejector ejector() {
        return ejector;
    }

    void adopt(Server next, Upstream.Ejection ejection) {
        spec = next;
        listed = true;
        turn = new Turn();
        ejector.adopt(ejection, next);
    }

    /** The routing no longer names it, and nobody checks it any more. */
    void unlist() {
        listed = false;
        unchecked();
    }

    /** A server nobody checks counts as healthy. */
    void unchecked() {
        healthy = true;
        complaint = "";
    }

    /** Whether the latest routing names it. */
    boolean listed() {
        return listed;
    }

    /** Whether an operator or the routing says it takes nothing; not even as a last resort. */
    boolean closed() {
        return spec.down() || draining;
    }

    /** Whether a request may go to it, a free place provided. */
    boolean usable(long now) {
        return !closed() && healthy && ejector.admits(now);
    }

    /** Whether it can be relied on: usable and not on trial. */
    boolean sound() {
        return !closed() && healthy && !ejector.doubtful();
    }

    /** Whether all its places are taken; while its share grows it has fewer, but at least one. */
    boolean full(long now) {
        return spec.maxConns() > 0 && leases + (elsewhere == null ? 0 : elsewhere.claimed()) >= places(now);
    }

    /** How many requests it may have, of all gateways together; 0 for any number. */
    int places(long now) {
        return spec.maxConns() == 0 ? 0 : (int) Math.max(1, spec.maxConns() * share(now) / FULL_SHARE);
    }

    boolean among(List<Server> tried) {
        for (int i = 0; i < tried.size(); i++) {
            if (tried.get(i).address().equals(key.address())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public long weight(long now) {
        return spec.weight() * share(now);
    }

    /** Its share in thousandths: {@link #FULL_SHARE}, or less while it grows. */
    long share(long now) {
        if (rampedFrom == NO_RAMP) {
            return FULL_SHARE;
        }
        long elapsed = now - rampedFrom;
        long whole = spec.slowStart().toNanos();
        if (elapsed >= whole) {
            rampedFrom = NO_RAMP;
            return FULL_SHARE;
        }
        return FIRST_SHARE + (long) ((FULL_SHARE - FIRST_SHARE) * ((double) elapsed / whole));
    }

    /** Starts its share anew, if its routing says so. */
    void ramp(long now) {
        rampedFrom = spec.slowStart().isZero() ? NO_RAMP : now;
    }

    /** Nanoseconds until it may have a place more than now without any lease ending; {@link Long#MAX_VALUE} for never. */
    long untilMore(long now) {
        if (closed() || !healthy) {
            return Long.MAX_VALUE;
        }
        long left = ejector.left(now);
        if (left > 0) {
            return left;
        }
        if (share(now) == FULL_SHARE || spec.maxConns() == 0) {
            return Long.MAX_VALUE;
        }
        return spec.slowStart().toNanos() / (spec.maxConns() + 1L) + 1;
    }

    void granted(Lease lease, long now) {
        ejector.picked(lease, now);
        requests++;
        leases++;
        lease.older = newest;
        if (newest == null) {
            oldest = lease;
        } else {
            newest.newer = lease;
        }
        newest = lease;
    }

    /**
     * Takes a lease back and counts what it says.
     *
     * @param spared whether it must not be ejected, being the last that can be relied on
     */
    ServerEvent ended(Lease lease, Lease.Verdict verdict, String why, long now, boolean spared) {
        leases--;
        unlink(lease);
        switch (verdict) {
            case SUCCESS -> {
                if (ejector.succeeded(lease)) {
                    ramp(now);
                    return ServerEvent.RECOVERED;
                }
            }
            case FAILURE -> {
                failures++;
                if (ejector.failed(lease, why, now, spared)) {
                    times.forget();
                    return ServerEvent.EJECTED;
                }
            }
            case IGNORED -> ejector.ignored(lease);
        }
        return ServerEvent.NONE;
    }

    private void unlink(Lease lease) {
        if (lease.older == null) {
            oldest = lease.newer;
        } else {
            lease.older.newer = lease.newer;
        }
        if (lease.newer == null) {
            newest = lease.older;
        } else {
            lease.newer.older = lease.older;
        }
        lease.older = null;
        lease.newer = null;
    }

    int leases() {
        return leases;
    }

    @Override
    public long load(long now) {
        long own = leases * ONE + ghosts.load(now);
        return elsewhere == null ? own : own + elsewhere.load(leases);
    }

    /** What this gateway has with it, for others to know. */
    GroupLoad.AtServer told(long now) {
        return new GroupLoad.AtServer(key.address(), leases, (int) ghosts.load(now));
    }

    /** It goes on with an attempt that was broken off, for about so many nanoseconds. */
    void haunted(long now, long nanos) {
        ghosts.add(now, nanos);
    }

    boolean idle() {
        return leases == 0;
    }

    ServerTimes times() {
        return times;
    }

    @Override
    public long time(boolean ofTokens, long now, long age) {
        return (ofTokens ? times.firstToken() : times.firstByte()).nanos(now, age);
    }

    /** An operator lets it run empty, or takes it back. */
    ServerEvent drain(boolean drain) {
        if (draining == drain) {
            return ServerEvent.NONE;
        }
        draining = drain;
        return drain ? ServerEvent.DRAINED : ServerEvent.RESUMED;
    }

    /** An operator puts it out. */
    ServerEvent eject(long now, Duration time) {
        ejector.out(now, time.toNanos(), Ejection.OPERATOR, "ejected by an operator for " + Ejector.text(time));
        times.forget();
        return ServerEvent.EJECTED;
    }

    /** An operator ends its ejection without a trial. */
    ServerEvent restore(long now) {
        if (!ejector.restore()) {
            return ServerEvent.NONE;
        }
        ramp(now);
        return ServerEvent.RECOVERED;
    }

    /** What the active check has against it; empty when nothing. */
    String complaint() {
        return complaint;
    }

    boolean healthy() {
        return healthy;
    }

    /** Takes the word of the active check. */
    ServerEvent health(boolean well, String reason, long now) {
        complaint = well ? "" : reason;
        if (healthy == well) {
            return ServerEvent.NONE;
        }
        healthy = well;
        if (well) {
            ramp(now);
        }
        return well ? ServerEvent.HEALTHY : ServerEvent.UNHEALTHY;
    }

    ServerStatus status(long now, int queued) {
        ServerStatus.State state = state(now);
        return new ServerStatus(
                key,
                state,
                reason(state, now),
                leases,
                elsewhere == null ? 0 : elsewhere.leases(),
                (double) ghosts.load(now) / ONE,
                queued,
                ejector.recentFailures(now),
                requests,
                failures,
                attempts.read(),
                Duration.ofNanos(ejector.left(now)),
                oldest == null ? Duration.ZERO : Duration.ofNanos(now - oldest.since()),
                Duration.ofNanos(times.firstByte().nanos()),
                Duration.ofNanos(times.firstToken().nanos()),
                draining,
                healthy);
    }

    private ServerStatus.State state(long now) {
        if (spec.down()) {
            return ServerStatus.State.DOWN;
        }
        if (draining) {
            return ServerStatus.State.DRAINING;
        }
        if (!healthy) {
            return ServerStatus.State.UNHEALTHY;
        }
        if (ejector.ejected(now)) {
            return ServerStatus.State.EJECTED;
        }
        if (ejector.doubtful()) {
            return ServerStatus.State.HALF_OPEN;
        }
        return share(now) < FULL_SHARE ? ServerStatus.State.SLOW_START : ServerStatus.State.UP;
    }

    /** What stands for or against it where a server is chosen for a request that was with these already. */
    Choice.State standing(List<Server> tried, long now) {
        return switch (state(now)) {
            case UP -> open(Choice.State.UP, tried, now);
            case SLOW_START -> open(Choice.State.SLOW_START, tried, now);
            case HALF_OPEN -> open(Choice.State.HALF_OPEN, tried, now);
            case EJECTED -> Choice.State.EJECTED;
            case UNHEALTHY -> Choice.State.UNHEALTHY;
            case DRAINING -> Choice.State.DRAINING;
            case DOWN -> Choice.State.DOWN;
        };
    }

    private Choice.State open(Choice.State otherwise, List<Server> tried, long now) {
        if (among(tried)) {
            return Choice.State.TRIED;
        }
        if (full(now)) {
            return Choice.State.FULL;
        }
        return spec.backup() ? Choice.State.BACKUP : otherwise;
    }

    private String reason(ServerStatus.State state, long now) {
        return switch (state) {
            case UP -> "";
            case SLOW_START -> "share grows, now " + share(now) / 10 + " %";
            case EJECTED, HALF_OPEN -> ejector.reason();
            case UNHEALTHY -> complaint;
            case DRAINING -> "drained by an operator";
            case DOWN -> "down in the routing";
        };
    }
}
