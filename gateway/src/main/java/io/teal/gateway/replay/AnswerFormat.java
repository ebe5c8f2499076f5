package io.teal.gateway.replay;

import io.teal.gateway.question.Shape;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Stored answers as bytes: a number of the format, shape and kind, then content type, body, lengths of events and stamps,
 * all numbers in groups of seven bits. What is read is not trusted: it may come from a store that others write to.
 */
final class AnswerFormat {
    private static final int VERSION = 1;
    private static final int STREAMED = 1;
    private static final int LONGEST_TYPE = 16 * 1024;
    private static final int STEP = 16 * 1024;

    private AnswerFormat() {}

    static void write(
            DataOutput out, Shape shape, String contentType, boolean streamed, byte[] body, int[] ends, Stamps stamps)
            throws IOException {
        out.writeByte(VERSION);
        out.writeByte(code(shape));
        out.writeByte(streamed ? STREAMED : 0);
        byte[] type = contentType.getBytes(StandardCharsets.UTF_8);
        number(out, type.length);
        out.write(type);
        number(out, body.length);
        out.write(body);
        number(out, ends.length);
        int from = 0;
        for (int end : ends) {
            number(out, end - from);
            from = end;
        }
        number(out, stamps.count());
        int last = 0;
        for (int i = 0; i < stamps.count(); i++) {
            number(out, stamps.offset(i) - last);
            number(out, stamps.kind(i).packed(stamps.length(i)));
            last = stamps.offset(i) + stamps.length(i);
        }
    }

    /** What a shape is called in the bytes; never to be changed. */
    private static int code(Shape shape) {
        return switch (shape) {
            case KB_CHAT -> 'k';
            case OLD_CHAT -> 'o';
            case THROUGH_CHATCHAT -> 't';
            case MODEL_SERVER -> 'm';
        };
    }

    private static void number(DataOutput out, int number) throws IOException {
        int rest = number;
        while (rest > 0x7f) {
            out.writeByte((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }

    static StoredAnswer read(DataInput in) throws IOException {
        if (in.readByte() != VERSION) {
            throw new IOException("an unknown format");
        }
        Shape shape = shape(in.readByte());
        int kind = in.readByte();
        if (kind != 0 && kind != STREAMED) {
            throw new IOException("an unknown kind: " + kind);
        }
        String type = type(bytes(in, number(in, LONGEST_TYPE)));
        byte[] body = bytes(in, number(in, StoredAnswer.MOST));
        int[] ends = ends(in, body.length);
        if (kind == STREAMED ? (ends.length == 0 ? 0 : ends[ends.length - 1]) != body.length : ends.length > 0) {
            throw new IOException("the events are not the body");
        }
        return new StoredAnswer(shape, type, kind == STREAMED, body, ends, stamps(in, body));
    }

    private static Shape shape(int code) throws IOException {
        for (Shape shape : Shape.values()) {
            if (code(shape) == code) {
                return shape;
            }
        }
        throw new IOException("an unknown shape: " + code);
    }

    /** It becomes a field of a response, in which a line end would begin another one. */
    private static String type(byte[] utf8) throws IOException {
        for (byte octet : utf8) {
            if ((octet >= 0 && octet < ' ' && octet != '\t') || octet == 0x7f) {
                throw new IOException("a control character in the content type");
            }
        }
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static int number(DataInput in, int most) throws IOException {
        long number = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int octet = in.readByte();
            number |= (long) (octet & 0x7f) << shift;
            if (octet >= 0) {
                if (number > most) {
                    throw new IOException("too large a number: " + number);
                }
                return (int) number;
            }
        }
        throw new IOException("too long a number");
    }

    /** Reads so many bytes in steps, as so many may not be there. */
    private static byte[] bytes(DataInput in, int length) throws IOException {
        byte[] bytes = new byte[Math.min(length, STEP)];
        int done = 0;
        while (done < length) {
            if (done == bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(length, bytes.length * 2L));
            }
            in.readFully(bytes, done, bytes.length - done);
            done = bytes.length;
        }
        return bytes;
    }

    private static int[] ends(DataInput in, int length) throws IOException {
        int count = number(in, length);
        int[] ends = new int[Math.min(count, STEP)];
        int end = 0;
        for (int i = 0; i < count; i++) {
            if (i == ends.length) {
                ends = Arrays.copyOf(ends, (int) Math.min(count, ends.length * 2L));
            }
            int size = number(in, length - end);
            if (size == 0) {
                throw new IOException("an event without bytes");
            }
            end += size;
            ends[i] = end;
        }
        return ends;
    }

    private static Stamps stamps(DataInput in, byte[] body) throws IOException {
        int count = number(in, body.length);
        Stamps.Builder found = new Stamps.Builder();
        int last = 0;
        for (int i = 0; i < count; i++) {
            int offset = last + number(in, body.length - last);
            int packed = number(in, Stamps.LONGEST * Stamps.KINDS + Stamps.KINDS - 1);
            int length = packed / Stamps.KINDS;
            if (!found.add(body, offset, length, Stamps.Kind.in(packed))) {
                throw new IOException("no id and no time at " + offset);
            }
            last = offset + length;
        }
        return found.build();
    }
}
