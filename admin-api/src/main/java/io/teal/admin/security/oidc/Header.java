package io.teal.admin.security.oidc;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The head of a signed token (RFC 7515, 4): with what it says it is signed. It is a claim like any other until the signature
 * is checked, and selects among the keys that are known already, nothing else: keys and addresses in it are not looked at.
 *
 * @param algorithm as it says
 * @param key id of the key, or null when it names none
 */
record Header(String algorithm, @Nullable String key) {
    private static final int LONGEST = 16 << 10;

    /** The head of a token, or null when it is none. */
    static @Nullable Header of(String token) {
        int first = token.indexOf('.');
        int second = token.indexOf('.', first + 1);
        if (token.length() > LONGEST
                || first <= 0
                || second <= first + 1
                || second == token.length() - 1
                || token.indexOf('.', second + 1) >= 0) {
            return null;
        }
        try {
            JsonObject json =
                    new JsonObject(Buffer.buffer(Base64.getUrlDecoder().decode(token.substring(0, first))));
            Object key = json.getValue("kid");
            // Extensions that have to be understood (4.1.11): none is.
            return json.getValue("alg") instanceof String algorithm
                            && (key == null || key instanceof String)
                            && !json.containsKey("crit")
                    ? new Header(algorithm, (String) key)
                    : null;
        } catch (IllegalArgumentException | DecodeException e) {
            return null;
        }
    }
}
