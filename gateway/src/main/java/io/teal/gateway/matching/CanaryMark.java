package io.teal.gateway.matching;

import io.teal.gateway.routing.CanaryRule.Mark;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a value is one of those a canary rule asks for. SHA-256 sums are compared, so that neither the length nor the
 * first octets of a token show in the time taken, and always all of them. Immutable.
 */
final class CanaryMark {
    private static final int SUM_LENGTH = 32;

    private final byte @Nullable [][] sums;

    /** Throws {@link IllegalArgumentException} for a sum that is not SHA-256 in hexadecimal. */
    CanaryMark(Mark mark) {
        sums = switch (mark) {
            case Mark.Present() -> null;
            case Mark.Values(List<String> values) -> {
                byte[][] all = new byte[values.size()][];
                for (int i = 0; i < all.length; i++) {
                    all[i] = sha256(values.get(i).getBytes(StandardCharsets.UTF_8));
                }
                yield all;
            }
            case Mark.Sha256(List<String> given) -> {
                byte[][] all = new byte[given.size()][];
                for (int i = 0; i < all.length; i++) {
                    all[i] = HexFormat.of().parseHex(given.get(i));
                    if (all[i].length != SUM_LENGTH) {
                        throw new IllegalArgumentException("a canary rule has a sum that is not SHA-256");
                    }
                }
                yield all;
            }
        };
    }

    /** Whether this value, null when absent, is asked for. */
    boolean accepts(@Nullable String value) {
        if (value == null || sums == null) {
            return value != null;
        }
        byte[] presented = sha256(octets(value));
        boolean found = false;
        for (byte[] sum : sums) {
            found |= MessageDigest.isEqual(sum, presented);
        }
        return found;
    }

    /** The octets that were sent: field values arrive with one character for each. */
    private static byte[] octets(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) > 0xff) {
                return value.getBytes(StandardCharsets.UTF_8);
            }
        }
        return value.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] sha256(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}
