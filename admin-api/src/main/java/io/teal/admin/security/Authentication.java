package io.teal.admin.security;

import io.teal.gateway.config.GatewayConfig.Token;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The callers that are known. Any thread. */
public final class Authentication {
    private static final String SCHEME = "Bearer ";

    private final List<Token> known;

    /**
     * Knows the callers of these tokens.
     *
     * @param tokens those that are accepted; with none, everybody is {@link Caller#ANONYMOUS}
     */
    public Authentication(List<Token> tokens) {
        known = List.copyOf(tokens);
    }

    /** Whether no token is asked for. */
    public boolean open() {
        return known.isEmpty();
    }

    /**
     * The caller behind an {@code Authorization} field (RFC 6750, 2.1), or null when it names none. All known tokens are
     * compared, whichever matches, each in constant time: the time taken tells nothing about any of them.
     */
    public @Nullable Caller caller(@Nullable String authorization) {
        if (open()) {
            return Caller.ANONYMOUS;
        }
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        byte[] sum = sum(authorization.substring(SCHEME.length()).strip());
        Caller found = null;
        for (Token token : known) {
            if (MessageDigest.isEqual(sum, HexFormat.of().parseHex(token.sha256()))) {
                found = new Caller(token.name(), token.role());
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
