package io.teal.admin.http.change;

import io.teal.admin.http.Call;
import io.teal.admin.http.Problem;
import io.teal.admin.http.ProblemKind;
import io.teal.admin.store.Sha256;
import java.util.List;

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
        byte[] body = call.body().getBytes();
        String request = String.join("\n", call.method(), call.target(), call.ifMatch(), Sha256.of(body, body.length));
        return hash(call.caller().name() + "\n" + key) + ":" + hash(request);
    }

    private static boolean readable(String key) {
        if (key.isEmpty() || key.length() > LONGEST) {
            return false;
        }
        return key.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private static String hash(String text) {
        return Sha256.of(text).substring(0, DIGITS);
    }
}
