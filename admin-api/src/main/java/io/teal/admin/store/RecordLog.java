package io.teal.admin.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A numbered, append-only log in a directory. It is divided into segments, files of checksummed lines that are named by the number
 * of their first record; so a record is found by the names of the files and one look at one of them, and opening reads the
 * newest one alone, however long the log is.
 *
 * <p>Numbers grow; there may be gaps. A record is a JSON object on one line whose first member is its number. Any thread;
 * calls block for the disk.
 */
public final class RecordLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RecordLog.class);
    /** A segment that has so many bytes takes no further record. */
    private static final long FULL = 8L << 20;

    private final Path directory;
    private final String name;
    private final long full;
    private final ReentrantLock lock = new ReentrantLock();

    /** All segments by the number of their first record; the last one is open, and it alone may be empty. */
    private final TreeMap<Long, Path> segments = new TreeMap<>();

    private Journal newest;
    private long last;

    /** The sealed segment that was read last: whoever turns pages comes again. */
    private @Nullable Segment read;

    private RecordLog(Path directory, String name, long full) throws StoreException {
        this.directory = directory;
        this.name = name;
        this.full = full;
        try {
            takeOver();
            find(directory, name, segments);
            Path file = segments.isEmpty() ? path(1) : segments.lastEntry().getValue();
            newest = Journal.open(file, (payload, start) -> last = RecordNumber.of(file, payload, start));
            if (segments.isEmpty()) {
                segments.put(1L, file);
            }
            Long before = last == 0 ? segments.lowerKey(segments.lastKey()) : null;
            if (before != null) {
                last = segment(before).last();
            }
        } catch (IOException e) {
            throw new StoreException("cannot read " + directory + " (" + e + "); make it readable for this user", e);
        }
    }

    /**
     * Opens or creates a log. A torn tail, the trace of a crash during an append that was never acknowledged, is cut off.
     *
     * @param directory exists
     * @param name what its files begin with
     * @throws StoreException when the newest segment cannot be read or written, or is damaged before its tail
     */
    public static RecordLog open(Path directory, String name) throws StoreException {
        return new RecordLog(directory, name, FULL);
    }

    /** With segments that are full at so many bytes. */
    static RecordLog open(Path directory, String name, long full) throws StoreException {
        return new RecordLog(directory, name, full);
    }

    /** Before there were segments, the log was one file. */
    private void takeOver() throws IOException, StoreException {
        Path old = directory.resolve(name + ".log");
        if (!Files.exists(old)) {
            return;
        }
        // Cuts a torn tail off, and refuses what is damaged before it.
        Journal.open(old, (payload, start) -> {}).close();
        Segment content = Segment.read(old, Long.MAX_VALUE);
        if (content.count() == 0) {
            Files.delete(old);
        } else {
            Files.move(old, path(content.first()));
        }
        Directories.force(directory.toAbsolutePath());
    }

    private static void find(Path directory, String name, Map<Long, Path> into) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, name + "-*.log")) {
            for (Path file : files) {
                String text = file.getFileName().toString();
                String number = text.substring(name.length() + 1, text.length() - ".log".length());
                if (number.matches("\\d{20}")) {
                    into.put(Long.parseLong(number), file);
                }
            }
        }
    }

    private Path path(long first) {
        return directory.resolve(String.format(Locale.ROOT, "%s-%020d.log", name, first));
    }

    /** Number of the oldest record; 0 when there is none. */
    public long first() {
        lock.lock();
        try {
            return last == 0 ? 0 : segments.firstKey();
        } finally {
            lock.unlock();
        }
    }

    /** Number of the newest record; 0 when there is none. */
    public long last() {
        lock.lock();
        try {
            return last;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The record of that number, or null when there is none.
     *
     * @throws StoreException when its segment cannot be read or is damaged
     */
    public byte @Nullable [] read(long number) throws StoreException {
        lock.lock();
        try {
            Long first = segments.floorKey(number);
            return first == null ? null : segment(first).find(number);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Records below a number, the newest first.
     *
     * @param limit how many at most
     * @throws StoreException when a segment cannot be read or is damaged
     */
    public List<byte[]> page(long before, int limit) throws StoreException {
        List<byte[]> page = new ArrayList<>();
        lock.lock();
        try {
            Long first = segments.lowerKey(before);
            while (first != null && page.size() < limit) {
                segment(first).below(before, limit, page);
                first = segments.lowerKey(first);
            }
        } finally {
            lock.unlock();
        }
        return page;
    }

    /**
     * Shows all records of a log, the oldest first, without claiming or changing it: another process may be writing. The
     * beginning of a record at its end is passed over.
     *
     * @throws StoreException when a segment cannot be read, is damaged, or the reader says so
     */
    public static void scan(Path directory, String name, Reader reader) throws StoreException {
        TreeMap<Long, Path> files = new TreeMap<>();
        try {
            find(directory, name, files);
        } catch (IOException e) {
            throw new StoreException("cannot read " + directory + " (" + e + ")", e);
        }
        for (Map.Entry<Long, Path> file : files.entrySet()) {
            boolean newest = file.getKey().equals(files.lastKey());
            Segment segment = newest ? Segment.growing(file.getValue()) : Segment.read(file.getValue(), Long.MAX_VALUE);
            segment.show(reader);
        }
    }

    /** Is shown records. */
    @FunctionalInterface
    public interface Reader {
        void accept(Path file, long number, byte[] payload) throws StoreException;
    }

    private Segment segment(long first) throws StoreException {
        Path file = segments.get(first);
        if (file == null) {
            throw new IllegalStateException("no segment " + first);
        }
        if (first == segments.lastKey()) {
            return Segment.read(file, newest.end());
        }
        Segment known = read;
        if (known == null || !known.file().equals(file)) {
            known = Segment.read(file, Long.MAX_VALUE);
            read = known;
        }
        return known;
    }

    /**
     * Puts a record behind the others; when this returns it survives a crash of the machine.
     *
     * @param number above all others; the first member of the payload
     * @throws StoreException when that fails; the log is then as it was
     */
    public void append(long number, byte[] payload) throws StoreException {
        append(number, payload, true);
    }

    /** Like {@link #append}, but the record may be lost in a crash of the machine until {@link #force}. */
    public void appendUnforced(long number, byte[] payload) throws StoreException {
        append(number, payload, false);
    }

    private void append(long number, byte[] payload, boolean force) throws StoreException {
        lock.lock();
        try {
            if (number <= last) {
                throw new IllegalArgumentException("record " + number + " comes after " + last);
            }
            if ((newest.end() == 0 && segments.lastKey() != number) || newest.end() >= full) {
                begin(number);
            }
            newest.append(payload, force);
            last = number;
        } finally {
            lock.unlock();
        }
    }

    /** The segment that begins with this number becomes the newest one. */
    private void begin(long number) throws StoreException {
        newest.force();
        Path file = path(number);
        Journal next = Journal.open(file, (payload, start) -> {});
        boolean empty = newest.end() == 0;
        newest.close();
        newest = next;
        if (empty) {
            Map.Entry<Long, Path> unused = segments.pollLastEntry();
            remove(unused.getValue());
        }
        segments.put(number, file);
    }

    /** Waits until everything that was appended is on disk. Others may append meanwhile. */
    public void force() throws StoreException {
        Journal journal;
        lock.lock();
        try {
            journal = newest;
        } finally {
            lock.unlock();
        }
        try {
            journal.force();
        } catch (StoreException e) {
            lock.lock();
            try {
                // One that is not the newest any more was forced when the next one began.
                if (journal == newest) {
                    throw e;
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Takes every record above a number away, so that the log ends with what is left. They are kept in the file
     * {@code NAME.lost}, behind what was lost before.
     */
    public void cutBack(long number) throws StoreException {
        lock.lock();
        try {
            keepLost(number);
            read = null;
            while (segments.lastKey() > number && segments.size() > 1) {
                Map.Entry<Long, Path> gone = segments.pollLastEntry();
                newest.close();
                remove(gone.getValue());
                newest = Journal.open(segments.lastEntry().getValue(), (payload, start) -> {});
            }
            Segment rest = segment(segments.lastKey());
            newest.cut(rest.endOf(number));
            last = 0;
            Long first = segments.lastKey();
            while (first != null && last == 0) {
                last = segment(first).last();
                first = segments.lowerKey(first);
            }
        } finally {
            lock.unlock();
        }
    }

    private void keepLost(long number) throws StoreException {
        List<byte[]> lost = new ArrayList<>();
        Long first = segments.lastKey();
        while (first != null && segment(first).last() > number) {
            segment(first).above(number, lost);
            first = segments.lowerKey(first);
        }
        if (!lost.isEmpty()) {
            try (Journal keeper = Journal.open(directory.resolve(name + ".lost"), (payload, start) -> {})) {
                for (byte[] record : lost) {
                    keeper.append(record, false);
                }
                keeper.force();
            }
        }
    }

    /** Gives up whole segments whose records are all below a number; the newest one stays. Returns the number of the first record left. */
    public long drop(long below) throws StoreException {
        lock.lock();
        try {
            Long second = segments.higherKey(segments.firstKey());
            while (second != null && second <= below) {
                Map.Entry<Long, Path> gone = segments.pollFirstEntry();
                LOG.info("{}: records before {} are given up", gone.getValue(), second);
                remove(gone.getValue());
                second = segments.higherKey(segments.firstKey());
            }
            return last == 0 ? 0 : segments.firstKey();
        } finally {
            lock.unlock();
        }
    }

    private void remove(Path file) throws StoreException {
        try {
            Files.deleteIfExists(file);
            Directories.force(directory.toAbsolutePath());
        } catch (IOException e) {
            throw new StoreException("cannot remove " + file + " (" + e + ")", e);
        }
    }

    /** Closes the file; what was not forced is forced. */
    @Override
    public void close() {
        lock.lock();
        try {
            newest.force();
        } catch (StoreException e) {
            LOG.warn("the end of {} may not be on disk: {}", name, e.getMessage());
        } finally {
            newest.close();
            lock.unlock();
        }
    }
}
