package io.teal.gateway.listener;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The byte classes of RFC 9110 and RFC 9112, and the syntax of the values that decide where a request goes and where it
 * ends. Blanks around a value are already cut off; nothing here copies a byte.
 */
public final class Grammar {
    private static final int TOKEN = 1;
    private static final int TARGET = 2;
    private static final int VALUE = 4;
    private static final int HOST = 8;
    private static final byte[] CLASSES = classes();
    private static final byte[] CHUNKED = ascii("chunked");
    private static final byte[] SCHEME_HTTP = ascii("http://");
    private static final byte[] SCHEME_HTTPS = ascii("https://");
    private static final int MAX_PORT = 65535;

    private Grammar() {}

    /** A character of a method or field name (RFC 9110, 5.6.2). */
    public static boolean token(byte octet) {
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
    public static boolean value(byte octet) {
        return (CLASSES[octet & 0xff] & VALUE) != 0;
    }

    /** A character of a host name or an IPv4 address; percent escapes and sub-delimiters are left out on purpose. */
    static boolean host(byte octet) {
        return (CLASSES[octet & 0xff] & HOST) != 0;
    }

    /** A decimal digit. */
    public static boolean digit(byte octet) {
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
    public static boolean same(ByteBuf buf, int from, int to, byte[] lower) {
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

    /** The bytes of an ASCII word. */
    public static byte[] ascii(String word) {
        return word.getBytes(StandardCharsets.US_ASCII);
    }

    /** A length in digits only (RFC 9112, 6.3), or -1: no sign, no list, nothing beyond a long. */
    public static long contentLength(ByteBuf buf, int from, int to) {
        if (from == to) {
            return -1;
        }
        long length = 0;
        for (int i = from; i < to; i++) {
            byte octet = buf.getByte(i);
            if (!digit(octet) || length > (Long.MAX_VALUE - 9) / 10) {
                return -1;
            }
            length = length * 10 + (octet - '0');
        }
        return length;
    }

    /** Null when the value is {@code chunked} and nothing else; 501 for a list of other codings, 400 for what is none. */
    static @Nullable Refusal transferEncoding(ByteBuf buf, int from, int to) {
        if (same(buf, from, to, CHUNKED)) {
            return null;
        }
        boolean unknown = false;
        int i = from;
        while (i <= to) {
            while (i < to && blank(buf.getByte(i))) {
                i++;
            }
            int start = i;
            while (i < to && token(buf.getByte(i))) {
                i++;
            }
            unknown |= !same(buf, start, i, CHUNKED);
            boolean empty = i == start;
            while (i < to && blank(buf.getByte(i))) {
                i++;
            }
            if (empty || (i < to && buf.getByte(i) != ',')) {
                return Refusal.TRANSFER_ENCODING;
            }
            i++;
        }
        return unknown ? Refusal.CODING : Refusal.TRANSFER_ENCODING;
    }

    /** Whether this is {@code host}, {@code host:port}, {@code [v6]} or {@code [v6]:port}, without user or list. */
    static boolean authority(ByteBuf buf, int from, int to) {
        int i = from;
        if (i < to && buf.getByte(i) == '[') {
            i++;
            int start = i;
            while (i < to && (hex(buf.getByte(i)) >= 0 || buf.getByte(i) == ':' || buf.getByte(i) == '.')) {
                i++;
            }
            if (i - start < 2 || i == to || buf.getByte(i) != ']') {
                return false;
            }
            i++;
        } else {
            while (i < to && host(buf.getByte(i))) {
                i++;
            }
            if (i == from) {
                return false;
            }
        }
        return i == to || (buf.getByte(i) == ':' && port(buf, i + 1, to));
    }

    private static boolean port(ByteBuf buf, int from, int to) {
        if (from == to || to - from > 5) {
            return false;
        }
        int port = 0;
        for (int i = from; i < to; i++) {
            if (!digit(buf.getByte(i))) {
                return false;
            }
            port = port * 10 + (buf.getByte(i) - '0');
        }
        return port <= MAX_PORT;
    }

    /** The length of {@code http://} or {@code https://} in front of these bytes, or 0. */
    static int schemeLength(ByteBuf buf, int from, int to) {
        if (startsWith(buf, from, to, SCHEME_HTTP)) {
            return SCHEME_HTTP.length;
        }
        return startsWith(buf, from, to, SCHEME_HTTPS) ? SCHEME_HTTPS.length : 0;
    }

    private static boolean startsWith(ByteBuf buf, int from, int to, byte[] scheme) {
        return to - from > scheme.length && same(buf, from, from + scheme.length, scheme);
    }

    /** Whether two authorities are spelled alike but for case; a default port counts as a difference. */
    static boolean sameAuthority(ByteBuf buf, int from, int to, int otherFrom, int otherTo) {
        int size = to - from;
        if (otherTo - otherFrom != size) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (lower(buf.getByte(from + i)) != lower(buf.getByte(otherFrom + i))) {
                return false;
            }
        }
        return true;
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
