package io.teal.gateway.address;

import org.jspecify.annotations.Nullable;

/**
 * The addresses in the value of a field, read from its right end: what the nearest proxy wrote comes first, and nothing that
 * stands further left can change how it is read.
 */
final class Hops {
    private final String value;
    private final boolean forwarded;
    private int end;

    /**
     * The addresses of a value.
     *
     * @param forwarded whether it is that of {@code Forwarded} (RFC 7239), and not a list of bare addresses
     */
    Hops(String value, boolean forwarded) {
        this.value = value;
        this.forwarded = forwarded;
        this.end = value.length();
    }

    /** Whether there is another element. */
    boolean more() {
        return end >= 0;
    }

    /** The address of the next element to the left; null when it has none that can be understood. */
    @Nullable IpAddress next() {
        int from = end;
        boolean quoted = false;
        while (from > 0 && (quoted || value.charAt(from - 1) != ',')) {
            from--;
            quoted ^= forwarded && value.charAt(from) == '"';
        }
        String element = value.substring(from, end);
        end = from - 1;
        String node = forwarded ? forNode(element) : element.strip();
        return node == null ? null : address(node);
    }

    /** What stands under {@code for}; null when that is nothing, twice, or hidden among escapes, which no address needs. */
    private static @Nullable String forNode(String element) {
        if (element.indexOf('\\') >= 0) {
            return null;
        }
        String node = null;
        int from = 0;
        while (from <= element.length()) {
            int to = from;
            boolean quoted = false;
            while (to < element.length() && (quoted || element.charAt(to) != ';')) {
                quoted ^= element.charAt(to) == '"';
                to++;
            }
            int equals = element.indexOf('=', from);
            if (equals >= 0
                    && equals < to
                    && element.substring(from, equals).strip().equalsIgnoreCase("for")) {
                if (node != null) {
                    return null;
                }
                node = element.substring(equals + 1, to).strip();
            }
            from = to + 1;
        }
        return node == null ? null : unquoted(node);
    }

    private static @Nullable String unquoted(String text) {
        int last = text.length() - 1;
        if (!text.startsWith("\"")) {
            return text;
        }
        return last > 0 && text.indexOf('"', 1) == last ? text.substring(1, last) : null;
    }

    /** An address, in brackets or not, with a port or without. */
    private static @Nullable IpAddress address(String node) {
        if (node.startsWith("[")) {
            int bracket = node.indexOf(']');
            String inside = bracket < 0 ? "" : node.substring(1, bracket);
            return inside.indexOf(':') >= 0 && isPort(node, bracket + 1) ? IpAddress.parse(inside) : null;
        }
        int colon = node.indexOf(':');
        if (colon < 0 || node.indexOf(':', colon + 1) >= 0) {
            return IpAddress.parse(node);
        }
        return isPort(node, colon) ? IpAddress.parse(node.substring(0, colon)) : null;
    }

    /** Whether nothing follows, or a colon and up to five digits. */
    private static boolean isPort(String node, int from) {
        if (from == node.length()) {
            return true;
        }
        boolean port = node.charAt(from) == ':' && node.length() - from >= 2 && node.length() - from <= 6;
        for (int i = from + 1; i < node.length(); i++) {
            port &= node.charAt(i) >= '0' && node.charAt(i) <= '9';
        }
        return port;
    }
}
