package io.teal.admin.store;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The claim of one process on a store directory: a lock on the file {@code store.lock}, which holds the number of the
 * process. The lock ends with the process, however that ends; the file stays.
 */
final class StoreLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoreLock.class);

    private final FileChannel channel;

    private StoreLock(FileChannel channel) {
        this.channel = channel;
    }

    static StoreLock take(Path directory) throws StoreException {
        Path file = directory.resolve("store.lock");
        try {
            FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE);
            StoreLock lock = new StoreLock(channel);
            try {
                lock.claim(directory);
                return lock;
            } catch (IOException | StoreException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StoreException("cannot lock " + file + " (" + e + "); make it writable for this user", e);
        }
    }

    private void claim(Path directory) throws IOException, StoreException {
        if (!locked()) {
            throw new StoreException("the store " + directory + " is in use by process " + owner()
                    + "; end that process or give this one another directory (store.directory)");
        }
        channel.truncate(0);
        String pid = Long.toString(ProcessHandle.current().pid());
        int unused = channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
    }

    private boolean locked() throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private String owner() throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(20);
        int read = channel.read(pid, 0);
        return read <= 0 ? "(unknown)" : new String(pid.array(), 0, read, StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("the lock file did not close", e);
        }
    }
}
