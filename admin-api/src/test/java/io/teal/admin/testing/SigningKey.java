package io.teal.admin.testing;

import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/** A key that signs tokens, by the JDK alone. */
public final class SigningKey {
    private final String algorithm;
    private final String id;
    private final KeyPair pair;

    private SigningKey(String algorithm, String id, KeyPair pair) {
        this.algorithm = algorithm;
        this.id = id;
        this.pair = pair;
    }

    /** A new key for an algorithm of RFC 7518, 3.1. */
    public static SigningKey of(String algorithm, String id) throws GeneralSecurityException {
        return switch (algorithm.substring(0, 2)) {
            case "RS", "PS" -> rsa(algorithm, id, 2048);
            case "ES" -> {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec(
                        switch (algorithm) {
                            case "ES256" -> "secp256r1";
                            case "ES384" -> "secp384r1";
                            default -> "secp521r1";
                        }));
                yield new SigningKey(algorithm, id, generator.generateKeyPair());
            }
            default ->
                new SigningKey(
                        algorithm, id, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        };
    }

    public static SigningKey rsa(String algorithm, String id, int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return new SigningKey(algorithm, id, generator.generateKeyPair());
    }

    /** The same key under another name. */
    public SigningKey as(String other) {
        return new SigningKey(algorithm, other, pair);
    }

    public KeyPair pair() {
        return pair;
    }

    /** Its public half, without algorithm. */
    public JsonObject jwk() {
        JsonObject jwk = new JsonObject().put("use", "sig");
        if (id != null) {
            jwk.put("kid", id);
        }
        return switch (pair.getPublic()) {
            case RSAPublicKey rsa ->
                jwk.put("kty", "RSA")
                        .put("n", text(unsigned(rsa.getModulus(), 0)))
                        .put("e", text(unsigned(rsa.getPublicExponent(), 0)));
            case ECPublicKey ec -> {
                int length = (ec.getParams().getCurve().getField().getFieldSize() + 7) / 8;
                yield jwk.put("kty", "EC")
                        .put("crv", length == 32 ? "P-256" : length == 48 ? "P-384" : "P-521")
                        .put("x", text(unsigned(ec.getW().getAffineX(), length)))
                        .put("y", text(unsigned(ec.getW().getAffineY(), length)));
            }
            case EdECPublicKey ed -> {
                // The last 32 bytes of the encoded form (RFC 8410).
                byte[] encoded = ed.getEncoded();
                byte[] raw = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
                yield jwk.put("kty", "OKP").put("crv", "Ed25519").put("x", text(raw));
            }
            default -> throw new IllegalStateException(algorithm);
        };
    }

    /** A token with these claims. */
    public String sign(JsonObject claims) throws GeneralSecurityException {
        JsonObject header = new JsonObject().put("typ", "JWT").put("alg", algorithm);
        if (id != null) {
            header.put("kid", id);
        }
        return sign(header, claims);
    }

    /** A token with a head of any kind, signed with this key. */
    public String sign(JsonObject header, JsonObject claims) throws GeneralSecurityException {
        String input = text(header.encode().getBytes(StandardCharsets.UTF_8)) + "."
                + text(claims.encode().getBytes(StandardCharsets.UTF_8));
        Signature signature = signature();
        signature.initSign(pair.getPrivate());
        signature.update(input.getBytes(StandardCharsets.UTF_8));
        return input + "." + text(signature.sign());
    }

    private Signature signature() throws GeneralSecurityException {
        String sha = "SHA" + algorithm.substring(2);
        return switch (algorithm.substring(0, 2)) {
            case "RS" -> Signature.getInstance(sha + "withRSA");
            case "PS" -> {
                Signature pss = Signature.getInstance("RSASSA-PSS");
                int bits = Integer.parseInt(algorithm.substring(2));
                String digest = "SHA-" + bits;
                pss.setParameter(new PSSParameterSpec(digest, "MGF1", new MGF1ParameterSpec(digest), bits / 8, 1));
                yield pss;
            }
            case "ES" -> Signature.getInstance(sha + "withECDSAinP1363Format");
            default -> Signature.getInstance("Ed25519");
        };
    }

    /** Base64url without padding. */
    public static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] unsigned(BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        int sign = bytes[0] == 0 && bytes.length > 1 ? 1 : 0;
        int wanted = Math.max(length, bytes.length - sign);
        byte[] padded = new byte[wanted];
        System.arraycopy(bytes, sign, padded, wanted - (bytes.length - sign), bytes.length - sign);
        return padded;
    }
}
