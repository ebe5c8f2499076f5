package io.teal.admin.store;

import io.teal.gateway.routing.Revision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Revisions in the files {@code revisions-NUMBER.log} of a directory: one line each, in JSON, with a checksum in front. Every
 * revision carries its whole routing, so that no other one is needed to read it.
 *
 * <p>The directory must be writable when the store is opened, because it is claimed for this process then. When it can no
 * longer be written later on, changes are refused and the routing in effect goes on.
 */
public final class FileStore implements RevisionStore {
    private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);
    private static final String NAME = "revisions";

    private final StoreLock lock;
    private final RecordLog log;
    private final RevisionRecords records;
    private final long keep;
    private volatile @Nullable Revision last;

    private FileStore(StoreLock lock, RecordLog log, RevisionRecords records, long keep) throws StoreException {
        this.lock = lock;
        this.log = log;
        this.records = records;
        this.keep = keep;
        this.last = find(log.last());
    }

    /**
     * Claims a directory, which is made when it is missing, and reads the end of what is in it. Blocks.
     *
     * @param keep how many revisions are kept at least, older ones may be given up; 0 keeps all
     * @throws StoreException when the directory is in use by another process, cannot be written, or its file is damaged
     */
    public static FileStore open(Path directory, long keep) throws StoreException {
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
            FileStore store = new FileStore(
                    lock, RecordLog.open(directory, NAME), new RevisionRecords(directory.resolve(NAME)), keep);
            opened = true;
            return store;
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    @Override
    public long first() {
        return log.first();
    }

    @Override
    public @Nullable Revision last() {
        return last;
    }

    @Override
    public @Nullable Revision find(long number) throws StoreException {
        byte[] payload = log.read(number);
        return payload == null ? null : records.read(payload);
    }

    @Override
    public List<Revision> page(long before, int limit) throws StoreException {
        List<Revision> page = new ArrayList<>();
        for (byte[] payload : log.page(before, limit)) {
            page.add(records.read(payload));
        }
        return page;
    }

    @Override
    public void append(Revision revision) throws StoreException {
        log.append(revision.number(), RevisionRecords.write(revision));
        last = revision;
        if (keep > 0) {
            giveUp(revision.number() - keep + 1);
        }
    }

    private void giveUp(long before) {
        try {
            long unused = log.drop(before);
        } catch (StoreException e) {
            LOG.warn("old revisions stay: {}", e.getMessage());
        }
    }

    @Override
    public void cutBack(long number) throws StoreException {
        log.cutBack(number);
        last = find(log.last());
    }

    @Override
    public void close() {
        log.close();
        lock.close();
    }
}
