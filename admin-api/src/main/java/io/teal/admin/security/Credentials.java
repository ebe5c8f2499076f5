package io.teal.admin.security;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A name and a password as they stand in a request (RFC 7617, 2).
 *
 * @param name without a colon
 */
record Credentials(String name, String password) {
    /** Those of a field, or null when there are none in UTF-8. */
    static @Nullable Credentials of(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            int colon = text.indexOf(':');
            return colon < 0 ? null : new Credentials(text.substring(0, colon), text.substring(colon + 1));
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return null;
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return name + ":…";
    }
}
