package io.teal.admin.store;

import io.teal.gateway.routing.Revision;
import java.util.List;

/** Where revisions survive a restart. One thread at a time; every call may block. */
public interface RevisionStore extends AutoCloseable {
    /** What was there when the store was opened, oldest first, numbered from 1 without a gap. */
    List<Revision> stored();

    /**
     * Puts the next revision behind the others. When this returns, the revision survives a crash of the machine.
     *
     * @throws StoreException when it cannot be written; the store is then as it was before
     */
    void append(Revision revision) throws StoreException;

    /**
     * Takes back the revision appended last, because it could not be put into effect.
     *
     * @throws StoreException when that cannot be written
     */
    void retract() throws StoreException;

    /** Gives the store up for another process. */
    @Override
    void close();
}
