package io.teal.admin.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records of one file, as they were when it was read. Immutable once read. */
final class Segment {
    private final Path file;
    private final byte[] content;
    private long[] numbers = new long[64];
    private int[] starts = new int[64];
    private int[] lengths = new int[64];
    private int count;

    private Segment(Path file, byte[] content) {
        this.file = file;
        this.content = content;
    }

    /**
     * Reads a file up to a byte.
     *
     * @throws StoreException when it cannot be read or is damaged
     */
    static Segment read(Path file, long end) throws StoreException {
        Segment segment = new Segment(file, bytes(file, end));
        int at = segment.add();
        if (at < segment.content.length) {
            throw new StoreException(
                    file + " is damaged: the record at byte " + at + " cannot be read; restore the file from a copy");
        }
        return segment;
    }

    /**
     * Reads a file to which somebody may be appending: the beginning of a record at its end is passed over.
     *
     * @throws StoreException when it cannot be read or is damaged
     */
    static Segment growing(Path file) throws StoreException {
        Segment segment = new Segment(file, bytes(file, Long.MAX_VALUE));
        int at = segment.add();
        if (!Frame.unfinished(segment.content, at)) {
            throw segment.damaged(at);
        }
        return segment;
    }

    private StoreException damaged(int at) {
        return new StoreException(
                file + " is damaged: the record at byte " + at + " cannot be read; restore the file from a copy");
    }

    private static byte[] bytes(Path file, long end) throws StoreException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer content = ByteBuffer.allocate((int) Math.min(channel.size(), end));
            while (content.hasRemaining()) {
                if (channel.read(content, content.position()) < 0) {
                    throw new IOException("the file became shorter while it was read");
                }
            }
            return content.array();
        } catch (IOException e) {
            throw new StoreException("cannot read " + file + " (" + e + ")", e);
        }
    }

    private int add() throws StoreException {
        int at = 0;
        Frame frame = Frame.decode(content, at);
        while (frame != null) {
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * count);
                starts = Arrays.copyOf(starts, 2 * count);
                lengths = Arrays.copyOf(lengths, 2 * count);
            }
            numbers[count] = RecordNumber.of(file, content, frame.start());
            starts[count] = frame.start();
            lengths[count] = frame.length();
            count++;
            at = frame.next();
            frame = Frame.decode(content, at);
        }
        return at;
    }

    Path file() {
        return file;
    }

    int count() {
        return count;
    }

    /** Number of the first record; 0 when there is none. */
    long first() {
        return count == 0 ? 0 : numbers[0];
    }

    /** Number of the last record; 0 when there is none. */
    long last() {
        return count == 0 ? 0 : numbers[count - 1];
    }

    byte @Nullable [] find(long number) {
        int at = Arrays.binarySearch(numbers, 0, count, number);
        return at < 0 ? null : payload(at);
    }

    /** Adds records below a number to a page, the newest first, until it has so many. */
    void below(long number, int limit, List<byte[]> page) {
        for (int i = firstFrom(number) - 1; i >= 0 && page.size() < limit; i--) {
            page.add(payload(i));
        }
    }

    /** Adds all records above a number. */
    void above(long number, List<byte[]> to) {
        for (int i = firstFrom(number + 1); i < count; i++) {
            to.add(payload(i));
        }
    }

    void show(RecordLog.Reader reader) throws StoreException {
        for (int i = 0; i < count; i++) {
            reader.accept(file, numbers[i], payload(i));
        }
    }

    /** The byte behind the last record that is not above a number. */
    long endOf(long number) {
        int behind = firstFrom(number + 1);
        return behind == 0 ? 0 : starts[behind - 1] + lengths[behind - 1] + 1L;
    }

    private int firstFrom(long number) {
        int at = Arrays.binarySearch(numbers, 0, count, number);
        return at < 0 ? -at - 1 : at;
    }

    private byte[] payload(int at) {
        return Arrays.copyOfRange(content, starts[at], starts[at] + lengths[at]);
    }
}
