package io.teal.admin.fleet;

import io.teal.admin.revision.Publisher;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Routing;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this gateway serves what is in effect, as its own listeners show. A revision is proven as soon as it is in effect; a
 * proof that fails is tried again each second until it holds or another revision is in effect. Thread-safe; only {@link #await}
 * waits.
 */
final class Proving {
    private static final Logger LOG = LoggerFactory.getLogger(Proving.class);
    private static final Executor LATER = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

    private final Runnable tell;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile Standing standing = new Standing(0, 0, Standing.UNTIMED, "");
    private volatile boolean closed;

    /** What is being proven, and what was last; guarded by the lock. */
    private @Nullable Revision wanted;

    private Routing proven = Routing.EMPTY;
    private long since;
    private boolean live;

    /**
     * How it stands with this gateway.
     *
     * @param serving number of the revision in effect; 0 before it serves
     * @param proven number of the newest revision that its listeners have shown; 0 for none
     * @param millis how long that took since this gateway began to put it into effect; {@link #UNTIMED} for the one it began with
     * @param problem why the last proof of the revision in effect failed; empty when it did not, or there was none yet
     */
    record Standing(long serving, long proven, long millis, String problem) {
        static final long UNTIMED = -1;
    }

    /**
     * @param tell called when there is something new to be told of this gateway, on any thread
     */
    Proving(Runnable tell) {
        this.tell = tell;
    }

    Standing standing() {
        return standing;
    }

    /** It begins to serve, with this revision. */
    void begin(Publisher publisher, Revision revision) {
        inEffect(publisher, revision, System.nanoTime(), false);
    }

    /**
     * A revision is in effect.
     *
     * @param accepted when it began to be put into effect, of this process's clock
     */
    void inEffect(Publisher publisher, Revision revision, long accepted) {
        inEffect(publisher, revision, accepted, true);
    }

    private void inEffect(Publisher publisher, Revision revision, long accepted, boolean timed) {
        lock.lock();
        try {
            Standing before = standing;
            wanted = revision;
            since = accepted;
            live = timed;
            // Of two histories with the same numbers another one may count from now on.
            long shown = Math.min(before.proven(), revision.number() - 1);
            standing = new Standing(revision.number(), shown, Standing.UNTIMED, "");
        } finally {
            lock.unlock();
        }
        prove(publisher, revision);
    }

    private void prove(Publisher publisher, Revision revision) {
        Routing before;
        lock.lock();
        try {
            if (closed || !revision.equals(wanted)) {
                return;
            }
            before = proven;
        } finally {
            lock.unlock();
        }
        publisher.prove(revision, before).whenComplete((proof, failure) -> {
            String problem = failure != null ? failure.toString() : proof.problem();
            if (!settle(revision, problem)) {
                LATER.execute(() -> prove(publisher, revision));
            }
        });
    }

    /** Returns whether nothing is left to be done about a revision. */
    private boolean settle(Revision revision, String problem) {
        lock.lock();
        try {
            if (!revision.equals(wanted)) {
                return true;
            }
            Standing before = standing;
            if (problem.isEmpty()) {
                long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
                standing = new Standing(revision.number(), revision.number(), live ? millis : Standing.UNTIMED, "");
                proven = revision.routing();
                if (!before.problem().isEmpty()) {
                    LOG.info("revision {} is proven now: all listeners answer by it", revision.number());
                }
            } else {
                standing = new Standing(revision.number(), before.proven(), Standing.UNTIMED, problem);
                if (!before.problem().equals(problem)) {
                    LOG.warn("revision {} is in effect, but not proven: {}", revision.number(), problem);
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        tell.run();
        return problem.isEmpty();
    }

    /** Waits until a revision, or a later one, is proven. Blocks, for no longer than said. */
    void await(long number, Duration timeout) {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (standing.proven() < number && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Tries nothing again. */
    void close() {
        closed = true;
    }
}
