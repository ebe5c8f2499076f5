package io.teal.gateway.origin;

import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * Names of fields as servers spell them. They send the same ones again and again: one that was seen is given out again, with its
 * hash and its text at hand. Confined to the event loop.
 */
final class FieldNames {
    private static final int PLACES = 512;
    private static final int LONGEST = 64;

    private final @Nullable AsciiString[] seen = new AsciiString[PLACES];

    /** The name in these bytes. */
    AsciiString name(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length > LONGEST) {
            return new AsciiString(bytes, from, length, true);
        }
        int hash = length;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + bytes[i];
        }
        int place = (hash ^ (hash >>> 15)) & (PLACES - 1);
        AsciiString known = seen[place];
        if (known != null && same(known, bytes, from, length)) {
            return known;
        }
        AsciiString name = new AsciiString(bytes, from, length, true);
        seen[place] = name;
        return name;
    }

    private static boolean same(AsciiString known, byte[] bytes, int from, int length) {
        if (known.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (known.byteAt(i) != bytes[from + i]) {
                return false;
            }
        }
        return true;
    }
}
