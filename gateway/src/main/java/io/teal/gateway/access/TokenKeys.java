package io.teal.gateway.access;

import java.util.List;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.Use;
import org.jose4j.lang.JoseException;

/**
 * The keys of an issuer that signatures can be checked with. Immutable. A new one is made only when the issuer's text has changed,
 * so that one object is one state of the keys.
 */
final class TokenKeys {
    private final String text;
    private final List<JsonWebKey> keys;

    private TokenKeys(String text, List<JsonWebKey> keys) {
        this.text = text;
        this.keys = keys;
    }

    /** What they were read from. */
    String text() {
        return text;
    }

    /** Each with its name and what it is for. */
    List<JsonWebKey> keys() {
        return keys;
    }

    /**
     * Reads a set of keys (RFC 7517 5). What is not for signatures, or of a kind that is not known, is left out, as are keys that
     * both sides would have to keep secret.
     *
     * @throws JoseException when it is none, or none of its keys is of use
     */
    static TokenKeys parse(String text) throws JoseException {
        List<JsonWebKey> usable = new JsonWebKeySet(text)
                .getJsonWebKeys().stream()
                        .filter(key -> key instanceof PublicJsonWebKey && !Use.ENCRYPTION.equals(key.getUse()))
                        .toList();
        if (usable.isEmpty()) {
            throw new JoseException("no public key for signatures is in it");
        }
        return new TokenKeys(text, usable);
    }
}
