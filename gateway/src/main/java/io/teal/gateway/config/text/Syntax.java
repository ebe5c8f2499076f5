package io.teal.gateway.config.text;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** The spellings that HTTP and the configuration allow. */
public final class Syntax {
    /** A name of a listener, service, upstream or route. */
    public static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");

    /** {@link #NAME} in words. */
    public static final String NAME_WORDS = "a name of 1 to 63 letters, digits, dots, dashes and underscores";

    /** A token of RFC 9110 5.6.2: names of fields, cookies and methods. */
    public static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");

    /** A field value of RFC 9110 5.5 without obs-text: visible ASCII, with spaces and tabs inside only. */
    public static final Pattern FIELD_VALUE = Pattern.compile("|[!-~](?:[ \\t!-~]*[!-~])?");

    /** {@link #FIELD_VALUE} in words. */
    public static final String FIELD_VALUE_WORDS =
            "a header value of visible ASCII characters, with spaces and tabs inside only (RFC 9110)";

    /** A SHA-256 sum in hex. */
    public static final Pattern SHA256 = Pattern.compile("[0-9A-Fa-f]{64}");

    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");
    private static final Pattern LABELS = Pattern.compile(
            "(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})(?:\\.[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62}))*");
    private static final Pattern NUMERIC_END = Pattern.compile("(?:.*\\.)?[0-9]+");
    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
    private static final Pattern IPV6_LETTERS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

    private Syntax() {}

    /** Whether this is a DNS name, an IPv4 literal or an IPv6 literal without brackets. */
    public static boolean isHost(String text) {
        return text.indexOf(':') >= 0 ? isIpv6(text) : isNameOrIpv4(text);
    }

    /** Whether this is a DNS name or an IPv4 literal; what ends in a number must be a literal (as in the URL standard). */
    public static boolean isNameOrIpv4(String text) {
        return LABELS.matcher(text).matches()
                && (IPV4.matcher(text).matches() || !NUMERIC_END.matcher(text).matches());
    }

    /** Whether this is an IPv6 literal without brackets and zone. */
    public static boolean isIpv6(String text) {
        if (text.indexOf(':') < 0 || !IPV6_LETTERS.matcher(text).matches()) {
            return false;
        }
        try {
            // In brackets only a literal is accepted: no look-up happens.
            return InetAddress.getByName("[" + text + "]").getAddress().length > 0;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Whether this is a host, an IPv6 literal in brackets, with or without a port. */
    public static boolean isAuthority(String text) {
        int bracket = text.lastIndexOf(']');
        int colon = text.indexOf(':', Math.max(0, bracket));
        String host = colon < 0 ? text : text.substring(0, colon);
        boolean port = colon < 0 || isPort(text.substring(colon + 1));
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return port && (bracketed ? isIpv6(host.substring(1, host.length() - 1)) : isNameOrIpv4(host));
    }

    /** Whether this is a port from 1 to 65535. */
    public static boolean isPort(String text) {
        return PORT.matcher(text).matches() && Integer.parseInt(text) <= 65_535;
    }

    /** Whether this address takes connections from this machine only. */
    public static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || (IPV4.matcher(host).matches() && host.startsWith("127."))
                || (isIpv6(host) && isLoopbackIpv6(host));
    }

    private static boolean isLoopbackIpv6(String host) {
        try {
            return InetAddress.getByName("[" + host + "]").isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
