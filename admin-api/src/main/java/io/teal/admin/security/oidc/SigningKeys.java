package io.teal.admin.security.oidc;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys of a provider at one time. A key is for the algorithms of its own kind only, and there is none for a
 * shared secret: so a public key never becomes one. Immutable; signatures are checked on the caller's thread in well under a
 * millisecond each.
 */
final class SigningKeys {
    private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);
    private static final int MOST_KEYS = 64;
    /** Tokens that do not name their key are tried with so many. */
    private static final int MOST_TRIES = 8;

    private static final int RSA_BITS_LEAST = 2048;
    private static final int RSA_BITS_MOST = 8192;
    private static final List<String> RSA = List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512");
    private static final Map<String, String> CURVES =
            Map.of("P-256", "ES256", "P-384", "ES384", "P-521", "ES512", "Ed25519", "EdDSA");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9_-]+");
    private static final List<String> PUBLIC_PARTS = List.of("kty", "kid", "n", "e", "crv", "x", "y");

    private final Map<String, List<Key>> byAlgorithm = new HashMap<>();

    private record Key(@Nullable String id, JWTAuth check) {}

    /**
     * The keys of a set (RFC 7517, 5). Keys for something else, of unknown kinds and too weak ones are left out.
     *
     * @throws IllegalArgumentException when it is none, or no key remains, in words for people
     */
    SigningKeys(Vertx vertx, JsonObject set) {
        if (!(set.getValue("keys") instanceof JsonArray keys)) {
            throw new IllegalArgumentException("it has no list of keys");
        }
        if (keys.size() > MOST_KEYS) {
            throw new IllegalArgumentException("it has " + keys.size() + " keys, more than " + MOST_KEYS);
        }
        for (Object item : keys) {
            if (item instanceof JsonObject key) {
                add(vertx, key);
            }
        }
        if (byAlgorithm.isEmpty()) {
            throw new IllegalArgumentException("it has no key that signs");
        }
    }

    private void add(Vertx vertx, JsonObject json) {
        JsonObject bare = new JsonObject();
        for (String part : PUBLIC_PARTS) {
            if (json.getValue(part) instanceof String text) {
                bare.put(part, text);
            }
        }
        for (String algorithm : algorithms(json)) {
            try {
                JWTAuth check = JWTAuth.create(
                        vertx,
                        new JWTAuthOptions()
                                .addJwk(bare.copy().put("alg", algorithm))
                                // Times are judged with the other claims.
                                .setJWTOptions(new JWTOptions().setIgnoreExpiration(true)));
                byAlgorithm
                        .computeIfAbsent(algorithm, any -> new ArrayList<>())
                        .add(new Key(bare.getString("kid"), check));
            } catch (RuntimeException e) {
                LOG.debug("a key of the provider cannot be used for {}: {}", algorithm, e.toString());
            }
        }
    }

    /** What a key may have signed; nothing for keys that are for something else. */
    private static List<String> algorithms(JsonObject key) {
        Object use = key.getValue("use");
        boolean verifies = !(key.getValue("key_ops") instanceof JsonArray operations) || operations.contains("verify");
        if ((use != null && !use.equals("sig")) || !verifies || !(key.getValue("kty") instanceof String kind)) {
            return List.of();
        }
        List<String> possible =
                switch (kind) {
                    case "RSA" -> has(key, "n", "e") && strong(key.getString("n")) ? RSA : List.of();
                    case "EC" -> has(key, "crv", "x", "y") ? onCurve(key.getString("crv")) : List.of();
                    case "OKP" -> has(key, "crv", "x") ? onCurve(key.getString("crv")) : List.of();
                    default -> List.of();
                };
        Object said = key.getValue("alg");
        return said == null ? possible : possible.stream().filter(said::equals).toList();
    }

    private static boolean has(JsonObject key, String... parts) {
        for (String part : parts) {
            if (!(key.getValue(part) instanceof String text)
                    || !BASE64.matcher(text).matches()) {
                return false;
            }
        }
        return true;
    }

    private static List<String> onCurve(String curve) {
        String algorithm = CURVES.get(curve);
        return algorithm == null ? List.of() : List.of(algorithm);
    }

    private static boolean strong(String modulus) {
        try {
            int bits = new BigInteger(1, Base64.getUrlDecoder().decode(modulus)).bitLength();
            return bits >= RSA_BITS_LEAST && bits <= RSA_BITS_MOST;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether the very key is among these that the header names. */
    boolean have(Header header) {
        return byAlgorithm.getOrDefault(header.algorithm(), List.of()).stream()
                .anyMatch(key -> key.id != null && key.id.equals(header.key()));
    }

    /** What a token says, or null when none of these keys has signed it. */
    @Nullable JsonObject signed(String token, Header header) {
        int tries = 0;
        for (Key key : byAlgorithm.getOrDefault(header.algorithm(), List.of())) {
            if (fits(key, header) && tries++ < MOST_TRIES) {
                JsonObject claims = signed(token, key.check);
                if (claims != null) {
                    return claims;
                }
            }
        }
        return null;
    }

    private static boolean fits(Key key, Header header) {
        return header.key() == null || key.id == null || key.id.equals(header.key());
    }

    private static @Nullable JsonObject signed(String token, JWTAuth check) {
        try {
            Future<User> user = check.authenticate(new TokenCredentials(token));
            return user.succeeded() ? user.result().attributes().getJsonObject("accessToken") : null;
        } catch (RuntimeException e) {
            // What stands in a token may be of any kind.
            return null;
        }
    }
}
