package io.teal.admin.revision;

import io.teal.admin.store.RevisionStore;
import io.teal.admin.store.StoreException;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Routing;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * All revisions there ever were, in memory and in the store. Any thread reads; {@link Writes} alone adds. Nothing bounds
 * their number yet: every revision keeps its routing, so memory and the store's file grow with each change.
 */
public final class Revisions implements AutoCloseable {
    private final RevisionStore store;
    private final InstantSource clock;

    /** Held from the check of a precondition to the answer, and while the store is closed. Fair: first come, first served. */
    private final ReentrantLock turn = new ReentrantLock(true);

    /** Revision n at n - 1; the last one is in effect. */
    private final List<Revision> all;

    private Revisions(RevisionStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        this.all = new CopyOnWriteArrayList<>(store.stored());
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
        Revisions revisions = new Revisions(store, clock);
        if (revisions.all.isEmpty()) {
            Revision first = revisions.next(1, initial, Revision.Kind.INITIAL, new Author("teal", ""), 0);
            store.append(first);
            revisions.all.add(first);
        }
        return revisions;
    }

    /** The one in effect. */
    public Revision current() {
        return all.getLast();
    }

    /** The one of that number, or null when there is none. */
    public @Nullable Revision find(long number) {
        return number < 1 || number > all.size() ? null : all.get((int) number - 1);
    }

    /** All of them as of now. */
    public List<Revision> newestFirst() {
        return List.copyOf(all).reversed();
    }

    ReentrantLock turn() {
        return turn;
    }

    RevisionStore store() {
        return store;
    }

    Revision next(long number, Routing routing, Revision.Kind kind, Author author, long from) {
        return new Revision(
                number,
                routing,
                new Revision.Provenance(
                        kind, clock.instant().truncatedTo(ChronoUnit.MILLIS), author.who(), author.reason(), from));
    }

    void add(Revision inEffect) {
        all.add(inEffect);
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
