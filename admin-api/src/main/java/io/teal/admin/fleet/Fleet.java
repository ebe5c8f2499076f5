package io.teal.admin.fleet;

import io.teal.admin.fleet.RevisionLog.Unanswered;
import io.teal.admin.revision.Publisher;
import io.teal.admin.revision.Revisions;
import io.teal.admin.revision.Writes;
import io.teal.admin.store.GateReports;
import io.teal.admin.store.StoreException;
import io.teal.gateway.config.GatewayConfig;
import io.teal.gateway.event.EventLog;
import io.teal.gateway.redis.Redis;
import io.teal.gateway.redis.RedisSettings;
import io.teal.gateway.redis.RedisStatus;
import io.teal.gateway.routing.Revision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateways that serve one routing, as one of them sees them; without a Redis it is alone. Thread-safe. Methods that block say
 * so.
 */
public final class Fleet implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);
    private static final String CHANNEL = "teal:routing";

    /** Commands may carry a whole routing, and nobody's request waits for them. */
    private static final Duration COMMAND = Duration.ofSeconds(2);

    private static final long BEAT_MILLIS = 250;
    private static final long POLL_MILLIS = 500;
    private static final long PAUSE_NANOS = Duration.ofMillis(10).toNanos();

    private final Revisions revisions;
    private final String id;
    private final String name;
    private final Writes writes;
    private final DriverLease lease;
    private final SharedReports reports;
    private final @Nullable Shared shared;
    private volatile @Nullable Publisher publisher;
    private final Proving proving = new Proving(this::tell);

    /** What there is with a Redis. */
    private record Shared(
            Redis redis,
            Follower follower,
            Roll roll,
            ScheduledExecutorService following,
            ScheduledExecutorService beating) {}

    private volatile Heard heard = new Heard(List.of(), System.nanoTime());
    private final AtomicBoolean asked = new AtomicBoolean();
    private final AtomicBoolean beats = new AtomicBoolean();
    private volatile boolean closed;

    /** All gateways, as of a time of this process's clock. */
    private record Heard(List<Roll.Voice> voices, long nanos) {}

    private Fleet(Revisions revisions, String id, GateReports files, @Nullable Redis redis) {
        this.revisions = revisions;
        this.id = id;
        this.name = GatewayId.name();
        Publisher served = new Served();
        String process = id + "-" + UUID.randomUUID();
        this.lease = new DriverLease(redis, process, revisions);
        this.reports = new SharedReports(files, redis);
        if (redis == null) {
            shared = null;
            writes = new Writes(revisions, served);
        } else {
            Follower follower =
                    new Follower(new RevisionLog(redis, process, CHANNEL), revisions, this::writes, redis::usable);
            writes = new Writes(revisions, served, follower);
            shared = new Shared(
                    redis,
                    follower,
                    new Roll(redis, id, name),
                    thread("teal-fleet-follow"),
                    // Whoever waits for a change that is being made must not fall silent.
                    thread("teal-fleet-beat"));
        }
    }

    private static ScheduledExecutorService thread(String name) {
        return new ScheduledThreadPoolExecutor(
                1,
                Thread.ofPlatform().daemon().name(name).factory(),
                // Once it is closed nothing has to be done any more.
                new ThreadPoolExecutor.DiscardPolicy());
    }

    /**
     * The fleet of a gateway that does not serve yet. Blocks for the disk.
     *
     * @param where the Redis that the fleet shares; null for none
     * @param directory where the gateway keeps its history
     * @throws StoreException when the gateway's id cannot be kept there
     */
    public static Fleet open(GatewayConfig.@Nullable Redis where, Path directory, Revisions revisions)
            throws StoreException {
        Redis redis =
                where == null ? null : Redis.open(new RedisSettings(where.url(), where.cluster(), where.ca(), COMMAND));
        return new Fleet(revisions, GatewayId.in(directory), new GateReports(directory), redis);
    }

    /** What the gateway serves goes through here, so that everybody hears of it. */
    private final class Served implements Publisher {
        @Override
        public void check(Revision revision) {
            Publisher there = publisher;
            if (there != null) {
                there.check(revision);
            }
        }

        @Override
        public void publish(Revision revision) {
            Publisher there = publisher;
            if (there != null) {
                long accepted = System.nanoTime();
                there.publish(revision);
                proving.inEffect(there, revision, accepted);
            }
        }
    }

    /**
     * Takes over what the others have made, before this gateway serves anything. When nobody can be asked in time it begins with
     * what it has. The others know from before then that it is there, and wait for it until it serves what they wait for. Blocks.
     */
    public void catchUp(Duration patience) {
        Shared with = shared;
        if (with == null) {
            return;
        }
        if (!beats.getAndSet(true)) {
            every(with.beating(), BEAT_MILLIS, this::tell);
        }
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() - deadline < 0) {
            if (with.redis().usable() && heardFrom(with, deadline) && follow(with)) {
                return;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        LOG.warn(
                "Redis cannot be asked for the routing; serving begins with revision {} and goes over to the newest one later",
                revisions.current().number());
    }

    /**
     * From now on this serves the newest revision; it has begun with the current one.
     *
     * @param events hear of the other gateways, and of Redis
     */
    public void serve(Publisher gateway, EventLog events) {
        News news = new News(events);
        publisher = gateway;
        proving.begin(gateway, revisions.current());
        Shared with = shared;
        if (with != null) {
            with.redis().subscribe(CHANNEL, message -> followSoon(with));
            with.redis().onRecovery(() -> followSoon(with));
            every(with.following(), POLL_MILLIS, () -> {
                boolean unused = !with.redis().usable() || follow(with);
            });
            every(with.beating(), BEAT_MILLIS, () -> news.look(with.redis().status(), fresh() ? members() : null, id));
            if (!beats.getAndSet(true)) {
                every(with.beating(), BEAT_MILLIS, this::tell);
            }
        }
    }

    private static void every(ScheduledExecutorService thread, long millis, Runnable what) {
        var unused = thread.scheduleWithFixedDelay(
                () -> {
                    try {
                        what.run();
                    } catch (RuntimeException e) {
                        // An exception would end the timer.
                        LOG.error("the fleet is not looked after", e);
                    }
                },
                0,
                millis,
                TimeUnit.MILLISECONDS);
    }

    private void followSoon(Shared with) {
        if (!asked.getAndSet(true)) {
            with.following().execute(() -> {
                asked.set(false);
                boolean unused = follow(with);
            });
        }
    }

    /** Returns whether the history and the log are equal now. */
    private boolean follow(Shared with) {
        var turn = revisions.turn();
        turn.lock();
        try {
            with.follower().follow();
            return true;
        } catch (Unanswered e) {
            LOG.debug("Redis cannot be asked for revisions", e);
            return false;
        } catch (StoreException e) {
            LOG.error("revisions cannot be taken over: {}", e.getMessage());
            return false;
        } finally {
            turn.unlock();
        }
    }

    /** Says which revision is served here, and hears of the others. */
    private void tell() {
        Shared with = shared;
        if (with != null && !closed && with.redis().usable()) {
            var unused = with.roll().call(proving.standing()).thenAccept(this::hear);
        }
    }

    private boolean fresh() {
        return System.nanoTime() - heard.nanos() < TimeUnit.MILLISECONDS.toNanos(2 * BEAT_MILLIS);
    }

    private void hear(List<Roll.Voice> voices) {
        heard = new Heard(voices, System.nanoTime());
    }

    /** The path by which the routing changes. */
    public Writes writes() {
        return writes;
    }

    /**
     * Waits until every gateway serves a revision, as its listeners have shown, or has not been heard of for a while. Blocks, for no
     * longer than said.
     *
     * @return how far it has come; not converged when a gateway is silent, did not follow or could not prove it in time
     */
    public Convergence await(Revision revision, Duration timeout) {
        Shared with = shared;
        if (with == null) {
            proving.await(revision.number(), timeout);
            return convergence(revision.number());
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        boolean waiting = true;
        while (waiting && System.nanoTime() - deadline < 0) {
            waiting = !heardFrom(with, deadline)
                    || members(revision.number()).stream()
                            .anyMatch(member ->
                                    member.state() == Member.State.WAITING || member.state() == Member.State.UNPROVEN);
            if (waiting) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        // Whoever cannot be heard may be behind, whatever was heard of him last.
        return waiting ? new Convergence(false, members(revision.number())) : convergence(revision.number());
    }

    private Convergence convergence(long number) {
        List<Member> all = members(number);
        return new Convergence(all.stream().allMatch(member -> member.state() == Member.State.SERVING), all);
    }

    private boolean heardFrom(Shared with, long deadline) {
        try {
            hear(with.roll()
                    .call(proving.standing())
                    .toCompletableFuture()
                    .get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS));
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The name of this gateway, for people. */
    public String name() {
        return name;
    }

    /** The right to drive releases, which one of the gateways has at a time. */
    public DriverLease lease() {
        return lease;
    }

    /** What gates have found out, at whichever gateway. */
    public SharedReports reports() {
        return reports;
    }

    /** All gateways, by how they stand to the newest revision that this one knows of. */
    public List<Member> members() {
        return members(
                shared == null
                        ? revisions.current().number()
                        : shared.follower().newest());
    }

    private List<Member> members(long wanted) {
        Heard now = heard;
        long since = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - now.nanos());
        List<Member> members = new ArrayList<>();
        boolean self = false;
        for (Roll.Voice voice : now.voices()) {
            boolean own = voice.id().equals(id);
            self |= own;
            members.add((own ? own(voice) : voice.older(since)).member(wanted, id));
        }
        if (!self) {
            members.addFirst(own(null).member(wanted, id));
        }
        return List.copyOf(members);
    }

    /**
     * This gateway as it is now.
     *
     * @param heard what Redis knows of it: how long a proof took is said by its clock; null when it knows nothing
     */
    private Roll.Voice own(Roll.@Nullable Voice heard) {
        Proving.Standing standing = proving.standing();
        Long took = heard != null && heard.proven() == standing.proven() ? heard.took() : null;
        if (shared == null && standing.millis() != Proving.Standing.UNTIMED) {
            took = standing.millis();
        }
        return new Roll.Voice(id, 0, standing.serving(), name, standing.proven(), took, standing.problem());
    }

    /** How it stands between this gateway and the others. */
    public FleetStatus status() {
        Shared with = shared;
        long agreed = revisions.current().number();
        if (with == null) {
            return new FleetStatus(
                    false, false, null, agreed, proving.standing().serving(), 0, true);
        }
        agreed = with.follower().newest();
        RedisStatus redis = with.redis().status();
        String trouble = with.follower().trouble();
        String problem = redis.usable() ? null : Objects.requireNonNullElse(redis.problem(), "not connected yet");
        return new FleetStatus(
                true,
                redis.usable(),
                problem == null && !trouble.isEmpty() ? trouble : problem,
                agreed,
                proving.standing().serving(),
                (int) members().stream()
                        .filter(member -> member.state() == Member.State.SILENT)
                        .count(),
                revisions.kept());
    }

    /** Tells the others that this gateway leaves, and follows no more. Blocks a moment. */
    @Override
    public void close() {
        proving.close();
        Shared with = shared;
        if (with == null) {
            return;
        }
        closed = true;
        // What is being kept is not broken off: an interrupt would close the file.
        with.following().shutdown();
        with.beating().shutdown();
        try {
            var unused = with.roll().leave().toCompletableFuture().get(POLL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("the others are not told that this gateway leaves", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        with.redis().close();
    }
}
