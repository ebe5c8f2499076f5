package io.teal.gateway.proof;

import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What a request shows to be known as the gateway's own. Made anew by each process, kept in memory alone. Immutable. */
public final class ProofKey {
    /** The field it stands in. */
    public static final CharSequence FIELD = HttpHeaders.createOptimized("X-Teal-Proof");

    private static final int BYTES = 32;

    private final String word;
    private final byte[] octets;

    private ProofKey(String word) {
        this.word = word;
        this.octets = word.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** One that nobody can guess. */
    public static ProofKey random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new ProofKey(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** Whether this is what a request shows; null for nothing. Takes as long for every wrong value of one length. */
    public boolean opens(@Nullable String shown) {
        return shown != null && MessageDigest.isEqual(octets, shown.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** What a request has to show. */
    String word() {
        return word;
    }
}
