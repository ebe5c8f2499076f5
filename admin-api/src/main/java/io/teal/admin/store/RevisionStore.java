package io.teal.admin.store;

import io.teal.gateway.routing.Revision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where revisions survive a restart. Any thread; every call may block. */
public interface RevisionStore extends AutoCloseable {
    /** Number of the oldest one; 0 when there is none. */
    long first();

    /** The newest one; null when there is none. */
    @Nullable Revision last();

    /**
     * The one of that number, or null when there is none.
     *
     * @throws StoreException when it cannot be read
     */
    @Nullable Revision find(long number) throws StoreException;

    /**
     * Those below a number, the newest first.
     *
     * @param limit how many at most
     * @throws StoreException when they cannot be read
     */
    List<Revision> page(long before, int limit) throws StoreException;

    /**
     * Puts a revision behind the others. When this returns, the revision survives a crash of the machine.
     *
     * @param revision with a number above all others
     * @throws StoreException when it cannot be written; the store is then as it was before
     */
    void append(Revision revision) throws StoreException;

    /**
     * Takes the revisions above a number away, because they could not be put into effect or were never agreed on.
     *
     * @throws StoreException when that cannot be written
     */
    void cutBack(long number) throws StoreException;

    /** Gives the store up for another process. */
    @Override
    void close();
}
