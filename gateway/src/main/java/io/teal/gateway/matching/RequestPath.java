package io.teal.gateway.matching;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The normalised form of a request target's path: what routes are matched against, while the raw target is what is
 * forwarded. As in nginx, octets are percent-decoded once ({@code %2F} then separates segments and {@code %2e} is a dot),
 * neighbouring slashes merge, and dot segments (RFC 3986, section 5.2.4) are resolved, in this order.
 */
public final class RequestPath {
    private static final int NO_OCTET = -1;

    private RequestPath() {}

    /**
     * Normalises a path; allocates nothing when there is nothing to do.
     *
     * <p>Refused, because a server behind might read it otherwise: no slash at the start, {@code %} without two hexadecimal
     * digits, control characters (raw or encoded, {@code %00} among them), octets that are not UTF-8 (overlong forms
     * included), more {@code ..} than segments, a raw {@code #} or {@code ?}.
     *
     * @param rawPath the target without its query, one character per octet as received (ISO 8859-1 view)
     * @return the normalised path, or null for one to be refused with 400
     */
    public static @Nullable String normalise(String rawPath) {
        int length = rawPath.length();
        if (length == 0 || rawPath.charAt(0) != '/') {
            return null;
        }
        char last = 0;
        for (int i = 0; i < length; i++) {
            char c = rawPath.charAt(i);
            if (c == '%' || c > 0x7e || (last == '/' && (c == '/' || c == '.'))) {
                return rebuild(rawPath);
            }
            if (c < ' ' || c == '#' || c == '?') {
                return null;
            }
            last = c;
        }
        return rawPath;
    }

    private static @Nullable String rebuild(String rawPath) {
        byte[] octets = new byte[rawPath.length()];
        int count = decode(rawPath, octets);
        String decoded = count < 0 ? null : text(octets, count);
        if (decoded == null) {
            return null;
        }
        char[] path = decoded.toCharArray();
        int kept = resolve(path);
        return kept < 0 ? null : new String(path, 0, kept);
    }

    /** Returns how many octets there are, -1 for a path to be refused. */
    private static int decode(String rawPath, byte[] octets) {
        int count = 0;
        for (int i = 0; i < rawPath.length(); i++) {
            int octet = rawPath.charAt(i);
            if (octet == '#' || octet == '?') {
                return NO_OCTET;
            }
            if (octet == '%') {
                if (i + 2 >= rawPath.length()) {
                    return NO_OCTET;
                }
                int high = digit(rawPath.charAt(i + 1));
                int low = digit(rawPath.charAt(i + 2));
                octet = (high | low) < 0 ? NO_OCTET : (high << 4) | low;
                i += 2;
            }
            if (octet < ' ' || octet == 0x7f || octet > 0xff) {
                return NO_OCTET;
            }
            octets[count++] = (byte) octet;
        }
        return count;
    }

    /** {@link Character#digit(char, int)} would take the digits of every script. */
    private static int digit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int letter = c | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }

    /** Merges slashes and resolves dot segments in place; returns the new length, -1 when {@code ..} leads above the root. */
    private static int resolve(char[] path) {
        int kept = 1;
        int start = 1;
        while (start < path.length) {
            int end = start;
            while (end < path.length && path[end] != '/') {
                end++;
            }
            int size = end - start;
            if (size == 2 && path[start] == '.' && path[start + 1] == '.') {
                if (kept == 1) {
                    return -1;
                }
                kept--;
                while (path[kept - 1] != '/') {
                    kept--;
                }
            } else if (size > 1 || (size == 1 && path[start] != '.')) {
                System.arraycopy(path, start, path, kept, size);
                kept += size;
                if (end < path.length) {
                    path[kept++] = '/';
                }
            }
            start = end + 1;
        }
        return kept;
    }

    private static @Nullable String text(byte[] octets, int length) {
        for (int i = 0; i < length; i++) {
            if (octets[i] < 0) {
                return utf8(octets, length);
            }
        }
        return new String(octets, 0, length, StandardCharsets.ISO_8859_1);
    }

    private static @Nullable String utf8(byte[] octets, int length) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets, 0, length))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return null;
            }
        }
        return text;
    }
}
