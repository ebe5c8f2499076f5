package io.teal.gateway.listener;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The values that decide where a request goes and where it ends. Blanks around a value are already cut off; no method
 * copies a byte.
 */
final class FieldCheck {
    private static final byte[] CHUNKED = Octets.ascii("chunked");
    private static final byte[] SCHEME_HTTP = Octets.ascii("http://");
    private static final byte[] SCHEME_HTTPS = Octets.ascii("https://");
    private static final int MAX_PORT = 65535;

    private FieldCheck() {}

    /** A length in digits only (RFC 9112, 6.3), or -1: no sign, no list, nothing beyond a long. */
    static long contentLength(ByteBuf buf, int from, int to) {
        if (from == to) {
            return -1;
        }
        long length = 0;
        for (int i = from; i < to; i++) {
            byte octet = buf.getByte(i);
            if (!Octets.digit(octet) || length > (Long.MAX_VALUE - 9) / 10) {
                return -1;
            }
            length = length * 10 + (octet - '0');
        }
        return length;
    }

    /** Null when the value is {@code chunked} and nothing else; 501 for a list of other codings, 400 for what is none. */
    static @Nullable Refusal transferEncoding(ByteBuf buf, int from, int to) {
        if (Octets.same(buf, from, to, CHUNKED)) {
            return null;
        }
        boolean unknown = false;
        int i = from;
        while (i <= to) {
            while (i < to && Octets.blank(buf.getByte(i))) {
                i++;
            }
            int start = i;
            while (i < to && Octets.token(buf.getByte(i))) {
                i++;
            }
            unknown |= !Octets.same(buf, start, i, CHUNKED);
            boolean empty = i == start;
            while (i < to && Octets.blank(buf.getByte(i))) {
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
            while (i < to && (Octets.hex(buf.getByte(i)) >= 0 || buf.getByte(i) == ':' || buf.getByte(i) == '.')) {
                i++;
            }
            if (i - start < 2 || i == to || buf.getByte(i) != ']') {
                return false;
            }
            i++;
        } else {
            while (i < to && Octets.host(buf.getByte(i))) {
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
            if (!Octets.digit(buf.getByte(i))) {
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
        return to - from > scheme.length && Octets.same(buf, from, from + scheme.length, scheme);
    }

    /** Whether two authorities are spelled alike but for case; a default port counts as a difference. */
    static boolean sameAuthority(ByteBuf buf, int from, int to, int otherFrom, int otherTo) {
        int size = to - from;
        if (otherTo - otherFrom != size) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (Octets.lower(buf.getByte(from + i)) != Octets.lower(buf.getByte(otherFrom + i))) {
                return false;
            }
        }
        return true;
    }
}
