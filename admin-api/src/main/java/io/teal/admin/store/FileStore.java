package io.teal.admin.store;

import io.teal.gateway.routing.Revision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Revisions in the file {@code revisions.log} of a directory: one line each, in JSON, with a checksum in front. The file is
 * bounded by nothing yet.
 *
 * <p>The directory must be writable when the store is opened, because it is claimed for this process then. When it can no
 * longer be written later on, changes are refused and the routing in effect goes on.
 */
public final class FileStore implements RevisionStore {
    private final StoreLock lock;
    private final Journal journal;
    private final List<Revision> stored;

    private FileStore(StoreLock lock, Journal journal, List<Revision> stored) {
        this.lock = lock;
        this.journal = journal;
        this.stored = List.copyOf(stored);
    }

    /**
     * Claims a directory, which is made when it is missing, and reads what is in it. Blocks.
     *
     * @throws StoreException when the directory is in use by another process, cannot be written, or its file is damaged
     */
    public static FileStore open(Path directory) throws StoreException {
        try {
            Directories.create(directory.toAbsolutePath());
        } catch (IOException e) {
            throw new StoreException(
                    "cannot make the store directory " + directory + " (" + e
                            + "); make its parent writable for this user or choose another one (store.directory)",
                    e);
        }
        StoreLock lock = StoreLock.take(directory);
        boolean opened = false;
        try {
            Path file = directory.resolve("revisions.log");
            RevisionRecords records = new RevisionRecords(file);
            List<Revision> stored = new ArrayList<>();
            Journal journal = Journal.open(file, payload -> stored.add(records.read(payload, stored.size() + 1L)));
            opened = true;
            return new FileStore(lock, journal, stored);
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    @Override
    public List<Revision> stored() {
        return stored;
    }

    @Override
    public void append(Revision revision) throws StoreException {
        journal.append(RevisionRecords.write(revision));
    }

    @Override
    public void retract() throws StoreException {
        journal.retract();
    }

    @Override
    public void close() {
        journal.close();
        lock.close();
    }
}
