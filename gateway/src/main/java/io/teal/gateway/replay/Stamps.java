package io.teal.gateway.replay;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The places in an answer that say which answer it is and when it was made: the ids and times at the top level of its
 * JSON. To write others there takes no parsing and changes no length.
 *
 * <p>One shift is drawn for each replay and applied to the digits of all ids: what was equal stays so, what differed goes on
 * differing, and nothing has to be remembered for it. Immutable.
 */
final class Stamps {
    static final Stamps NONE = new Stamps(new int[0]);

    /** What is written at a place. */
    enum Kind {
        /** Seconds since 1970, where they have as many digits. */
        TIME,
        /** A random UUID. */
        UUID,
        /** Random digits for its digits; hexadecimal ones where there is a hexadecimal one beside. */
        NAME;

        /** Length and kind of a place in one number; stored, so never to be changed. */
        int packed(int length) {
            return length * KINDS
                    + switch (this) {
                        case TIME -> 0;
                        case UUID -> 1;
                        case NAME -> 2;
                    };
        }

        /** The kind in such a number. */
        static Kind in(int packed) {
            return switch (packed % KINDS) {
                case 0 -> TIME;
                case 1 -> UUID;
                default -> NAME;
            };
        }
    }

    /** How many kinds there are: what a packed number is divided by for the length. */
    static final int KINDS = 3;

    /** Most bytes at one place. */
    static final int LONGEST = 256;

    static final int UUID_LENGTH = 36;

    /** Where eight of its digits stand, and where four. */
    private static final int[] UUID_EIGHTS = {0, 24};

    private static final int[] UUID_FOURS = {9, 14, 19, 32};
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle FOUR = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** One in each byte: times a small number, that number in each. */
    private static final long EACH = 0x0101010101010101L;

    private static final int SHIFTS = 64;
    private static final byte[] DIGITS = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    /** In pairs: an offset, then length and kind. In ascending order, and none reaches into another. */
    private final int[] places;

    private Stamps(int[] places) {
        this.places = places;
    }

    int count() {
        return places.length / 2;
    }

    int offset(int stamp) {
        return places[stamp * 2];
    }

    int length(int stamp) {
        return places[stamp * 2 + 1] / KINDS;
    }

    Kind kind(int stamp) {
        return Kind.in(places[stamp * 2 + 1]);
    }

    /**
     * Writes fresh ids and the time.
     *
     * @param body as it came
     * @param copy has the same bytes
     * @param at where in the copy they begin
     */
    void renew(byte[] body, ByteBuf copy, int at, long epochSeconds) {
        if (places.length == 0) {
            return;
        }
        byte[] shifts = new byte[SHIFTS];
        ThreadLocalRandom.current().nextBytes(shifts);
        byte[] time = Long.toString(epochSeconds).getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < count(); i++) {
            int from = offset(i);
            int length = length(i);
            switch (kind(i)) {
                case TIME -> {
                    if (length == time.length) {
                        set(copy, at + from, time);
                    }
                }
                case UUID -> uuid(body, from, copy, at + from, shifts);
                case NAME -> name(body, from, from + length, copy, at, shifts);
            }
        }
    }

    /** Quicker for so few bytes than the buffer's own way, which makes an object of each. */
    private static void set(ByteBuf copy, int at, byte[] bytes) {
        int done = 0;
        for (; done + Long.BYTES <= bytes.length; done += Long.BYTES) {
            copy.setLongLE(at + done, (long) EIGHT.get(bytes, done));
        }
        for (; done < bytes.length; done++) {
            copy.setByte(at + done, bytes[done]);
        }
    }

    private static void uuid(byte[] body, int from, ByteBuf copy, int to, byte[] shifts) {
        for (int i : UUID_EIGHTS) {
            copy.setLongLE(to + i, shifted((long) EIGHT.get(body, from + i), (long) EIGHT.get(shifts, i)));
        }
        for (int i : UUID_FOURS) {
            copy.setIntLE(to + i, (int) shifted((int) FOUR.get(body, from + i), (int) FOUR.get(shifts, i)));
        }
        // The version and the variant of a random one.
        copy.setByte(to + 14, '4');
        copy.setByte(to + 19, DIGITS[8 | (value(copy.getByte(to + 19)) & 3)]);
    }

    /** Hexadecimal digits, one in each byte, of which each value is combined with the low bits of the byte of the shifts. */
    private static long shifted(long digits, long shifts) {
        // As value does it with one: letters differ from decimal digits in bit 6.
        long values = (digits & EACH * 15) + ((digits >>> 6) & EACH) * 9;
        long fresh = values ^ (shifts & EACH * 15);
        long letters = ((fresh + EACH * 6) >>> 4) & EACH;
        return fresh + EACH * '0' + letters * ('a' - '0' - 10);
    }

    private static void name(byte[] body, int from, int to, ByteBuf copy, int offset, byte[] shifts) {
        int at = from;
        while (at < to) {
            int end = at;
            boolean decimal = true;
            boolean upper = false;
            while (end < to && digit(body[end]) >= 0) {
                decimal &= body[end] <= '9';
                upper |= body[end] >= 'A' && body[end] <= 'F';
                end++;
            }
            for (; at < end; at++) {
                int digit = value(body[at]);
                int shift = shifts[(at - from) % SHIFTS] & 0xff;
                byte fresh = decimal ? DIGITS[(digit + shift) % 10] : DIGITS[digit ^ (shift & 15)];
                copy.setByte(offset + at, upper && fresh >= 'a' ? fresh - 'a' + 'A' : fresh);
            }
            at++;
        }
    }

    /** The value of what is a hexadecimal digit; letters, of either case, differ from decimal digits in bit 6. */
    private static int value(byte digit) {
        return (digit & 15) + (digit >> 6) * 9;
    }

    /** The value of a hexadecimal digit; -1 for another byte. */
    static int digit(byte octet) {
        if (octet >= '0' && octet <= '9') {
            return octet - '0';
        }
        if (octet >= 'a' && octet <= 'f') {
            return octet - 'a' + 10;
        }
        return octet >= 'A' && octet <= 'F' ? octet - 'A' + 10 : -1;
    }

    /** Whether these bytes can be overwritten as the kind says, so that what stands around them stays what it is. */
    static boolean fits(byte[] body, int offset, int length, Kind kind) {
        if (length < 1 || length > LONGEST || offset < 1 || offset >= body.length - length) {
            return false;
        }
        return switch (kind) {
            case TIME -> {
                boolean only = body[offset] != '0' && digit(body[offset - 1]) < 0 && digit(body[offset + length]) < 0;
                for (int i = offset; i < offset + length; i++) {
                    only &= body[i] >= '0' && body[i] <= '9';
                }
                yield only;
            }
            case UUID -> {
                boolean only = length == UUID_LENGTH;
                for (int i = 0; i < length && only; i++) {
                    boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
                    only = dash ? body[offset + i] == '-' : digit(body[offset + i]) >= 0;
                }
                yield only;
            }
            case NAME -> {
                boolean any = false;
                boolean plain = true;
                for (int i = offset; i < offset + length; i++) {
                    any |= digit(body[i]) >= 0;
                    plain &= (body[i] < 0 || body[i] >= ' ') && body[i] != '"' && body[i] != '\\';
                }
                yield any && plain;
            }
        };
    }

    /** Collects places in ascending order. */
    static final class Builder {
        private int[] places = new int[16];
        private int length;

        int count() {
            return length / 2;
        }

        /** Whether the place can be taken: it fits, and lies behind those before. */
        boolean add(byte[] body, int offset, int size, Kind kind) {
            int last = length == 0 ? 0 : places[length - 2] + places[length - 1] / KINDS;
            if (offset < last || !fits(body, offset, size, kind)) {
                return false;
            }
            if (length == places.length) {
                places = Arrays.copyOf(places, length * 2);
            }
            places[length] = offset;
            places[length + 1] = kind.packed(size);
            length += 2;
            return true;
        }

        /** Forgets all but the first so many. */
        void cut(int count) {
            length = count * 2;
        }

        Stamps build() {
            return length == 0 ? NONE : new Stamps(Arrays.copyOf(places, length));
        }
    }
}
