package io.teal.gateway.address;

import org.jspecify.annotations.Nullable;

/**
 * An IP address. IPv4 is held as IPv4-mapped IPv6 ({@code ::ffff:a.b.c.d}, RFC 4291 2.5.5.2), so that an address is the same
 * whichever socket it arrived on.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record IpAddress(long high, long low) {
    private static final int GROUPS = 8;
    private static final long MAPPED = 0xffff;

    /** The address a literal names; null when it is none. Names, zones, brackets and leading zeros of IPv4 are not taken. */
    public static @Nullable IpAddress parse(String text) {
        if (text.indexOf(':') >= 0) {
            return ipv6(text);
        }
        long bits = ipv4(text);
        return bits < 0 ? null : new IpAddress(0, MAPPED << 32 | bits);
    }

    /** Whether this is an IPv4 address. */
    public boolean isIpv4() {
        return high == 0 && low >>> 32 == MAPPED;
    }

    /** The most bits a network around this address has: 32 or 128. */
    int width() {
        return isIpv4() ? 32 : 128;
    }

    /** This address with all but its first {@code bits} cleared. */
    IpAddress first(int bits) {
        int kept = bits + 128 - width();
        return new IpAddress(high & mask(kept), low & mask(kept - 64));
    }

    private static long mask(int bits) {
        return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
    }

    /** As {@link java.net.InetAddress#getHostAddress} writes it, so that one client has one spelling: IPv6 in full length. */
    public String hostAddress() {
        return isIpv4() ? dotted() : join(0, GROUPS);
    }

    /** The usual short form: {@code 192.0.2.1}, {@code 2001:db8::1} (RFC 5952). */
    @Override
    public String toString() {
        if (isIpv4()) {
            return dotted();
        }
        int start = 0;
        int length = 0;
        int zeros = 0;
        for (int i = 0; i < GROUPS; i++) {
            zeros = group(i) == 0 ? zeros + 1 : 0;
            if (zeros > length) {
                length = zeros;
                start = i + 1 - zeros;
            }
        }
        return length < 2 ? join(0, GROUPS) : join(0, start) + "::" + join(start + length, GROUPS);
    }

    private int group(int i) {
        long half = i < GROUPS / 2 ? high : low;
        return (int) (half >>> (48 - 16 * (i % (GROUPS / 2)))) & 0xffff;
    }

    private String join(int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(i == from ? "" : ":").append(Integer.toHexString(group(i)));
        }
        return text.toString();
    }

    private String dotted() {
        return (low >> 24 & 0xff) + "." + (low >> 16 & 0xff) + "." + (low >> 8 & 0xff) + "." + (low & 0xff);
    }

    /** The 32 bits of a dotted address, or -1. */
    private static long ipv4(String text) {
        long bits = 0;
        int parts = 0;
        int from = 0;
        while (from <= text.length()) {
            int dot = text.indexOf('.', from);
            int to = dot < 0 ? text.length() : dot;
            int part = number(text, from, to, 10, 3);
            if (part < 0 || part > 255 || (part > 0 && text.charAt(from) == '0') || (part == 0 && to - from > 1)) {
                return -1;
            }
            bits = bits << 8 | part;
            parts++;
            from = to + 1;
        }
        return parts == 4 ? bits : -1;
    }

    private static @Nullable IpAddress ipv6(String text) {
        int[] groups = new int[GROUPS];
        int count = 0;
        int gap = -1;
        int from = 0;
        if (text.startsWith("::")) {
            gap = 0;
            from = 2;
        }
        while (from < text.length()) {
            int colon = text.indexOf(':', from);
            int to = colon < 0 ? text.length() : colon;
            boolean dotted = colon < 0 && text.indexOf('.', from) >= 0;
            if (count + (dotted ? 2 : 1) > GROUPS) {
                return null;
            }
            long value = dotted ? ipv4(text.substring(from)) : number(text, from, to, 16, 4);
            if (value < 0) {
                return null;
            }
            if (dotted) {
                groups[count++] = (int) (value >>> 16);
            }
            groups[count++] = (int) (value & 0xffff);
            from = to + 1;
            if (from < text.length() && text.charAt(from) == ':') {
                if (gap >= 0) {
                    return null;
                }
                gap = count;
                from++;
            } else if (from == text.length()) {
                // A single colon at the end.
                return null;
            }
        }
        return gap < 0 ? whole(groups, count) : filled(groups, count, gap);
    }

    private static @Nullable IpAddress whole(int[] groups, int count) {
        return count == GROUPS ? new IpAddress(half(groups, 0), half(groups, GROUPS / 2)) : null;
    }

    /** {@code ::} at a position stands for the groups that are missing, at least one. */
    private static @Nullable IpAddress filled(int[] groups, int count, int gap) {
        if (count == GROUPS) {
            return null;
        }
        int[] all = new int[GROUPS];
        System.arraycopy(groups, 0, all, 0, gap);
        System.arraycopy(groups, gap, all, GROUPS - count + gap, count - gap);
        return new IpAddress(half(all, 0), half(all, GROUPS / 2));
    }

    private static long half(int[] groups, int from) {
        long half = 0;
        for (int i = from; i < from + GROUPS / 2; i++) {
            half = half << 16 | groups[i];
        }
        return half;
    }

    /** The number some characters write, of 1 to {@code most} digits, or -1. */
    private static int number(String text, int from, int to, int radix, int most) {
        if (from == to || to - from > most) {
            return -1;
        }
        int number = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                return -1;
            }
            number = number * radix + digit;
        }
        return number;
    }
}
