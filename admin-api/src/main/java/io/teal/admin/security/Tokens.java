package io.teal.admin.security;

import io.teal.gateway.config.GatewayConfig.Token;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tokens that stand in the configuration by their SHA-256. Immutable. */
final class Tokens {
    private final List<Token> known;

    Tokens(List<Token> known) {
        this.known = List.copyOf(known);
    }

    boolean none() {
        return known.isEmpty();
    }

    /**
     * The caller of a token, or null when it is not known. All are compared, whichever matches, each in constant time: the
     * time taken tells nothing about any of them.
     */
    @Nullable Caller caller(String token) {
        byte[] sum = sum(token);
        Caller found = null;
        for (Token one : known) {
            if (MessageDigest.isEqual(sum, HexFormat.of().parseHex(one.sha256()))) {
                found = new Caller(one.name(), one.role());
            }
        }
        return found;
    }

    private static byte[] sum(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
