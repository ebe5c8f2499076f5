package io.teal.admin.revision;

import io.teal.admin.store.RevisionStore;
import io.teal.admin.store.StoreException;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Routing;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The history of the routing: the newest revision and some before it in memory, all of them in the store. Any thread reads;
 * {@link Writes} alone adds.
 */
public final class Revisions implements AutoCloseable {
    /** So many of the newest are found without looking into the store. */
    private static final int REMEMBERED = 64;

    private final RevisionStore store;
    private final InstantSource clock;

    /** Held from the check of a precondition to the answer, and while the store is closed. Fair: first come, first served. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private final ConcurrentSkipListMap<Long, Revision> recent = new ConcurrentSkipListMap<>();
    private volatile Revision current;
    private volatile long kept;

    private Revisions(RevisionStore store, InstantSource clock, Revision current) {
        this.store = store;
        this.clock = clock;
        this.current = current;
        this.kept = current.number();
        recent.put(current.number(), current);
    }

    /**
     * The history of a store; an empty one begins with the initial routing as revision 1. Blocks.
     *
     * @param store closed together with this
     * @param initial what the routing file says; used only when the store is empty
     * @param clock gives revisions their time
     * @throws StoreException when the first revision cannot be written
     */
    public static Revisions open(RevisionStore store, Routing initial, InstantSource clock) throws StoreException {
        Revision last = store.last();
        if (last == null) {
            Target first = new Target(initial, new LinkedHashMap<>(), Revision.Kind.INITIAL, 0);
            last = revision(clock, 1, first, new Author("teal", ""));
            store.append(last);
        }
        return new Revisions(store, clock, last);
    }

    /** The newest one, which is in effect. */
    public Revision current() {
        return current;
    }

    /** Whether the newest one is in the store. One that others have settled is in effect all the same. */
    public boolean kept() {
        return kept >= current.number();
    }

    /** Number of the oldest one that is kept. */
    public long first() {
        return store.first();
    }

    /**
     * The one of that number, or null when there is none. May block.
     *
     * @throws StoreException when it cannot be read
     */
    public @Nullable Revision find(long number) throws StoreException {
        Revision known = recent.get(number);
        return known != null || number > current.number() ? known : store.find(number);
    }

    /**
     * Those below a number, the newest first. Blocks.
     *
     * @param limit how many at most
     * @throws StoreException when they cannot be read
     */
    public List<Revision> page(long before, int limit) throws StoreException {
        return store.page(Math.min(before, current.number() + 1), limit);
    }

    /**
     * Held by whoever changes the history, from the check of a precondition to the answer. Fair: first come, first served.
     */
    public ReentrantLock turn() {
        return turn;
    }

    /**
     * Puts a revision that is settled, but not in effect yet, into the store. Whoever has the turn.
     *
     * @throws StoreException when it cannot be written
     */
    public void keep(Revision next) throws StoreException {
        store.append(next);
        kept = next.number();
    }

    Revision next(long number, Target target, Author author) {
        return revision(clock, number, target, author);
    }

    /** The time of a change that is made now, by the clock that gives revisions theirs. */
    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static Revision revision(InstantSource clock, long number, Target target, Author author) {
        return new Revision(
                number,
                target.routing(),
                new Revision.Provenance(
                        target.kind(),
                        clock.instant().truncatedTo(ChronoUnit.MILLIS),
                        author.who(),
                        author.reason(),
                        target.from(),
                        author.key().isEmpty() ? UUID.randomUUID().toString() : author.key()),
                target.releases());
    }

    /** Forgets all above a number. */
    void cutBack(long number) throws StoreException {
        store.cutBack(number);
        kept = number;
        recent.tailMap(number, false).clear();
    }

    /** The newest one from now on. */
    void add(Revision inEffect) {
        recent.put(inEffect.number(), inEffect);
        current = inEffect;
        while (recent.size() > REMEMBERED) {
            var unused = recent.pollFirstEntry();
        }
    }

    /** Waits for the change that is being made, then closes the store. */
    @Override
    public void close() {
        turn.lock();
        try {
            store.close();
        } finally {
            turn.unlock();
        }
    }
}
