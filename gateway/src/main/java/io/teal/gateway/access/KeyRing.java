package io.teal.gateway.access;

import io.teal.gateway.matching.RequestHead;
import io.teal.gateway.routing.Policies;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of a route. Knows only their digests. Immutable. */
final class KeyRing {
    private static final String BEARER = "Bearer ";

    private final String header;
    private final boolean bearer;
    private final List<String> names = new ArrayList<>();
    private final List<byte[]> digests = new ArrayList<>();

    KeyRing(Policies.ApiKeys known) {
        this.header = known.header();
        this.bearer = known.bearer();
        known.keys().forEach((name, hex) -> {
            names.add(name);
            digests.add(HexFormat.of().parseHex(hex));
        });
    }

    /** What a client that shows none is asked for (RFC 9110 11.6.1). */
    String challenge(String route) {
        return (bearer ? "Bearer" : "ApiKey") + " realm=\"" + route + "\"";
    }

    /**
     * The name of the key a request shows; null when it shows none that is known. How long it takes tells nothing of the keys:
     * each is looked at, to its end.
     */
    @Nullable String nameOf(RequestHead head) {
        String value = head.header(header);
        String shown = value == null ? null : bearer ? bearer(value) : value;
        if (shown == null) {
            return null;
        }
        byte[] digest = sha256(shown.getBytes(StandardCharsets.ISO_8859_1));
        String found = null;
        for (int i = 0; i < digests.size(); i++) {
            if (MessageDigest.isEqual(digests.get(i), digest)) {
                found = names.get(i);
            }
        }
        return found;
    }

    /** What a field of that scheme shows; null when it is of another. */
    static @Nullable String bearer(String value) {
        return value.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? value.substring(BEARER.length()).strip()
                : null;
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
