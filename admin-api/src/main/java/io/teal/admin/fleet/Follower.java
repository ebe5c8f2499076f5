package io.teal.admin.fleet;

import io.teal.admin.fleet.RevisionLog.Appended;
import io.teal.admin.fleet.RevisionLog.Entry;
import io.teal.admin.fleet.RevisionLog.Meaning;
import io.teal.admin.fleet.RevisionLog.Part;
import io.teal.admin.fleet.RevisionLog.Unanswered;
import io.teal.admin.revision.Agreement;
import io.teal.admin.revision.Revisions;
import io.teal.admin.revision.WriteRefused;
import io.teal.admin.revision.WriteRefused.Why;
import io.teal.admin.revision.Writes;
import io.teal.admin.store.StoreException;
import io.teal.gateway.routing.Revision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a history and the log in Redis together, in both directions: takes over what others have appended, appends what is made
 * here, and gives back what Redis has lost. Used by one thread at a time, which has the turn of the history; blocks.
 */
final class Follower implements Agreement {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

    /** So long after a restart of Redis nothing new is appended, so that whoever knows more than Redis can say so. */
    private static final long SETTLING_MILLIS = 2_000;

    /** Longest time of a write: more than Redis takes to settle. */
    private static final long WRITE_NANOS = Duration.ofSeconds(5).toNanos();

    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();
    /** So far back is looked for where two histories part. */
    private static final int BACK = 49;

    private final RevisionLog log;
    private final Revisions revisions;
    private final Supplier<Writes> writes;
    private final BooleanSupplier reachable;
    private final AtomicLong attempts = new AtomicLong();
    private volatile String trouble = "";
    private volatile @Nullable Unread unread;

    /** The newest entry of the log that this version of Teal cannot read. */
    private record Unread(long number, String id, String why) {}

    Follower(RevisionLog log, Revisions revisions, Supplier<Writes> writes, BooleanSupplier reachable) {
        this.log = log;
        this.revisions = revisions;
        this.writes = writes;
        this.reachable = reachable;
    }

    /** What keeps revisions of others from being kept or served here; empty when nothing does. */
    String trouble() {
        Unread ahead = ahead();
        return ahead == null ? trouble : cannotRead(ahead);
    }

    /** Number of the newest revision there is, as far as is known here. */
    long newest() {
        Unread ahead = ahead();
        return ahead == null ? revisions.current().number() : ahead.number();
    }

    private @Nullable Unread ahead() {
        Unread last = unread;
        return last != null && last.number() > revisions.current().number() ? last : null;
    }

    private static String cannotRead(Unread ahead) {
        return "revision " + ahead.number() + " cannot be read here, another version of Teal has made it: "
                + ahead.why();
    }

    /** Makes the history and the log equal, as far as the log can be read. */
    void follow() throws Unanswered, StoreException {
        boolean more = true;
        while (more) {
            Unread ahead = ahead();
            Revision mine = revisions.current();
            more = ahead == null
                    ? takeOver(mine, mine.number(), Lineage.of(mine))
                    : takeOver(mine, ahead.number(), ahead.id());
        }
    }

    /** Goes on behind an entry, and returns whether there is more to be read. */
    private boolean takeOver(Revision mine, long number, String id) throws Unanswered, StoreException {
        Part part = log.read(number, id);
        if (part.there()) {
            return !part.entries().isEmpty() && take(part.entries(), part.head(), false);
        }
        if (unread != null) {
            // The log is another one than it was.
            unread = null;
            return true;
        }
        if (part.head() < number) {
            return giveBack(part, mine);
        }
        if (part.entries().getFirst().number() == number) {
            return turnTo(part.head());
        }
        // What the routing file of a new gateway says was never in effect.
        boolean fresh = number == 1 && mine.provenance().kind() == Revision.Kind.INITIAL;
        return take(part.entries(), part.head(), fresh);
    }

    private boolean take(List<Entry> entries, long head, boolean anew) {
        List<Revision> next = new ArrayList<>();
        for (Entry entry : entries) {
            Revision revision = entry.revision();
            if (revision == null) {
                Unread ahead = new Unread(entry.number(), entry.id(), entry.problem());
                LOG.error("{}", cannotRead(ahead));
                unread = ahead;
            } else {
                next.add(revision);
            }
        }
        if (!next.isEmpty()) {
            trouble = anew ? writes.get().begin(next) : writes.get().follow(next);
        }
        return head > entries.getLast().number();
    }

    /** The log ends before this history does: Redis has lost something, or is new. */
    private boolean giveBack(Part part, Revision mine) throws Unanswered, StoreException {
        long number = part.head();
        String id = part.headId();
        if (number > 0) {
            Revision known = revisions.find(number);
            if (known != null && !Lineage.of(known).equals(id)) {
                return number == 1 ? displace(id, mine) : turnTo(number);
            }
        }
        // An empty log begins with the newest one; that everybody has the older ones is not needed for anything.
        for (long n = number == 0 ? mine.number() : number + 1; n <= mine.number(); n++) {
            Revision lost = revisions.find(n);
            if (lost != null) {
                if (append(Meaning.LOST, number, id, lost) != Appended.APPENDED) {
                    return true;
                }
                LOG.info("revision {} was given back to Redis", n);
                number = n;
                id = Lineage.of(lost);
            }
        }
        return false;
    }

    /** A gateway without a history began the log while those that have one were away. */
    private boolean displace(String id, Revision mine) throws Unanswered, StoreException {
        Part only = log.read(1, "");
        Revision first =
                only.entries().isEmpty() ? null : only.entries().getFirst().revision();
        boolean initial =
                only.head() == 1 && first != null && first.provenance().kind() == Revision.Kind.INITIAL;
        if (!initial) {
            return turnTo(only.head());
        }
        Appended unused = append(Meaning.INSTEAD, 1, id, mine);
        return true;
    }

    /** This history is another one than the log's, and the log counts: everything from where they part is given up. */
    private boolean turnTo(long head) throws Unanswered, StoreException {
        Revision mine = revisions.current();
        long from = Math.max(1, Math.min(head, mine.number()) - BACK);
        List<Entry> others = new ArrayList<>();
        while (others.isEmpty()) {
            Part part = log.read(from, "");
            if (part.entries().isEmpty()) {
                return true;
            }
            for (Entry entry : part.entries()) {
                Revision known = others.isEmpty() ? revisions.find(entry.number()) : null;
                if (known == null || !Lineage.of(known).equals(entry.id())) {
                    others.add(entry);
                }
            }
            from = part.entries().getLast().number() + 1;
        }
        if (mine.provenance().kind() != Revision.Kind.INITIAL) {
            LOG.error(
                    "the log in Redis has other revisions than this gateway from {} on; its own, up to {}, are given up and"
                            + " kept in revisions.lost",
                    others.getFirst().number(),
                    mine.number());
        }
        return take(others, head, false);
    }

    private Appended append(Meaning meaning, long number, String id, Revision revision) throws Unanswered {
        return log.append(meaning, number, id, revision, attempts.incrementAndGet(), SETTLING_MILLIS);
    }

    /** Also what changes nothing is settled: elsewhere it may be otherwise by now. */
    @Override
    public void refresh() throws WriteRefused, StoreException {
        checkReachable();
        long deadline = System.nanoTime() + WRITE_NANOS;
        String why = "Redis does not answer";
        while (System.nanoTime() - deadline < 0) {
            try {
                Revision current = revisions.current();
                Appended appended = append(Meaning.SAME, current.number(), Lineage.of(current), current);
                if (appended == Appended.APPENDED) {
                    return;
                }
                follow();
                checkReadable();
                if (appended == Appended.SETTLING) {
                    why = "Redis has just started, and is still being told what it may have lost";
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            } catch (Unanswered e) {
                LOG.debug("no answer of Redis", e);
                checkReachable();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        throw notAgreed(why);
    }

    private void checkReachable() throws WriteRefused {
        if (!reachable.getAsBoolean()) {
            throw notAgreed("Redis cannot be reached, and without it nobody knows what the other gateways do");
        }
    }

    private void checkReadable() throws WriteRefused {
        Unread ahead = ahead();
        if (ahead != null) {
            throw notAgreed(cannotRead(ahead) + "; make the change at a gateway that can read it");
        }
    }

    @Override
    public void settle(Revision current, Revision next) throws WriteRefused, StoreException {
        checkReachable();
        long deadline = System.nanoTime() + WRITE_NANOS;
        boolean unknown = false;
        do {
            try {
                if (unknown && isThere(next)) {
                    keep(next);
                    return;
                }
                unknown = true;
                Appended appended = append(Meaning.NEW, current.number(), Lineage.of(current), next);
                unknown = false;
                if (appended == Appended.APPENDED) {
                    keep(next);
                    return;
                }
                follow();
                checkReadable();
                if (revisions.current().number() != current.number()
                        || !revisions.current().equals(current)) {
                    throw Writes.conflict(revisions.current().number());
                }
            } catch (Unanswered e) {
                LOG.debug("no answer of Redis", e);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        } while (System.nanoTime() - deadline < 0);
        if (unknown) {
            throw new WriteRefused(
                    Why.OUTCOME_UNKNOWN,
                    current.number(),
                    "Redis did not say whether revision " + next.number()
                            + " was taken; read the routing once it can be reached");
        }
        throw notAgreed("Redis has just started, and is still being told what it may have lost");
    }

    /** Whether an append that was not answered was done; if it was not, it will not be any more. */
    private boolean isThere(Revision next) throws Unanswered {
        Part part = log.readGivingUp(next.number(), attempts.get());
        boolean there =
                !part.entries().isEmpty() && part.entries().getFirst().id().equals(Lineage.of(next));
        LOG.info("revision {} was not answered by Redis and is {}", next.number(), there ? "there" : "not there");
        return there;
    }

    private void keep(Revision next) {
        try {
            revisions.keep(next);
        } catch (StoreException e) {
            LOG.error("revision {} is in Redis, but not on this disk: {}", next.number(), e.getMessage());
        }
    }

    private WriteRefused notAgreed(String why) {
        return new WriteRefused(Why.NOT_AGREED, revisions.current().number(), why + "; nothing has changed");
    }
}
