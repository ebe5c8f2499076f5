package io.teal.admin.http.change;

import io.teal.admin.http.Call;
import io.teal.admin.http.Problem;
import io.teal.admin.http.ProblemKind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a revision remembers of the {@code Idempotency-Key} of its request: who sent which key, and what was asked for, both
 * hashed. The first part is the same for every request of that caller with that key, the second one for the same request only.
 */
public final class IdempotencyKey {
    private static final String FIELD = "Idempotency-Key";
    private static final int LONGEST = 255;
    private static final int DIGITS = 32;

    private IdempotencyKey() {}

    /** Of a call; empty when it has none. */
    public static String of(Call call) throws Problem {
        List<String> fields = call.headers().getAll(FIELD);
        if (fields.isEmpty()) {
            return "";
        }
        String key = fields.getFirst();
        if (fields.size() > 1 || !readable(key)) {
            throw Problem.of(
                    ProblemKind.BAD_REQUEST,
                    "%s: found %s, expected one of 1 to %d visible ASCII characters",
                    FIELD,
                    fields.size() > 1 ? fields.size() + " of them" : key.length() + " characters",
                    LONGEST);
        }
        String mine = hash(call.caller().name() + "\n" + key, null);
        String asked = hash(
                call.method() + "\n" + call.target() + "\n" + call.ifMatch() + "\n",
                call.body().getBytes());
        return mine + ":" + asked;
    }

    private static boolean readable(String key) {
        if (key.isEmpty() || key.length() > LONGEST) {
            return false;
        }
        return key.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private static String hash(String text, byte @Nullable [] more) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(text.getBytes(StandardCharsets.UTF_8));
            if (more != null) {
                digest.update(more);
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
