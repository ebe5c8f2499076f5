package io.teal.admin.store;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An append-only file of {@linkplain Frame checksummed lines}, of up to 2 GiB. One thread at a time.
 *
 * <p>An append that fails is cut off again, so that a refused record does not come back at the next start. What cannot be
 * cut off at once (the disk is gone) is cut off before the next append.
 */
final class Journal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private final Path file;
    private final FileChannel channel;
    private final @Nullable Object fileKey;
    private long end;

    /** Is shown the records of a file that is opened, oldest first. */
    interface Replay {
        /**
         * A record.
         *
         * @param content of the file
         * @param start of the record's payload in it
         */
        void accept(byte[] content, int start) throws StoreException;
    }

    private Journal(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        this.fileKey = fileKey(file);
    }

    /**
     * Opens or creates the file and hands out what is in it. A torn or damaged tail, the trace of a crash during an append
     * that was never acknowledged, is cut off with a warning.
     *
     * @throws StoreException when the file cannot be read or written, or is damaged before its tail
     */
    static Journal open(Path file, Replay replay) throws StoreException {
        FileChannel channel = null;
        try {
            channel = openOrCreate(file);
            Journal journal = new Journal(file, channel);
            journal.replay(replay);
            FileChannel opened = channel;
            channel = null;
            LOG.debug("journal {} opened, {} bytes", file, opened.size());
            return journal;
        } catch (IOException e) {
            throw new StoreException(
                    "cannot open " + file + " (" + e + "); make it readable and writable for this user", e);
        } finally {
            closeQuietly(channel);
        }
    }

    private static FileChannel openOrCreate(Path file) throws IOException {
        if (Files.exists(file)) {
            return FileChannel.open(file, READ, WRITE);
        }
        FileChannel channel = FileChannel.open(file, READ, WRITE, CREATE_NEW);
        try {
            channel.force(true);
            Directories.force(file.toAbsolutePath().getParent());
            return channel;
        } catch (IOException e) {
            closeQuietly(channel);
            throw e;
        }
    }

    private void replay(Replay replay) throws IOException, StoreException {
        byte[] content = content();
        int at = 0;
        while (at < content.length) {
            Frame frame = Frame.decode(content, at);
            if (frame == null) {
                cutTail(content, at);
                break;
            }
            replay.accept(content, frame.start());
            at = frame.next();
        }
        end = at;
    }

    private byte[] content() throws IOException, StoreException {
        long size = channel.size();
        if (size > Integer.MAX_VALUE - 8) {
            throw new StoreException(file + " has " + size + " bytes, more than 2 GiB; move it away to begin anew");
        }
        ByteBuffer content = ByteBuffer.allocate((int) size);
        while (content.hasRemaining()) {
            if (channel.read(content, content.position()) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
        return content.array();
    }

    private void cutTail(byte[] content, int at) throws IOException, StoreException {
        for (int later = at + 1; later < content.length; later++) {
            if (Frame.decode(content, later) != null) {
                throw new StoreException(file + " is damaged: the record at byte " + at
                        + " cannot be read, but a good one follows at byte " + later
                        + ". Nothing was changed. Restore the file from a copy; or, to give up everything from the damage on,"
                        + " keep a copy and run: truncate -s " + at + " " + file);
            }
        }
        channel.truncate(at);
        channel.force(true);
        LOG.warn("{}: cut off {} bytes of an unfinished or damaged record at the end", file, content.length - at);
    }

    /** The byte behind the last record. */
    long end() {
        return end;
    }

    /**
     * Writes one record.
     *
     * @param force whether to wait until the disk has it
     * @throws StoreException when that fails; the file then ends where it ended before
     */
    void append(byte[] payload, boolean force) throws StoreException {
        ByteBuffer frame = ByteBuffer.wrap(Frame.encode(payload));
        try {
            checkPlace();
            while (frame.hasRemaining()) {
                channel.write(frame, end + frame.position());
            }
            if (force) {
                channel.force(true);
            }
        } catch (IOException e) {
            cutBack(e);
            throw new StoreException("cannot write to " + file + " (" + e + ")", e);
        }
        end += frame.capacity();
    }

    /** Waits until the disk has all records. */
    void force() throws StoreException {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw new StoreException("cannot write to " + file + " (" + e + ")", e);
        }
    }

    /** Takes everything from a byte on away. */
    void cut(long at) throws StoreException {
        try {
            channel.truncate(at);
            channel.force(true);
        } catch (IOException e) {
            throw new StoreException("cannot cut " + file + " (" + e + ")", e);
        } finally {
            end = at;
        }
    }

    /** A file that was moved or replaced would take appends that no restart ever sees. */
    private void checkPlace() throws IOException {
        if (!Objects.equals(fileKey, fileKey(file))) {
            throw new IOException("another file is in its place");
        }
        long size = channel.size();
        if (size < end) {
            throw new IOException("it was cut to " + size + " of " + end + " bytes by someone else");
        }
        if (size > end) {
            channel.truncate(end);
        }
    }

    private void cutBack(IOException cause) {
        try {
            if (channel.size() > end) {
                channel.truncate(end);
                channel.force(true);
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private static @Nullable Object fileKey(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.debug("a file did not close", e);
            }
        }
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }
}
