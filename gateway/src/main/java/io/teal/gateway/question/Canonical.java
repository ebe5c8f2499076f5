package io.teal.gateway.question;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes the bytes that stand for a question. Each part says how long it is or has a fixed length, and the parts of one kind of
 * question come in one order: different parts never make the same bytes.
 */
final class Canonical {
    /** Raised with every change of what is written. */
    private static final int SCHEMA = 1;

    private byte[] bytes = new byte[256];
    private int length;

    /** @param kind the kind of question, which fixes the order of the parts */
    Canonical(int kind) {
        put(SCHEMA);
        put(Wording.VERSION);
        put(kind);
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    @CanIgnoreReturnValue
    Canonical flag(boolean value) {
        put(value ? 1 : 0);
        return this;
    }

    @CanIgnoreReturnValue
    Canonical whole(long value) {
        room(Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (value >>> shift);
        }
        return this;
    }

    @CanIgnoreReturnValue
    Canonical real(double value) {
        // Zero is zero, whichever sign it was sent with.
        return whole(Double.doubleToLongBits(value == 0 ? 0.0 : value));
    }

    /** @throws Reason.Unkept for half a surrogate pair, which no server takes */
    @CanIgnoreReturnValue
    Canonical text(String value) throws Reason.Unkept {
        if (!isWhole(value)) {
            throw Reason.BODY.unkept();
        }
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        whole(encoded.length);
        room(encoded.length);
        System.arraycopy(encoded, 0, bytes, length, encoded.length);
        length += encoded.length;
        return this;
    }

    /** A text that may be absent, which is a value of its own. */
    @CanIgnoreReturnValue
    Canonical maybe(@Nullable String value) throws Reason.Unkept {
        if (value == null) {
            return flag(false);
        }
        return flag(true).text(value);
    }

    /** Any value; the order of members does not matter, nor how a number is written. */
    @CanIgnoreReturnValue
    Canonical value(Json value) throws Reason.Unkept {
        return switch (value) {
            case Json.Nothing unused -> kind('n');
            case Json.Flag(boolean flag) -> kind('b').flag(flag);
            case Json.Whole(long whole) -> kind('i').whole(whole);
            case Json.Huge(String digits) -> kind('h').text(digits);
            case Json.Real(double real) ->
                Fields.isWhole(real) ? kind('i').whole((long) real) : kind('r').real(real);
            case Json.Text(String text) -> kind('t').text(text);
            case Json.Items(var values) -> {
                kind('l').whole(values.size());
                for (Json one : values) {
                    value(one);
                }
                yield this;
            }
            case Json.Members(var values) -> kind('o').members(values);
        };
    }

    /** Members with their names, in the order of these. */
    @CanIgnoreReturnValue
    Canonical members(Map<String, Json> members) throws Reason.Unkept {
        whole(members.size());
        for (Map.Entry<String, Json> one : new TreeMap<>(members).entrySet()) {
            text(one.getKey()).value(one.getValue());
        }
        return this;
    }

    private Canonical kind(char kind) {
        put(kind);
        return this;
    }

    private void put(int value) {
        room(1);
        bytes[length++] = (byte) value;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    private static boolean isWhole(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < value.length()
                        && Character.isLowSurrogate(value.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}
