package io.teal.admin.revision;

import io.teal.admin.store.StoreException;
import io.teal.gateway.routing.Revision;

/** How it is settled that a revision is the next one. One call at a time, while nothing else changes the history. Blocks. */
@FunctionalInterface
public interface Agreement {
    /**
     * Sees to it that the history has everything that was settled before. A change is made from what is current, and may come to
     * nothing: so this is asked first.
     *
     * @throws WriteRefused when nobody can be asked
     * @throws StoreException when what was settled cannot be read
     */
    default void refresh() throws WriteRefused, StoreException {}

    /**
     * Settles it, and keeps the revision. On return it is the next one, for good; when this throws, it is not and never will be,
     * but for {@link WriteRefused.Why#OUTCOME_UNKNOWN}.
     *
     * @param current the newest one so far
     * @param next follows it
     * @throws WriteRefused when somebody else was quicker, or nobody can be asked
     * @throws StoreException when it cannot be kept
     */
    void settle(Revision current, Revision next) throws WriteRefused, StoreException;
}
