package io.teal.admin.security;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The guard against web pages that reach for the admin API through the browser of somebody who can.
 *
 * <p>A page that has its own name resolved to this listener (DNS rebinding) is known by its {@code Host}: on a loopback
 * address only the names of that address are accepted. The port is not compared, so that a tunnel or a mapped port works.
 * Elsewhere tokens are asked for, which such a page does not have, and the names are not ours to know. A page of another origin (request forgery) is known by
 * {@code Origin} and {@code Sec-Fetch-Site}, which browsers send and programs do not.
 */
public final class BrowserGuard {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** Empty: every name is accepted. */
    private final Set<String> names;

    private BrowserGuard(Set<String> names) {
        this.names = names;
    }

    /**
     * The guard of one listener.
     *
     * @param bound the host the listener is bound to
     */
    public static BrowserGuard of(String bound) {
        if (!BindAddress.loopback(bound)) {
            return new BrowserGuard(Set.of());
        }
        Set<String> names = new TreeSet<>(LOOPBACK);
        names.add(bound.indexOf(':') < 0 ? bound.toLowerCase(Locale.ROOT) : "[" + bound.toLowerCase(Locale.ROOT) + "]");
        return new BrowserGuard(names);
    }

    /**
     * Why a request is refused, or null when it is not.
     *
     * @param authority value of {@code Host}
     * @param origin value of {@code Origin}
     * @param fetchSite value of {@code Sec-Fetch-Site}
     */
    public @Nullable String refusal(@Nullable String authority, @Nullable String origin, @Nullable String fetchSite) {
        if (authority == null || authority.isEmpty()) {
            return "the request has no Host";
        }
        if (!names.isEmpty() && !names.contains(host(authority))) {
            return "Host " + authority + " is not a name of this listener; it answers to " + String.join(", ", names);
        }
        if (origin != null && !sameOrigin(origin, authority)) {
            return "the request comes from a page of " + origin + ", not from this listener";
        }
        if (fetchSite != null && !fetchSite.equals("same-origin") && !fetchSite.equals("none")) {
            return "the request comes from a page of another site (Sec-Fetch-Site: " + fetchSite + ")";
        }
        return null;
    }

    private static boolean sameOrigin(String origin, String authority) {
        return origin.equalsIgnoreCase("http://" + authority) || origin.equalsIgnoreCase("https://" + authority);
    }

    private static String host(String authority) {
        int colon = authority.lastIndexOf(':');
        String host = colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
        return host.toLowerCase(Locale.ROOT);
    }
}
