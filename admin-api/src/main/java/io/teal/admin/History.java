package io.teal.admin;

import io.teal.admin.audit.Audit;
import io.teal.admin.revision.Revisions;
import io.teal.admin.store.FileStore;
import io.teal.admin.store.StoreException;
import io.teal.gateway.config.GatewayConfig;
import io.teal.gateway.routing.Routing;
import java.time.InstantSource;

/**
 * All that is kept on disk: which routings there were, and who did what.
 *
 * @param revisions the routings
 * @param audit the attempts
 */
public record History(Revisions revisions, Audit audit) implements AutoCloseable {
    /**
     * Opens the history in a directory, which is claimed for this process. Blocks.
     *
     * @param initial the routing of revision 1, where there is none yet
     * @param clock gives everything its time
     * @throws StoreException when it cannot be read or written; the message says why and what to do
     */
    public static History open(GatewayConfig.Store store, Routing initial, InstantSource clock) throws StoreException {
        FileStore files = FileStore.open(store.directory(), store.keepRevisions());
        boolean opened = false;
        try {
            Revisions revisions = Revisions.open(files, initial, clock);
            History history = new History(revisions, Audit.open(store.directory(), clock, store.keepAudit()));
            opened = true;
            return history;
        } finally {
            if (!opened) {
                files.close();
            }
        }
    }

    /** Waits for the change that is being made, then gives the directory up. */
    @Override
    public void close() {
        audit.close();
        revisions.close();
    }
}
