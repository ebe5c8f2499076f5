package io.teal.admin.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A configured token. The token itself is not kept, only its sum.
 *
 * @param name what its caller is called in revisions and logs
 * @param role what it allows
 * @param sha256 SHA-256 of the token's UTF-8 bytes, 64 hexadecimal digits
 */
public record Token(String name, Role role, String sha256) {
    private static final Pattern SUM = Pattern.compile("[0-9a-f]{64}");

    public Token {
        sha256 = sha256.toLowerCase(Locale.ROOT);
        if (!SUM.matcher(sha256).matches()) {
            throw new IllegalArgumentException("sha256 of token " + name + " is not 64 hexadecimal digits");
        }
    }

    /** A token by its own text. */
    public static Token plain(String name, Role role, String token) {
        return new Token(name, role, HexFormat.of().formatHex(sum(token)));
    }

    static byte[] sum(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
