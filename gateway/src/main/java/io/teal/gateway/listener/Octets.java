package io.teal.gateway.listener;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** The byte classes of RFC 9110 and RFC 9112, and comparisons that need no copy of the bytes. */
final class Octets {
    private static final int TOKEN = 1;
    private static final int TARGET = 2;
    private static final int VALUE = 4;
    private static final int HOST = 8;
    private static final byte[] CLASSES = classes();

    private Octets() {}

    /** A character of a method or field name (RFC 9110, 5.6.2). */
    static boolean token(byte octet) {
        return (CLASSES[octet & 0xff] & TOKEN) != 0;
    }

    /**
     * A character let into a request target: what RFC 3986 allows and, as browsers send them bare, the characters
     * {@code ^ ` { | } [ ]}; never a fragment, a backslash, a quote, an angle bracket, a space, a control or a byte
     * beyond ASCII.
     */
    static boolean target(byte octet) {
        return (CLASSES[octet & 0xff] & TARGET) != 0;
    }

    /** A character of a field value: visible, space, tab or beyond ASCII (RFC 9110, 5.5). */
    static boolean value(byte octet) {
        return (CLASSES[octet & 0xff] & VALUE) != 0;
    }

    /** A character of a host name or an IPv4 address; percent escapes and sub-delimiters are left out on purpose. */
    static boolean host(byte octet) {
        return (CLASSES[octet & 0xff] & HOST) != 0;
    }

    static boolean digit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    /** The value of a hexadecimal digit, or -1. */
    static int hex(byte octet) {
        if (digit(octet)) {
            return octet - '0';
        }
        int lower = octet | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    static boolean blank(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    /** Whether the bytes are this lower-case word, in any case. */
    static boolean same(ByteBuf buf, int from, int to, byte[] lower) {
        if (to - from != lower.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            if (lower(buf.getByte(from + i)) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether the bytes are this word, letter for letter. */
    static boolean exactly(ByteBuf buf, int from, int to, byte[] word) {
        if (to - from != word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (buf.getByte(from + i) != word[i]) {
                return false;
            }
        }
        return true;
    }

    /** As {@link #same}, but an underscore also counts as a hyphen: some servers behind read both alike. */
    static boolean sameFolded(ByteBuf buf, int from, int to, byte[] lower) {
        if (to - from != lower.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            byte octet = buf.getByte(from + i);
            if (lower(octet == '_' ? (byte) '-' : octet) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    static byte lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? (byte) (octet | 0x20) : octet;
    }

    static byte[] ascii(String word) {
        return word.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] classes() {
        byte[] classes = new byte[256];
        for (int c = 0; c < 256; c++) {
            boolean alphanumeric = c < 128 && Character.isLetterOrDigit(c);
            boolean visible = c > ' ' && c < 127;
            if (alphanumeric || (visible && "!#$%&'*+-.^_`|~".indexOf(c) >= 0)) {
                classes[c] |= TOKEN;
            }
            if (visible && "\"#<>\\".indexOf(c) < 0) {
                classes[c] |= TARGET;
            }
            if (visible || c == ' ' || c == '\t' || c >= 128) {
                classes[c] |= VALUE;
            }
            if (alphanumeric || (visible && "-._~".indexOf(c) >= 0)) {
                classes[c] |= HOST;
            }
        }
        return classes;
    }
}
