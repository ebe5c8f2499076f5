package io.teal.gateway.cache;

import io.teal.gateway.replay.StoredAnswer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The form in which entries lie in Redis: a version, whether it is deflated, a checksum of what follows, the length of the
 * content, and the content itself: when, how long and for how long, the tag, the answer.
 */
final class EntryCodec {
    /** Most bytes of the content. */
    static final int LONGEST = 64 << 20;

    private static final byte VERSION = 1;
    private static final byte PLAIN = 0;
    private static final byte DEFLATED = 1;
    private static final int CHECKSUM_AT = 2;
    private static final int LENGTH_AT = 6;
    private static final int CONTENT_AT = 10;
    /** Shorter content does not get noticeably shorter. */
    private static final int WORTH_DEFLATING = 2 << 10;
    /** What deflating can save at the very most, as a factor. */
    private static final int GREATEST_RATIO = 1040;

    private EntryCodec() {}

    /**
     * What was read.
     *
     * @param kept how long it is of use from when it was stored
     */
    record Decoded(Entry entry, Duration kept) {}

    /** The bytes of an entry; null when there would be too many. */
    static byte @Nullable [] encode(Entry entry, Duration kept) {
        if (entry.answer().length() > LONGEST - (1 << 20)) {
            return null;
        }
        byte[] content = content(entry, kept);
        if (content.length > LONGEST) {
            return null;
        }
        byte[] deflated = content.length > WORTH_DEFLATING ? deflate(content) : content;
        boolean worth = deflated.length < content.length;
        byte[] body = worth ? deflated : content;
        ByteBuffer value = ByteBuffer.allocate(CONTENT_AT + body.length)
                .put(VERSION)
                .put(worth ? DEFLATED : PLAIN)
                .putInt(0)
                .putInt(content.length)
                .put(body);
        return value.putInt(CHECKSUM_AT, checksum(value.array())).array();
    }

    /** Bytes that decoding has to go through, about; also of a value that is none. */
    static int work(byte[] value) {
        if (value.length < CONTENT_AT) {
            return value.length;
        }
        int length = ByteBuffer.wrap(value).getInt(LENGTH_AT);
        return length < 0 ? value.length : Math.max(value.length, length);
    }

    /** @throws IOException when it is not of this version, or damaged */
    static Decoded decode(byte[] value) throws IOException {
        if (value.length < CONTENT_AT || value[0] != VERSION) {
            throw new IOException(value.length < CONTENT_AT ? "too short" : "version " + value[0]);
        }
        ByteBuffer head = ByteBuffer.wrap(value);
        if (head.getInt(CHECKSUM_AT) != checksum(value)) {
            throw new IOException("wrong checksum");
        }
        int length = head.getInt(LENGTH_AT);
        int there = value.length - CONTENT_AT;
        boolean deflated = value[1] == DEFLATED;
        if (length < 0 || length > LONGEST || (deflated ? length / GREATEST_RATIO > there : length != there)) {
            throw new IOException("a length of " + length);
        }
        byte[] content = deflated ? inflate(value, length) : value;
        try (DataInputStream in = new DataInputStream(
                deflated ? new ByteArrayInputStream(content) : new ByteArrayInputStream(content, CONTENT_AT, length))) {
            Decoded decoded = entry(in);
            if (in.read() >= 0) {
                throw new IOException("more than an entry");
            }
            return decoded;
        }
    }

    private static byte[] content(Entry entry, Duration kept) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(entry.answer().length() + 1024);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(entry.storedAt());
            out.writeLong(entry.computeMillis());
            out.writeLong(kept.toMillis());
            Tag tag = entry.tag();
            write(out, tag.route());
            write(out, tag.service());
            write(out, tag.upstream());
            write(out, tag.base());
            write(out, tag.question());
            out.writeBoolean(tag.personal());
            entry.answer().writeTo(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException("an array takes every byte", impossible);
        }
        return bytes.toByteArray();
    }

    private static Decoded entry(DataInputStream in) throws IOException {
        long storedAt = in.readLong();
        long computeMillis = in.readLong();
        long kept = in.readLong();
        if (computeMillis < 0 || kept < 0) {
            throw new IOException("times of " + computeMillis + " and " + kept);
        }
        Tag tag = new Tag(read(in), read(in), read(in), read(in), read(in), in.readBoolean());
        StoredAnswer answer = StoredAnswer.readFrom(in);
        return new Decoded(new Entry(answer, storedAt, computeMillis, tag), Duration.ofMillis(kept));
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String read(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a text of " + length + " bytes");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static int checksum(byte[] value) {
        CRC32C sum = new CRC32C();
        sum.update(value, LENGTH_AT, value.length - LENGTH_AT);
        sum.update(value, 0, CHECKSUM_AT);
        return (int) sum.getValue();
    }

    private static byte[] deflate(byte[] content) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            deflater.setInput(content);
            deflater.finish();
            byte[] deflated = new byte[content.length];
            int length = deflater.deflate(deflated);
            return deflater.finished() ? java.util.Arrays.copyOf(deflated, length) : content;
        } finally {
            deflater.end();
        }
    }

    private static byte[] inflate(byte[] value, int length) throws IOException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(value, CONTENT_AT, value.length - CONTENT_AT);
            byte[] content = new byte[length];
            int got = 0;
            while (got < length) {
                int more = inflater.inflate(content, got, length - got);
                if (more == 0) {
                    throw new IOException("content ends early");
                }
                got += more;
            }
            return content;
        } catch (DataFormatException e) {
            throw new IOException("not deflated", e);
        } finally {
            inflater.end();
        }
    }
}
